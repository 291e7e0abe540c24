package rows.undo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import ledger.Books;
import postgres.Query;
import postgres.Sql;

/** Gives up what was kept of loads that are not taken back any more. */
public final class UndoExpiry {

    private static final String EXPIRE = Sql.read("rows/undo/expire-traces.sql");

    private static final String END = Sql.read("rows/undo/end-traces.sql");

    private static final String ELSEWHERE = Sql.read("rows/undo/databases-of-traces.sql");

    private UndoExpiry() {}

    /** The databases that the ledger is not in, and in which something is kept. */
    public static List<String> elsewhere(Connection ledger) throws SQLException {
        return Query.list(ledger, ELSEWHERE, row -> row.getString("database"));
    }

    private record Expired(UUID run, String keptIn, boolean needed) {}

    /** Of all that are older than so many days, and of replaces that another followed; in the caller's transaction. */
    public static void run(Connection connection, Books books, int days) throws SQLException {
        if (!books.areIn(connection)) {
            return;
        }
        giveUp(connection, Query.list(connection, books.in(EXPIRE), UndoExpiry::expired, days));
    }

    /** Of these loads of the ledger's own database, however long ago they are; in the caller's transaction. */
    static void end(Connection connection, UUID[] runs) throws SQLException {
        giveUp(connection, Query.list(connection, END, UndoExpiry::expired, (Object) runs));
    }

    private static Expired expired(ResultSet row) throws SQLException {
        return new Expired(
                row.getObject("run", UUID.class),
                row.getBoolean("there") ? row.getString("kept_in") : null,
                row.getBoolean("needed"));
    }

    private static void giveUp(Connection connection, List<Expired> expired) throws SQLException {
        for (Expired one : expired) {
            if (one.keptIn != null && one.needed) {
                Query.update(connection, "delete from " + one.keptIn + " where \"caravanserai run\" = ?", one.run);
            } else if (one.keptIn != null) {
                Query.execute(connection, "drop table if exists " + one.keptIn);
            }
        }
    }
}
