package sync;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import ledger.ActiveRun;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunState;
import postgres.Query;
import postgres.SqlState;
import postgres.TableName;
import sync.TargetWriter.Place;

/** One sync of a flow, from looking at the source to the last watermark. */
final class SyncAttempt {

    /** The stream of what is deleted. */
    static final String GONE = "gone";

    private final SyncRequest request;
    private final Flow flow;
    private final SourceSnapshot source;
    private final TargetWriter target;
    private final ActiveRun active;
    private final Horizon horizon;
    private final Map<TableName, TableSync> tables = new LinkedHashMap<>();
    private final Map<Place, Watermark> watermarks = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    SyncAttempt(SyncRequest request, Flow flow, SourceSnapshot source, TargetWriter target, ActiveRun active) {
        this.request = request;
        this.flow = flow;
        this.source = source;
        this.target = target;
        this.active = active;
        this.horizon = Horizon.of(target.horizon(), source.listing());
    }

    /**
     * Does it.
     *
     * @throws ProblemException if it cannot be done; then nothing was written
     * @throws SQLException if it may be done later; what has arrived until then is kept for the next attempt to count
     */
    RunEnd run(List<SyncedTable> wanted) throws SQLException {
        doubt();
        SchemaFit fitting = new SchemaFit(source, target, flow, notes);
        for (SyncedTable table : wanted) {
            tables.put(table.name(), new TableSync(table, fitting.of(table), flow));
        }
        remember();
        List<TableSync> pruned = read();
        tables.values().forEach(table -> table.goesOn(active.kept().detail()));
        try {
            List<TableOrder> order = order();
            DeletePropagation removal =
                    new DeletePropagation(source, target, flow, List.copyOf(tables.values()), watermarks);
            removal.before(order);
            bring(order);
            removal.after();
            Map<Place, Watermark> before = new HashMap<>(watermarks);
            tables.values().forEach(this::raise);
            target.finish(watermarks, horizon);
            prune(pruned, before);
            return RunEnd.done(request.run(), rows(), detail());
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
                refuseUnlogged(table.source());
                streams.add(GONE);
                table.hasLostUnlogged(target.watermark(table.source().name(), GONE));
            }
            for (String stream : streams) {
                watermarks.put(
                        new Place(table.source().name(), stream),
                        target.watermark(table.source().name(), stream)
                                .of(table.source().files()));
            }
        }
    }

    private void refuseUnlogged(SyncedTable table) {
        if (!table.logged()) {
            throw new ProblemException(Problem.refused(
                    "nobody writes down what is deleted from " + table.name().display() + " in " + flow.from(),
                    "POST /api/v1/flows/" + flow.name() + "/install, and compare once with repair"));
        }
    }

    /** Asks for all streams at once whether there is anything; answers the tables whose logs can be pruned. */
    private List<TableSync> read() throws SQLException {
        List<String> probes = new ArrayList<>();
        List<java.util.function.Consumer<Boolean>> found = new ArrayList<>();
        List<TableSync> old = new ArrayList<>();
        for (TableSync table : tables.values()) {
            for (ChangeStream stream : table.streams()) {
                Watermark watermark = watermarks.get(place(table, stream.name()));
                probes.add("exists (select from " + table.source().relation() + " t where "
                        + stream.after(watermark, source.nextXid()) + ")");
                found.add(any -> {
                    if (any) {
                        table.hasChanged(stream);
                    }
                });
            }
            if (flow.deletes() == SyncSettings.Deletes.LOG) {
                DeleteLog log = new DeleteLog(flow.name(), table.source());
                Long seen = watermarks.get(place(table, GONE)).seen();
                probes.add(log.news(seen));
                found.add(any -> {
                    if (any) {
                        table.hasLost();
                    }
                });
                probes.add(log.old(seen));
                found.add(any -> {
                    if (any) {
                        old.add(table);
                    }
                });
            }
        }
        try {
            List<Boolean> answers =
                    source.read(tables.values().stream().map(TableSync::source).toList(), probes);
            for (int i = 0; i < answers.size(); i++) {
                found.get(i).accept(answers.get(i));
            }
        } catch (SQLException e) {
            throw DatabaseProblems.reading(e, flow, source.lockTimeoutMillis());
        }
        return old;
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

    private void bring(List<TableOrder> order) throws SQLException {
        ChangeWriter arrival = new ChangeWriter(source, target, horizon, flow, active);
        arrival.expect(tables.values(), watermarks);
        for (TableOrder together : order) {
            List<TableSync> syncs = together.tables().stream()
                    .map(table -> tables.get(table.name()))
                    .toList();
            if (together.cyclic()) {
                arrival.bringTogether(syncs, watermarks);
            } else {
                arrival.bring(syncs.get(0), watermarks);
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
        long in = tables.values().stream().mapToLong(TableSync::rows).sum();
        long written = tables.values().stream().mapToLong(TableSync::written).sum();
        return new Rows(in, written, 0, in - written, 0);
    }

    private ObjectNode detail() {
        ObjectNode detail = Json.mapper().createObjectNode();
        ArrayNode reported = detail.putArray("tables");
        for (TableSync table : tables.values()) {
            String watermark = table.streams().stream()
                    .filter(stream -> stream.time() != null)
                    .map(stream -> watermarks.get(place(table, stream.name())).at())
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            reported.add(Json.mapper().valueToTree(table.detail(watermark)));
        }
        detail.put("sourceClock", instant(horizon.clock()).toString());
        detail.put(
                "ceiling",
                horizon.ceiling() == null ? null : instant(horizon.ceiling()).toString());
        notes.forEach(detail.putArray("notes")::add);
        return detail;
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
