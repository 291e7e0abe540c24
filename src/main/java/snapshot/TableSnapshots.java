package snapshot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import postgres.Backend;
import postgres.Condition;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;

/** Makes snapshots that are kept as tables beside their originals. */
@ApplicationScoped
public class TableSnapshots {

    private final DataSource dataSource;
    private final Snapshots snapshots;
    private final SnapshotSettings settings;
    private final ActiveRuns active;

    public TableSnapshots(DataSource dataSource, Snapshots snapshots, SnapshotSettings settings, ActiveRuns active) {
        this.dataSource = dataSource;
        this.snapshots = snapshots;
        this.settings = settings;
        this.active = active;
    }

    /** Makes them, in the caller's transaction. */
    public RunEnd make(SnapshotRequest request) throws SQLException {
        ActiveRun run = active.open(request.run());
        List<Table> tables = snapshots.tables(request);
        String rows = rows(request);
        ArrayNode made = Json.mapper().createArrayNode();
        long total = 0;
        try (Connection connection = dataSource.getConnection()) {
            Backend backend = Backend.of(connection);
            run.worksOn(backend);
            try {
                SessionSettings.lockTimeout(connection, settings.lockTimeoutMillis());
                for (Table table : tables) {
                    BackupTable backup = make(connection, request, table.name(), rows);
                    made.addObject()
                            .put("snapshot", backup.name().display())
                            .put("table", backup.of().display())
                            .put("rows", backup.rows())
                            .put("contentHash", backup.contentHash());
                    total += backup.rows();
                    run.progress(made.size(), tables.size(), "tables");
                }
            } finally {
                run.leaves(backend);
            }
        }
        ObjectNode detail = Json.mapper().createObjectNode();
        detail.put("snapshot", made.get(0).get("snapshot").asText());
        detail.set("tables", made);
        return RunEnd.done(request.run(), new Rows(total, total, 0, 0, 0), detail);
    }

    private BackupTable make(Connection connection, SnapshotRequest request, TableName table, String rows)
            throws SQLException {
        try {
            return BackupTables.make(connection, request.run(), table, rows, selection(request));
        } catch (SQLException e) {
            if (SqlState.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new ProblemException(Problem.locked(table.display(), settings.lockTimeoutMillis()));
            }
            throw e;
        }
    }

    private static String rows(SnapshotRequest request) {
        String where = request.where() == null ? "" : new Condition(request.where()).clause();
        return request.sample() == null ? where : where + " order by random() limit " + request.sample();
    }

    private static String selection(SnapshotRequest request) {
        String sample = request.sample() == null ? null : request.sample() + " rows at random";
        if (request.where() == null) {
            return sample;
        }
        return sample == null ? request.where() : sample + " of those where " + request.where();
    }
}
