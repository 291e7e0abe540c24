package reports;

import java.util.List;
import java.util.Objects;

/** A table that a report reads, with the columns that it needs. */
public record NeededTable(String table, List<String> columns) {

    public NeededTable {
        Objects.requireNonNull(table, "table");
        columns = List.copyOf(columns);
    }
}
