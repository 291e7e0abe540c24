package sync;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
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
            for (SyncedTable table : Syncer.wanted(source, flow)) {
                if (table.key().isEmpty()) {
                    throw new ProblemException(Problem.refused(
                            table.name().display() + " has no primary key, so what is deleted cannot be told",
                            "give it one, or name the flow's tables without it"));
                }
                reported.addObject().put("table", table.name().display()).put("logged", request.install());
            }
            try {
                SessionSettings.lockTimeout(connection, settings.lockTimeoutMillis());
                Query.execute(connection, PREPARE);
                for (SyncedTable table : Syncer.wanted(source, flow)) {
                    List<String> partitions = Query.list(
                            connection,
                            PARTITIONS,
                            row -> row.getString(1),
                            table.name().quoted());
                    DeleteLog log = new DeleteLog(flow.name(), table);
                    for (String statement : request.install() ? log.install(partitions) : log.uninstall(partitions)) {
                        Query.execute(connection, statement);
                    }
                }
                connection.commit();
            } catch (SQLException e) {
                throw DatabaseProblems.changing(e, flow, settings.lockTimeoutMillis());
            }
        }
        return RunEnd.done(request.run(), Rows.NONE, detail);
    }
}
