package rows.undo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Column;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.Query;
import postgres.Sql;
import postgres.Table;

/**
 * Columns that a table has got since it was restored. No hash of that day knows what others wrote into them.
 *
 * @param untouched conditions on a row {@code l}: that it holds nothing in them but what they came with
 */
public record ColumnsSince(List<String> names, List<String> untouched) {

    private static final String FILLS = Sql.read("rows/undo/column-fills.sql");

    /** @param then the columns of that day */
    static ColumnsSince of(Connection connection, Table table, List<Column> then) throws SQLException {
        List<String> known = then.stream().map(Column::name).toList();
        List<String> names = new ArrayList<>();
        List<String> untouched = new ArrayList<>();
        for (Column column : table.writable()) {
            if (!known.contains(column.name())) {
                names.add(column.name());
                untouched.add(untouched(
                        column,
                        Query.list(connection, FILLS, row -> row.getString("fill"), table.oid(), column.name())));
            }
        }
        return new ColumnsSince(names, untouched);
    }

    private static String untouched(Column column, List<String> fills) {
        String name = Identifier.quote(column.name());
        return fills.stream()
                .map(fill -> " or exists (select from (select " + fill + " as " + name + ") f where "
                        + ContentHash.exact(column, "f.") + " = " + ContentHash.exact(column, "l.") + ")")
                .collect(Collectors.joining("", "(l." + name + " is null", ")"));
    }

    /**
     * Every column of that day is still there: without one it cannot be told which rows are as they were left.
     *
     * @throws ProblemException if one was dropped, renamed, or is computed now
     */
    static void requireAll(Table table, List<Column> then) {
        List<String> now = table.writable().stream().map(Column::name).toList();
        List<String> gone = then.stream()
                .map(Column::name)
                .filter(name -> !now.contains(name))
                .toList();
        if (!gone.isEmpty()) {
            throw new ProblemException(Problem.conflict(
                    table.name().display() + " lost columns since that run: " + String.join(", ", gone)
                            + "; without them it is not known which rows are as that run left them",
                    "nothing was changed; give them back their names if they were renamed, and try again, or restore"
                            + " the rows from a snapshot"));
        }
    }

    /** What more has to hold of an untouched row. */
    String condition() {
        return untouched.stream().map(one -> " and " + one).collect(Collectors.joining());
    }
}
