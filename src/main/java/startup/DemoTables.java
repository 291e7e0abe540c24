package startup;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import postgres.Query;
import postgres.Sql;
import postgres.server.EmbeddedServers;

/** The embedded server has tables to try things on; a server of somebody's own gets none. */
@ApplicationScoped
public class DemoTables {

    void make(Connection connection) throws SQLException {
        if (EmbeddedServers.isAnyRunning()) {
            Query.execute(connection, Sql.read("demo/tables.sql"));
        }
    }
}
