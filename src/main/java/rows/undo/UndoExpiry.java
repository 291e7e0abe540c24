package rows.undo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import postgres.Query;
import postgres.Sql;

/** Gives up what was kept of loads that are not taken back any more. */
public final class UndoExpiry {

    private static final String EXPIRE = Sql.read("rows/undo/expire-traces.sql");

    private UndoExpiry() {}

    private record Expired(UUID run, String keptIn, boolean needed) {}

    /** Of all that are older than so many days, and of replaces that another followed; in the caller's transaction. */
    public static void run(Connection connection, int days) throws SQLException {
        List<Expired> expired = Query.list(
                connection,
                EXPIRE,
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
