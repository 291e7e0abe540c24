package sync;

import java.sql.Connection;
import java.sql.SQLException;
import postgres.Query;
import postgres.Sql;

/** The tables that flows keep on their target, in schema {@code caravanserai_sync}. */
public final class TargetSchema {

    private static final String INSTALL = Sql.read("sync/target-schema.sql");

    private TargetSchema() {}

    /** Makes what is not there yet, in the caller's transaction; two at once wait for each other. */
    public static void install(Connection connection) throws SQLException {
        Query.execute(connection, INSTALL);
    }
}
