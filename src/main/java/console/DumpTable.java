package console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of the state that old dumps make together, or what became of one of its rows.
 *
 * @param columns in the order of the table
 * @param rows those that are shown
 * @param more whether there are more than are shown
 */
public record DumpTable(List<String> columns, List<Row> rows, boolean more) {

    /** So many rows are shown. */
    public static final int MOST = 100;

    /**
     * A row.
     *
     * @param key as it is asked for, or empty where that cannot be written
     * @param told what came before its values: where it is from, or what became of it
     */
    public record Row(String key, List<String> told, List<String> cells) {}

    /** The state. */
    public static DumpTable state(JsonNode table) {
        List<String> columns = new ArrayList<>();
        table.path("columns").forEach(column -> columns.add(column.path("name").asText()));
        List<Integer> key = new ArrayList<>();
        table.path("key").forEach(column -> key.add(columns.indexOf(column.asText())));
        List<Row> rows = new ArrayList<>();
        for (JsonNode row : table.path("rows")) {
            if (rows.size() == MOST) {
                break;
            }
            List<String> cells = new ArrayList<>();
            row.path("values").forEach(value -> cells.add(text(value)));
            rows.add(new Row(
                    key(row.path("values"), key), List.of(row.path("file").asText()), cells));
        }
        return new DumpTable(columns, rows, table.path("rows").size() > MOST);
    }

    /** The history of a row. */
    public static DumpTable history(JsonNode lines) {
        List<String> columns = new ArrayList<>();
        lines.path(0).path("row").fieldNames().forEachRemaining(columns::add);
        List<Row> rows = new ArrayList<>();
        for (JsonNode line : lines) {
            List<String> cells = new ArrayList<>();
            columns.forEach(column -> cells.add(text(line.path("row").path(column))));
            rows.add(new Row(
                    "",
                    List.of(
                            line.path("op").asText(),
                            line.path("file").asText(),
                            line.path("asOf").asText()),
                    cells));
        }
        return new DumpTable(columns, rows, false);
    }

    private static String key(JsonNode values, List<Integer> places) {
        List<String> parts = new ArrayList<>();
        for (int place : places) {
            JsonNode value = values.path(place);
            if (!value.isValueNode() || value.isNull() || value.asText().contains(",")) {
                return "";
            }
            parts.add(value.asText());
        }
        return String.join(",", parts);
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "null";
        }
        return DumpsPage.shortened(value.isValueNode() ? value.asText() : value.toString());
    }
}
