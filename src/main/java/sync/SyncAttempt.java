package sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import ledger.ActiveRun;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunState;
import ledger.TableProgress;
import postgres.Query;
import postgres.SqlState;
import postgres.TableName;
import sync.TargetWriter.Place;

/** One sync of a flow, from looking at the source to the last watermark. */
final class SyncAttempt {

    /** The stream of what is deleted. */
    static final String GONE = "gone";

    /** What the source's columns were called, in place of a key. */
    static final String SHAPE = "#columns";

    private final SyncRequest request;
    private final Flow flow;
    private final SourceSnapshot source;
    private final TargetWriter target;
    private final ActiveRun active;
    private final Horizon horizon;
    private final Map<TableName, TableSync> tables = new LinkedHashMap<>();
    private final Map<Place, Watermark> watermarks = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final TableTroubles troubles;
    private Consequences consequences;
    private TableProgress progress;

    SyncAttempt(SyncRequest request, Flow flow, SourceSnapshot source, TargetWriter target, ActiveRun active) {
        this.request = request;
        this.flow = flow;
        this.source = source;
        this.target = target;
        this.active = active;
        this.horizon = Horizon.of(target.horizon(), source.listing());
        this.troubles = new TableTroubles(flow, active::cancelWanted);
    }

    /**
     * Does it.
     *
     * @param ofFlow all tables of the flow, as the source has them
     * @throws ProblemException if it cannot be done; then nothing was written
     * @throws SQLException if it may be done later; what has arrived until then is kept for the next attempt to count
     */
    RunEnd run(List<SyncedTable> wanted, List<SyncedTable> ofFlow) throws SQLException {
        doubt();
        tables.putAll(new Fitting(source, target, flow, troubles, notes).of(wanted));
        if (tables.isEmpty()) {
            throw new ProblemException(troubles.problem(wanted.size()));
        }
        progress = active.watchTables(
                tables.keySet().stream().map(TableName::display).toList());
        remember();
        List<TableSync> pruned = probe();
        tables.values().forEach(table -> table.goesOn(active.kept().detail()));
        try {
            List<TableOrder> order = order();
            consequences = new Consequences(source, target, flow, tables.values(), ofFlow, watermarks);
            DeletePropagation removal = new DeletePropagation(
                    source, target, flow, List.copyOf(tables.values()), watermarks, consequences, troubles);
            removal.before(order);
            bring(order, ofFlow);
            removal.after();
            // What they had brought before is kept with it; they go on from there.
            watermarks.keySet().removeIf(troubles::holds);
            Map<Place, Watermark> before = new HashMap<>(watermarks);
            tables.values().forEach(this::raise);
            target.finish(watermarks, horizon, source.sequences());
            prune(pruned.stream().filter(table -> !troubles.has(table)).toList(), before);
            return troubles.any() ? partly(wanted.size()) : RunEnd.done(request.run(), rows(), detail());
        } catch (ProblemException e) {
            return broken(e.problem());
        } catch (SQLException e) {
            if (active.cancelWanted()) {
                return broken(null);
            }
            if (!SqlState.DISK_FULL.equals(e.getSQLState())) {
                throw e;
            }
            return broken(DatabaseProblems.full(e, flow));
        } finally {
            active.keeps(rows(), detail());
        }
    }

    /** One table that cannot be read keeps all from being read: then it is found out which. */
    private List<TableSync> probe() throws SQLException {
        try {
            return probes(List.copyOf(tables.values()));
        } catch (ProblemException e) {
            if (tables.size() == 1 || flow.onTableFailure() == SyncSettings.OnTableFailure.STOP) {
                throw e;
            }
            for (TableSync table : tables.values()) {
                try {
                    probes(List.of(table));
                } catch (ProblemException alone) {
                    troubles.of(table.source().name(), alone.problem());
                }
            }
            tables.keySet().removeIf(troubles::has);
            watermarks.keySet().removeIf(place -> troubles.has(place.table()));
            if (tables.isEmpty()) {
                throw e;
            }
            return probes(List.copyOf(tables.values()));
        }
    }

    private List<TableSync> probes(List<TableSync> some) throws SQLException {
        return new Probes(source, flow, some, watermarks).read();
    }

    /** Some tables are in, others are not; where nothing at all was done it was declined. */
    private RunEnd partly(int wanted) {
        boolean nothing = troubles.failed().size() == wanted
                && tables.values().stream().allMatch(table -> table.written() + table.deleted() == 0);
        return new RunEnd(
                request.run(),
                nothing && troubles.areRefusals() ? RunState.REFUSED : RunState.FAILED,
                rows(),
                detail(),
                troubles.problem(wanted));
    }

    /** What has arrived until now stays, and is accounted for. */
    private RunEnd broken(Problem problem) {
        boolean cancelled = active.cancelWanted();
        return new RunEnd(
                request.run(),
                cancelled ? RunState.CANCELLED : RunState.FAILED,
                rows(),
                detail(),
                cancelled ? null : problem);
    }

