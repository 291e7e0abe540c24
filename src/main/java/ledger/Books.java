package ledger;

import java.sql.Connection;
import java.sql.SQLException;
import postgres.Query;
import postgres.Sql;

/**
 * Where it is written down which bytes a table holds, which run has the latest word on it, and what takes a load back: in the
 * database of the table itself, in the transaction of its rows.
 */
public enum Books {
    /** In the ledger. */
    LEDGER,
    /** In a database that the ledger is not in, in tables that are the same. */
    ELSEWHERE;

    private static final String ARE_THERE = "select to_regclass('caravanserai_kept.load_trace') is not null";
    private static final String PREPARE = Sql.read("ledger/prepare-books.sql");

    /** A statement of the ledger over the tables that are meant. */
    public String in(String sql) {
        return this == LEDGER ? sql : sql.replace("caravanserai.", "caravanserai_kept.");
    }

    /** Whether there is a place for them. */
    public boolean areIn(Connection connection) throws SQLException {
        return this == LEDGER
                || Query.first(connection, ARE_THERE, row -> row.getBoolean(1)).orElseThrow();
    }

    /** Makes the place for them in a database that the ledger is not in, unless it is there. */
    public static void prepare(Connection connection) throws SQLException {
        Query.execute(connection, PREPARE);
    }
}
