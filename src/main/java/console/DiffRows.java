package console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Rows that differ, one a line, with what was then and what is now in every cell that changed.
 *
 * @param key the columns of the key
 * @param columns the others, as far as values are told
 */
public record DiffRows(List<String> key, List<String> columns, List<Line> lines) {

    private static final int WIDEST = 80;

    /**
     * A row.
     *
     * @param kind {@code missing}, {@code changed} or {@code added}
     * @param chosen its key as JSON, by which it can be chosen
     * @param changed names of the columns that changed, where their values are not told
     */
    public record Line(String kind, String chosen, List<String> keys, List<Cell> cells, String changed) {}

    /** A value then and now; only one of both where they are equal or the row is on one side alone. */
    public record Cell(String then, String now, boolean differs) {}

    /** Of a sample of the API's. */
    public static DiffRows of(JsonNode sample) {
        Set<String> key = new LinkedHashSet<>();
        Set<String> columns = new LinkedHashSet<>();
        for (JsonNode row : sample) {
            row.path("key").fieldNames().forEachRemaining(key::add);
            row.path("then").fieldNames().forEachRemaining(columns::add);
            row.path("now").fieldNames().forEachRemaining(columns::add);
        }
        columns.removeAll(key);
        List<Line> lines = new ArrayList<>();
        for (JsonNode row : sample) {
            List<String> keys = new ArrayList<>();
            key.forEach(name -> keys.add(text(row.path("key").path(name))));
            List<Cell> cells = new ArrayList<>();
            for (String column : columns) {
                cells.add(cell(row, column));
            }
            List<String> changed = new ArrayList<>();
            row.path("columns").forEach(name -> changed.add(name.asText()));
            lines.add(new Line(
                    row.path("kind").asText(),
                    row.path("key").toString(),
                    keys,
                    cells,
                    row.path("kind").asText().equals("changed") ? String.join(", ", changed) : ""));
        }
        return new DiffRows(List.copyOf(key), List.copyOf(columns), lines);
    }

    private static Cell cell(JsonNode row, String column) {
        String then = text(row.path("then").path(column));
        String now = text(row.path("now").path(column));
        boolean both = row.path("then").isObject() && row.path("now").isObject();
        return new Cell(
                then,
                now,
                both && !row.path("then").path(column).equals(row.path("now").path(column)));
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode()) {
            return "";
        }
        String text = value.isNull() ? "null" : value.isValueNode() ? value.asText() : value.toString();
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 1) + "…";
    }
}
