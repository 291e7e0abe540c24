package ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import postgres.Query;
import postgres.Sql;
import postgres.Table;
import postgres.TableName;

/** Which runs changed the rows of which table, in the transaction of the rows: who has the latest word on it. */
public final class TableChanges {

    private static final String ADD = Sql.read("ledger/add-table-change.sql");
    private static final String ADD_REDRIVEN = Sql.read("ledger/add-redriven-change.sql");
    private static final String RUNS_OF_REDRIVEN = Sql.read("ledger/runs-of-redriven.sql");
    private static final String ADD_OF_LETTERS = Sql.read("ledger/add-change-of-letters.sql");
    private static final String ADD_RESET = Sql.read("ledger/add-table-reset.sql");

    private TableChanges() {}

    /** Rows were added or changed. */
    public static void loaded(Connection connection, Books books, UUID run, Table table) throws SQLException {
        Query.update(connection, books.in(ADD), table.oid(), run, "load");
    }

    /** Others were put in place of all rows. */
    public static void replaced(Connection connection, Books books, UUID run, Table table) throws SQLException {
        Query.update(connection, books.in(ADD), table.oid(), run, "replace");
    }

    /** Dead letters went in, as late rows of the runs whose they were. */
    public static void redriven(Connection connection, UUID run, Table table) throws SQLException {
        Query.update(connection, ADD_REDRIVEN, table.oid(), run, table.name().display());
    }

    /** The same in a table that is not in the ledger's database. */
    public static void redriven(Connection ledger, Connection elsewhere, UUID run, Table table) throws SQLException {
        for (UUID of : Query.list(
                ledger,
                RUNS_OF_REDRIVEN,
                row -> row.getObject("run", UUID.class),
                run,
                table.name().display())) {
            Query.update(elsewhere, Books.ELSEWHERE.in(ADD_OF_LETTERS), table.oid(), run, of);
        }
    }

    /** Rows are again what they were before. */
    public static void reset(Connection connection, Books books, UUID run, List<TableName> tables) throws SQLException {
        Query.updateEach(
                connection,
                books.in(ADD_RESET),
                tables.stream()
                        .map(table -> new Object[] {run, table.schema(), table.name()})
                        .toList());
    }
}
