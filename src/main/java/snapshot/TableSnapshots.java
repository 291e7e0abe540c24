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
import postgres.BucketHashes;
import postgres.Condition;
import postgres.Query;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;

/** Makes snapshots that are kept as tables beside their originals. */
@ApplicationScoped
public class TableSnapshots {

    /** One copies the rows, one works out their hash. */
    private static final int AT_ONCE = 2;

    private final DataSource dataSource;
    private final Snapshots snapshots;
    private final SnapshotSettings settings;
    private final ActiveRuns active;
    private final ConnectionBudget connections;

    public TableSnapshots(
            DataSource dataSource,
            Snapshots snapshots,
            SnapshotSettings settings,
            ActiveRuns active,
            ConnectionBudget connections) {
        this.dataSource = dataSource;
        this.snapshots = snapshots;
        this.settings = settings;
        this.active = active;
        this.connections = connections;
    }

    /** What is to be kept as tables. */
    public record Plan(SnapshotRequest request, Snapshots.Chosen chosen) {

        List<Table> tables() {
            return chosen.tables();
        }
    }

    /** Looks for the tables that are meant, before the transaction that keeps them. */
    public Plan plan(SnapshotRequest request) throws SQLException {
        active.open(request.run());
        return new Plan(request, snapshots.tables(request));
    }

    /** Makes them, all as they were at one moment, in the caller's transaction, which has done nothing yet. */
    public RunEnd make(Plan plan) throws SQLException {
        SnapshotRequest request = plan.request();
        ActiveRun run = active.open(request.run());
        ArrayNode made = Json.mapper().createArrayNode();
        long total = 0;
        ConnectionBudget.Share share = connections.take(AT_ONCE, run);
        try (share;
                Connection connection = dataSource.getConnection()) {
            Backend backend = Backend.of(connection);
            run.worksOn(backend);
            try {
                String moment = moment(connection, plan.tables());
                for (Table table : plan.tables()) {
                    BackupTable backup = make(connection, run, request, table, moment);
                    made.addObject()
                            .put("snapshot", backup.name().display())
                            .put("table", backup.of().display())
                            .put("rows", backup.rows())
                            .put("contentHash", backup.contentHash());
                    // How far it is must not be told: that changes the run, which this transaction sees as it was, and
                    // ends.
                    total += backup.rows();
                }
            } finally {
                run.leaves(backend);
            }
        }
        ObjectNode detail = Json.mapper().createObjectNode();
        detail.put("snapshot", made.get(0).get("snapshot").asText());
        detail.set("tables", made);
        if (!plan.chosen().leftOut().isEmpty()) {
            detail.set("unreadable", Unreadable.told(plan.chosen().leftOut()));
        }
        return RunEnd.done(request.run(), new Rows(total, total, 0, 0, 0), detail);
    }

    /** Locks the tables against being dropped or rewritten, then takes the moment that all of them are seen at. */
    private String moment(Connection connection, List<Table> tables) throws SQLException {
        Query.execute(connection, "set transaction isolation level repeatable read");
        Query.execute(connection, "set local lock_timeout = " + settings.lockTimeoutMillis());
        for (Table table : tables) {
            try {
                Query.execute(connection, "lock table " + table.name().quoted() + " in access share mode");
            } catch (SQLException e) {
                throw explained(e, table.name());
            }
        }
        BackupTables.refuseRowsAway(connection, tables.stream().map(Table::name).toList());
        return Query.first(connection, "select pg_export_snapshot()", row -> row.getString(1))
                .orElseThrow();
    }

    private BackupTable make(Connection connection, ActiveRun run, SnapshotRequest request, Table table, String moment)
            throws SQLException {
        try {
            if (request.sample() != null || request.where() != null) {
                // Asked again it could be other rows.
                return make(
                        connection,
                        request,
                        table,
                        (backup, columns) -> BucketHashes.of(connection, backup.quoted(), columns, null));
            }
            try (ParallelHash hash = ParallelHash.start(dataSource, moment, table, settings.lockTimeoutMillis(), run)) {
                return make(connection, request, table, (backup, columns) -> hash.get());
            }
        } catch (SQLException e) {
            throw explained(e, table.name());
        }
    }

    private static BackupTable make(
            Connection connection, SnapshotRequest request, Table table, BackupTables.HashOfRows hash)
            throws SQLException {
        return BackupTables.make(connection, request.run(), table.name(), rows(request), selection(request), hash);
    }

    private SQLException explained(SQLException e, TableName table) {
        if (SqlState.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
            throw new ProblemException(Problem.locked(table.display(), settings.lockTimeoutMillis()));
        }
        return e;
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
