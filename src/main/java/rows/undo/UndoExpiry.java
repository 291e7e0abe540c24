package rows.undo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import ledger.Books;
import postgres.Query;
import postgres.Sql;

/** Gives up what was kept of loads that are not taken back any more. */
public final class UndoExpiry {

    private static final String EXPIRE = Sql.read("rows/undo/expire-traces.sql");

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
        List<Expired> expired = Query.list(
                connection,
                books.in(EXPIRE),
                row -> new Expired(
                        row.getObject("run", UUID.class),
                        row.getBoolean("there") ? row.getString("kept_in") : null,
                        row.getBoolean("needed")),
                days);
        for (Expired one : expired) {
            if (one.keptIn != null && one.needed) {
                Query.update(connection, "delete from " + one.keptIn + " where \"caravanserai run\" = ?", one.run);
            } else if (one.keptIn != null) {
                Query.execute(connection, "drop table if exists " + one.keptIn);
            }
        }
    }
}
