package sync;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import ledger.ActiveRuns;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import postgres.Databases;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Sql;
import rows.place.NamedDatabase;

/** Puts triggers that write down what is deleted on a flow's source, and takes them off again. */
@ApplicationScoped
public class DeleteLogs {

    private static final String PREPARE = Sql.read("sync/before-logging.sql");
    private static final String PARTITIONS = Sql.read("sync/partitions.sql");
    private static final String TRIGGERS = Sql.read("sync/logging-triggers.sql");
    private static final String LOGS = Sql.read("sync/logs-of-flow.sql");
    private static final String EMPTY = Sql.read("sync/is-empty.sql");

    private final Flows flows;
    private final Databases databases;
    private final SyncSettings settings;
    private final ActiveRuns active;

    public DeleteLogs(Flows flows, Databases databases, SyncSettings settings, ActiveRuns active) {
        this.flows = flows;
        this.databases = databases;
        this.settings = settings;
        this.active = active;
    }

    /**
     * Puts them on or takes them off, for all tables of the flow in one transaction.
     *
     * @throws ProblemException if a table has no primary key, or the source's user may not; then nothing was changed
     */
    public RunEnd change(DeleteLogRequest request) throws SQLException {
        Flow flow = flows.find(request.flow());
        ObjectNode detail = Json.mapper().createObjectNode();
        ArrayNode reported = detail.putArray("tables");
        try (SourceSnapshot source = SourceSnapshot.look(
                NamedDatabase.connect(databases, flow.from()),
                active.open(request.run()),
                flow,
                flow.tables(),
                settings.lockTimeoutMillis())) {
            Connection connection = source.connection();
            List<SyncedTable> tables = request.install() ? keyed(source, flow) : List.of();
            try {
                SessionSettings.lockTimeout(connection, settings.lockTimeoutMillis());
                Set<String> names = new LinkedHashSet<>();
                if (request.install()) {
                    Query.execute(connection, PREPARE);
                    for (SyncedTable table : tables) {
                        install(connection, new DeleteLog(flow.name(), table));
                        names.add(table.name().display());
                    }
                } else {
                    names.addAll(uninstall(connection, flow));
                }
                names.forEach(name -> reported.addObject().put("table", name).put("logged", request.install()));
                connection.commit();
            } catch (SQLException e) {
                throw DatabaseProblems.changing(e, flow, settings.lockTimeoutMillis());
            }
        }
        return RunEnd.done(request.run(), Rows.NONE, detail);
    }

    private static List<SyncedTable> keyed(SourceSnapshot source, Flow flow) throws SQLException {
        List<SyncedTable> tables = Syncer.wanted(source, flow);
        for (SyncedTable table : tables) {
            if (table.key().isEmpty()) {
                throw new ProblemException(Problem.refused(
                        table.name().display() + " has no primary key, so what is deleted cannot be told",
                        "give it one, or name the flow's tables without it"));
            }
        }
        return tables;
    }

    private static void install(Connection connection, DeleteLog log) throws SQLException {
        dropTriggers(connection, log.function());
        List<String> partitions = Query.list(
                connection,
                PARTITIONS,
                row -> row.getString(1),
                log.table().name().quoted());
        for (String statement : log.install(partitions)) {
            Query.execute(connection, statement);
        }
    }

    /** Takes away all that was made for the flow, whatever became of its tables; answers which those were. */
    private static List<String> uninstall(Connection connection, Flow flow) throws SQLException {
        List<String> tables = new ArrayList<>();
        List<String> logs = Query.list(
                connection,
                LOGS,
                row -> {
                    tables.add(row.getString("logged"));
                    return row.getString("log");
                },
                flow.name());
        for (String log : logs) {
            dropTriggers(connection, DeleteLog.functionOf(log));
            for (String statement : DeleteLog.drop(log)) {
                Query.execute(connection, statement);
            }
        }
        if (!logs.isEmpty()
                && Query.first(connection, EMPTY, row -> row.getBoolean("empty"))
                        .orElse(false)) {
            Query.execute(connection, "drop schema caravanserai_sync");
        }
        return tables;
    }

    private static void dropTriggers(Connection connection, String function) throws SQLException {
        for (String drop : Query.list(connection, TRIGGERS, row -> row.getString("statement"), function)) {
            Query.execute(connection, drop);
        }
    }
}