    /** Before anything can break: what is not true any more of how far all streams have come. */
    private void doubt() throws SQLException {
        Horizon before = target.horizon();
        if (before != null && before.isElsewhere(horizon.timeline())) {
            notes.add("another server took the place of " + flow.from()
                    + " since the last sync, so rows of all times were looked at again");
        } else if (before != null && before.isSetBack(horizon.clock())) {
            notes.add("the clock of " + flow.from() + " went back by " + (before.clock() - horizon.clock()) / 1_000_000
                    + " seconds since the last sync, so rows of all times were looked at again");
        }
        if (horizon.ceiling() == null) {
            notes.add("transactions are open on " + flow.from() + " of which it is not known when they began;"
                    + " until they end, everything is looked at again at every sync");
        }
        watermarks.putAll(target.doubt(horizon));
    }

    /** How far the streams of this sync have come. */
    private void remember() {
        for (TableSync table : tables.values()) {
            List<String> streams = new ArrayList<>();
            table.streams().forEach(stream -> streams.add(stream.name()));
            if (flow.deletes() == SyncSettings.Deletes.LOG) {
                streams.add(GONE);
                table.hasLostUnlogged(target.watermark(table.source().name(), GONE));
            }
            for (String stream : streams) {
                watermarks.put(
                        new Place(table.source().name(), stream),
                        target.watermark(table.source().name(), stream)
                                .of(table.source().files()));
            }
            watermarks.put(
                    new Place(table.source().name(), SHAPE),
                    new Watermark(
                            null, table.source().shape(), null, table.source().files()));
        }
    }

    private static Place place(TableSync table, String stream) {
        return new Place(table.source().name(), stream);
    }

    private List<TableOrder> order() {
        return TableOrder.of(
                tables.values().stream().map(TableSync::source).toList(),
                tables.values().stream()
                        .collect(Collectors.toMap(table -> table.source().name(), TableSync::target)));
    }

    private void bring(List<TableOrder> order, List<SyncedTable> ofFlow) throws SQLException {
        Followers followers = new Followers(source, target, flow, tables.values(), ofFlow, watermarks);
        ChangeWriter arrival = new ChangeWriter(source, target, horizon, flow, active, consequences, followers);
        arrival.expect(
                tables.values().stream()
                        .filter(table -> !troubles.isOut(table.source().name()))
                        .toList(),
                watermarks);
        for (TableOrder together : order) {
            List<TableSync> syncs = together.tables().stream()
                    .map(table -> tables.get(table.name()))
                    .filter(table -> !troubles.isOut(table.source().name())
                            && !table.changed().isEmpty())
                    .toList();
            if (!syncs.isEmpty()) {
                together.tables().forEach(table -> progress.begin(table.name().display()));
                bring(syncs, together.cyclic(), arrival);
            }
            together.tables().forEach(table -> progress.done(table.name().display()));
        }
    }

    private void bring(List<TableSync> syncs, boolean together, ChangeWriter arrival) throws SQLException {
        source.mayBreakOff();
        try {
            if (together) {
                arrival.bringTogether(syncs, watermarks);
            } else {
                arrival.bring(syncs.get(0), watermarks);
            }
        } catch (ProblemException e) {
            target.rollback();
            source.breaksOff();
            for (TableSync table : syncs) {
                table.undone();
                troubles.of(table.source().name(), e.problem());
            }
        }
    }

    /** Everything that was to be seen is there: nothing older than the ceiling will ever come. */
    private void raise(TableSync table) {
        for (ChangeStream stream : table.streams()) {
            watermarks.computeIfPresent(place(table, stream.name()), (place, watermark) -> {
                boolean ordered = stream.time() != null && horizon.ceiling() != null;
                Watermark raised = ordered ? watermark.at(stream.ceiling(horizon, flow.timeZone()), null) : watermark;
                return raised.seen(source.xmin());
            });
        }
        watermarks.computeIfPresent(place(table, GONE), (place, watermark) -> watermark.seen(source.xmin()));
    }

    /** Entries from before the last sync are of no use any more. */
    private void prune(List<TableSync> old, Map<Place, Watermark> before) throws SQLException {
        if (!old.isEmpty()) {
            Connection connection = source.connection();
            connection.rollback();
            for (TableSync table : old) {
                DeleteLog log = new DeleteLog(flow.name(), table.source());
                Query.update(
                        connection, log.prune(before.get(place(table, GONE)).seen()));
            }
            connection.commit();
        }
    }

    private Rows rows() {
        return report().rows();
    }

    private ObjectNode detail() {
        return report().detail();
    }

    private SyncReport report() {
        List<TableSync> besides = consequences == null ? List.of() : consequences.besides();
        return new SyncReport(List.copyOf(tables.values()), besides, watermarks, horizon, troubles, notes);
    }
}
