package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import postgres.Query;

/** Changes of several tables as one statement: foreign keys are looked at when all of them are done. */
public final class OneStatement {

    private OneStatement() {}

    /**
     * Does them.
     *
     * @param changes inserts, updates and deletes without a {@code returning}
     * @return how many rows each changed
     */
    public static long[] run(Connection connection, List<String> changes) throws SQLException {
        return returning(
                connection,
                changes.stream().map(change -> change + " returning 1").toList());
    }

    /**
     * The same of changes that say what they return, for others: the first is called {@code c0}, the next {@code c1}.
     *
     * @param changes each with a {@code returning}
     */
    public static long[] returning(Connection connection, List<String> changes) throws SQLException {
        if (changes.isEmpty()) {
            return new long[0];
        }
        String together = IntStream.range(0, changes.size())
                        .mapToObj(i -> "c" + i + " as (" + changes.get(i) + ")")
                        .collect(Collectors.joining(", ", "with ", " "))
                + IntStream.range(0, changes.size())
                        .mapToObj(i -> "(select count(*) from c" + i + ")")
                        .collect(Collectors.joining(", ", "select ", ""));
        return Query.first(connection, together, row -> {
                    long[] rows = new long[changes.size()];
                    for (int i = 0; i < rows.length; i++) {
                        rows[i] = row.getLong(i + 1);
                    }
                    return rows;
                })
                .orElseThrow();
    }
}
