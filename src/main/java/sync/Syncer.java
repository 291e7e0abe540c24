package sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.UserTables;
import postgres.Databases;
import postgres.SqlState;
import postgres.TableName;
import postgres.Transactions;
import postgres.WrittenName;
import rows.place.NamedDatabase;

/** Brings what changed on a flow's source to its target: rows and watermarks, in the same transactions. */
@ApplicationScoped
public class Syncer {

    private final Flows flows;
    private final Databases databases;
    private final SyncSettings settings;
    private final ActiveRuns active;

    public Syncer(Flows flows, Databases databases, SyncSettings settings, ActiveRuns active) {
        this.flows = flows;
        this.databases = databases;
        this.settings = settings;
        this.active = active;
    }

    /**
     * Syncs once. What was committed before something broke stays, and the next sync goes on from there.
     *
     * @throws ProblemException if nothing could be done: an unknown table, another run of the flow, a target that does not fit
     */
    public RunEnd sync(SyncRequest request) throws SQLException {
        Flow flow = flows.find(request.flow());
        ActiveRun run = active.open(request.run());
        try (SourceSnapshot source = SourceSnapshot.look(
                NamedDatabase.connect(databases, flow.from()),
                run,
                flow,
                flow.tables(),
                settings.lockTimeoutMillis())) {
            List<SyncedTable> ofFlow = wanted(source, flow);
            List<SyncedTable> wanted = asked(ofFlow, flow, request.tables());
            List<TableName> names = wanted.stream().map(SyncedTable::name).toList();
            try (TargetWriter target = target(flow, run, names)) {
                refuseItself(source, target, flow);
                return new SyncAttempt(request, flow, source, target, run).run(wanted, ofFlow);
            }
        }
    }

    /** The target in hand; what flows keep there is made the first time, and again when somebody dropped it. */
    private TargetWriter target(Flow flow, ActiveRun run, List<TableName> names) throws SQLException {
        try {
            return open(flow, run, names);
        } catch (SQLException e) {
            if (!SqlState.UNDEFINED_TABLE.equals(e.getSQLState())) {
                throw e;
            }
            install(databases, flow);
            return open(flow, run, names);
        }
    }

    private TargetWriter open(Flow flow, ActiveRun run, List<TableName> names) throws SQLException {
        return TargetWriter.open(
                NamedDatabase.connect(databases, flow.to()), run, flow.name(), names, settings.lockTimeoutMillis());
    }

    /** Makes the tables that flows keep on their target. */
    static void install(Databases databases, Flow flow) throws SQLException {
        try (Connection connection = NamedDatabase.connect(databases, flow.to())) {
            Transactions.run(connection, TargetSchema::install);
        }
    }

    private static void refuseItself(SourceSnapshot source, TargetWriter target, Flow flow) {
        if (source.database().equals(target.database())) {
            throw new ProblemException(Problem.refused(
                    flow.from() + " and " + flow.to() + " are the same database", "let the flow write to another"));
        }
        if (source.isStandby()) {
            throw new ProblemException(Problem.refused(
                    flow.from() + " is a standby, which does not know of the transactions that are open on its primary",
                    "sync from the primary; copy and compare work from a standby too"));
        }
    }

    /** The tables of the flow. */
    static List<SyncedTable> wanted(SourceSnapshot source, Flow flow) throws SQLException {
        List<SyncedTable> all = new ArrayList<>(source.tables());
        if (flow.tables().isEmpty()) {
            all.removeIf(backups(source, flow)::contains);
        } else {
            flow.tables().forEach(word -> named(all, word, flow, source.tables()));
        }
        for (SyncedTable table : all) {
            if (!table.isTable()) {
                throw new ProblemException(Problem.refused(
                        table.name().display() + " is no table", "name the tables that its rows come from"));
            }
        }
        return all;
    }

    /** Those of them that are asked for. */
    static List<SyncedTable> asked(List<SyncedTable> all, Flow flow, List<String> words) {
        if (words.isEmpty()) {
            return all;
        }
        List<SyncedTable> wanted = new ArrayList<>();
        for (String word : words) {
            SyncedTable table = named(all, word, flow, all);
            if (!wanted.contains(table)) {
                wanted.add(table);
            }
        }
        return wanted;
    }

    private static SyncedTable named(List<SyncedTable> all, String written, Flow flow, List<SyncedTable> among) {
        String word = WrittenName.of(written).spelled();
        List<SyncedTable> named = among.stream()
                .filter(table -> word.equals(table.wanted())
                        || word.equalsIgnoreCase(table.name().display())
                        || word.equalsIgnoreCase(
                                table.name().schema() + "." + table.name().name()))
                .toList();
        return named.stream()
                .filter(table -> word.equals(table.name().display()))
                .findFirst()
                .or(() -> named.stream().filter(table -> named.size() == 1).findFirst())
                .orElseThrow(() -> new ProblemException(Problem.notFound(
                        "the flow " + flow.name() + " has no table \"" + written + '"',
                        "it has "
                                + all.stream()
                                        .map(table -> table.name().display())
                                        .reduce((one, other) -> one + ", " + other)
                                        .orElse("none"))));
    }

    /** Tables that are kept as backups of others; only the ledger knows of them. */
    private static List<TableName> backupNames(SourceSnapshot source, Flow flow) throws SQLException {
        return flow.from().equals(Databases.MAIN) ? UserTables.backups(source.connection()) : List.of();
    }

    private static List<SyncedTable> backups(SourceSnapshot source, Flow flow) throws SQLException {
        List<TableName> names = backupNames(source, flow);
        return source.tables().stream()
                .filter(table -> names.contains(table.name()))
                .toList();
    }
}
