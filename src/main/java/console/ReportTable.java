package console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rows of a report as a table. */
public final class ReportTable {

    private static final String NOTHING = "–";

    private ReportTable() {}

    /**
     * What stands in a place of it.
     *
     * @param number whether it is one, and stands at the right
     */
    public record Cell(String text, boolean number) {}

    /** The names of the columns. */
    public static List<String> columns(JsonNode report) {
        List<String> columns = new ArrayList<>();
        report.path("columns").forEach(column -> columns.add(column.asText()));
        return columns;
    }

    /** Every row, in the order of the columns. */
    public static List<List<Cell>> cells(JsonNode report) {
        List<List<Cell>> table = new ArrayList<>();
        for (JsonNode row : report.path("rows")) {
            List<Cell> cells = new ArrayList<>();
            for (JsonNode column : report.path("columns")) {
                JsonNode value = row.path(column.asText());
                cells.add(new Cell(text(value), value.isNumber()));
            }
            table.add(cells);
        }
        return table;
    }

    private static String text(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return NOTHING;
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** The columns that hold numbers alone. */
    public static Set<String> numbers(JsonNode report) {
        Set<String> numbers = new HashSet<>();
        for (JsonNode column : report.path("columns")) {
            boolean all = !report.path("rows").isEmpty();
            for (JsonNode row : report.path("rows")) {
                JsonNode value = row.path(column.asText());
                all &= value.isNumber() || value.isNull();
            }
            if (all) {
                numbers.add(column.asText());
            }
        }
        return numbers;
    }
}
