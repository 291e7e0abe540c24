package startup;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import postgres.Query;
import postgres.Sql;
import postgres.server.EmbeddedServers;

/** The embedded server has tables to try things on; a server of somebody's own gets none. */
@ApplicationScoped
public class DemoTables {

    private final DataSource dataSource;

    DemoTables(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    void make(@Observes StartupEvent start) throws SQLException {
        if (EmbeddedServers.isAnyRunning()) {
            try (Connection connection = dataSource.getConnection()) {
                Query.execute(connection, Sql.read("demo/tables.sql"));
            }
        }
    }
}
