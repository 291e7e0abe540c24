package snapshot.format;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import ledger.Json;
import ledger.ProblemException;

/**
 * How the columns of a table are kept in each of several files that hold its rows in parts: the same in all of them.
 * Arrays are text, as the server writes them.
 *
 * @param columns as a file's metadata has them
 * @param largestRow the bytes of the largest row, as text
 */
public record PartTypes(String columns, long largestRow) {

    public PartTypes {
        Objects.requireNonNull(columns, "columns");
    }

    /**
     * Looks through the rows of the whole table once.
     *
     * @param heap in bytes, of those that will write and read the parts
     * @throws ProblemException if a row is too large
     */
    public static PartTypes of(Connection connection, TableRows rows, long heap) throws SQLException {
        FilePlan plan = FilePlan.of(connection, FileFormat.PARQUET, rows, new RowLimit(heap));
        return new PartTypes(
                Json.write(plan.columns().stream()
                        .map(column -> column.list() ? column.withoutLists() : column)
                        .toList()),
                plan.largestRow());
    }

    FilePlan plan(long rows) throws IOException {
        return new FilePlan(FilePlan.parse(columns, Long.toString(rows)).columns(), rows, largestRow);
    }
}
