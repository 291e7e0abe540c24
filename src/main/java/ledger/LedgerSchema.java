package ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import postgres.Identifier;
import postgres.Query;
import postgres.Sql;
import postgres.Table;

/**
 * The schema that holds the ledger and nothing else. Whatever a user of the same name creates lands there, as
 * {@code "$user"} comes first on PostgreSQL's search path; such tables are nobody's to load, keep or copy until they are moved.
 */
public final class LedgerSchema {

    private static final String NAME = "caravanserai";
    private static final String TABLES_OF_OTHERS = Sql.read("ledger/tables-of-others.sql");

    private LedgerSchema() {}

    /** Tables of others that stand there, by name. */
    public static List<String> tablesOfOthers(Connection connection) throws SQLException {
        return Query.list(connection, TABLES_OF_OTHERS, row -> row.getString("name"));
    }

    /** The statements that move such tables to where they belong. */
    public static String move(List<String> tables) {
        return tables.stream()
                .map(table -> "alter table " + NAME + "." + Identifier.quote(table) + " set schema public")
                .collect(Collectors.joining("; "));
    }

    /**
     * What was found of a table that somebody asked for.
     *
     * @param wanted as he wrote it
     * @throws ProblemException if nothing was
     */
    public static Table require(Connection connection, String wanted, Optional<Table> found) throws SQLException {
        if (found.isEmpty()) {
            throw new ProblemException(
                    missing(connection, wanted, "there is no table \"" + wanted + '"', "name it as schema.table"));
        }
        return found.get();
    }

    /**
     * The answer to somebody whose table is not found.
     *
     * @param wanted as he wrote it
     * @param detail what is answered to him
     * @param hint what to do about it, unless the table stands in the ledger's schema
     */
    public static Problem missing(Connection connection, String wanted, String detail, String hint)
            throws SQLException {
        List<String> there = tablesOfOthers(connection).stream()
                .filter(name -> name.equalsIgnoreCase(wanted) || (NAME + '.' + name).equalsIgnoreCase(wanted))
                .limit(1)
                .toList();
        return there.isEmpty() ? Problem.notFound(detail, hint) : standsHere(detail, there);
    }

    /** The same where no table at all is found. */
    public static Problem noTables(Connection connection, String detail, String hint) throws SQLException {
        List<String> there = tablesOfOthers(connection);
        return there.isEmpty() ? Problem.notFound(detail, hint) : standsHere(detail, there);
    }

    private static Problem standsHere(String detail, List<String> tables) {
        return Problem.notFound(
                detail + "; " + names(tables) + (tables.size() == 1 ? " stands" : " stand") + " in the ledger's schema",
                "move what is yours: " + move(tables));
    }

    /** With the schema, as a sentence names them. */
    public static String names(List<String> tables) {
        return tables.stream().map(table -> NAME + '.' + table).collect(Collectors.joining(", "));
    }
}
