package snapshot.format;

import java.util.List;
import java.util.Objects;
import postgres.Column;

/**
 * Rows that are to be kept in a file.
 *
 * @param table as answers call it
 * @param select the columns, in their order, of a table; quoted
 * @param columns what the catalog says of them
 * @param key the names of those that tell rows apart, none if there are none
 */
public record TableRows(String table, String select, List<Column> columns, List<String> key) {

    public TableRows {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(select, "select");
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }
}
