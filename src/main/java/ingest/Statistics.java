package ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import ledger.Run;
import postgres.Catalog;
import postgres.Databases;
import postgres.Table;
import rows.place.RemoteTargets;

/** Tables of which the planner's picture is wrong until autovacuum comes by: a load has just brought many rows. */
@ApplicationScoped
public class Statistics {

    /** Fewer rows hardly change a plan, and autovacuum looks at them soon enough. */
    private static final long MANY_ROWS = 10_000;

    private final DataSource dataSource;

    public Statistics(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Whether the run has brought so many. */
    public boolean areStale(Run run) {
        return run.rows().loaded() >= MANY_ROWS && RemoteTargets.databaseOf(run).equals(Databases.MAIN);
    }

    /**
     * The statement that renews them; none if the table is there no more. It waits for nobody: who has the table
     * locked is about to change it again.
     */
    public List<String> renewal(Run run) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Catalog.find(connection, run.subject())
                    .map(Table::name)
                    .map(name -> "analyze (skip_locked) " + name.quoted())
                    .stream()
                    .toList();
        }
    }
}
