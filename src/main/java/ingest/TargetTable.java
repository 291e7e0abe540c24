package ingest;

import java.util.Objects;
import java.util.Optional;
import postgres.Table;

/**
 * Where rows go.
 *
 * @param made what was found out of the rows when the table was made for them, so that their fields are its columns in
 *     order
 */
record TargetTable(Table table, Optional<InferredTable> made) {

    TargetTable {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(made, "made");
    }
}
