package sync;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ledger.ActiveRun;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.RoundTrip;
import postgres.RoundTrip.RowReader;
import postgres.Savepoint;
import postgres.Sql;
import postgres.SqlState;
import rows.change.UniqueSwap;
import sync.TargetWriter.Place;

/** Brings changed rows to the target, some at a time, each time with the watermark that says so. */
final class ChangeWriter {

    private static final String EXACT = Sql.read("postgres/exact-text.sql") + ";\n";

    private final SourceSnapshot source;
    private final TargetWriter target;
    private final Horizon horizon;
    private final Flow flow;
    private final ActiveRun active;
    private int temporaryTables;
    private long expected;
    private long arrived;

    ChangeWriter(SourceSnapshot source, TargetWriter target, Horizon horizon, Flow flow, ActiveRun active) {
        this.source = source;
        this.target = target;
        this.horizon = horizon;
        this.flow = flow;
        this.active = active;
    }

    /** How far a stream has come that was read behind a watermark. */
    private record Position(Watermark watermark, long rows) {}

    /** Has the source guess how many rows will come, so that somebody who watches sees how far that is. */
    void expect(Collection<TableSync> tables, Map<Place, Watermark> watermarks) throws SQLException {
        List<String> guesses = new ArrayList<>();
        for (TableSync table : tables) {
            for (ChangeStream stream : table.changed()) {
                Watermark watermark = watermarks.get(new Place(table.source().name(), stream.name()));
                guesses.add("explain (format json) "
                        + new StagedChanges(0, stream, table.target(), table.columns())
                                .query(watermark, source.nextXid()));
            }
        }
        if (!guesses.isEmpty()) {
            RowReader guess = row -> expected +=
                    Json.read(row.getString(1)).at("/0/Plan/Plan Rows").asLong();
            RoundTrip.run(source.connection(), String.join(";\n", guesses), Collections.nCopies(guesses.size(), guess));
            arrived(0);
        }
    }

    private void arrived(long rows) {
        arrived += rows;
        active.progress(arrived, Math.max(1, Math.max(expected, arrived)), "rows");
    }

    /** One table that refers to nothing that comes later: its rows arrive in bounded transactions. */
    void bring(TableSync table, Map<Place, Watermark> watermarks) throws SQLException {
        for (ChangeStream stream : table.changed()) {
            StagedChanges incoming = incoming(table, stream);
            Place place = new Place(table.source().name(), stream.name());
            try (RowPipe pipe = pipe(incoming, watermarks.get(place))) {
                while (pipe.hasNext()) {
                    refuseCancelled();
                    incoming.make(target.connection());
                    Position position = take(incoming, pipe, watermarks.get(place), false);
                    if (!writeNew(table, incoming, position.rows())) {
                        write(List.of(table), Map.of(table, List.of(incoming)), Map.of(table, position.rows()));
                    }
                    watermarks.put(place, position.watermark());
                    target.commit(stream.time() == null ? Map.of() : Map.of(place, position.watermark()));
                    table.kept();
                    arrived(position.rows());
                }
            }
        }
    }

    /** Tables whose rows refer to each other in any order: all arrive at once, by one statement. */
    void bringTogether(List<TableSync> tables, Map<Place, Watermark> watermarks) throws SQLException {
        Map<TableSync, List<StagedChanges>> incoming = new HashMap<>();
        Map<TableSync, Long> rows = new HashMap<>();
        Map<Place, Watermark> moved = new HashMap<>();
        for (TableSync table : tables) {
            for (ChangeStream stream : table.changed()) {
                refuseCancelled();
                StagedChanges one = incoming(table, stream);
                Place place = new Place(table.source().name(), stream.name());
                try (RowPipe pipe = pipe(one, watermarks.get(place))) {
                    one.make(target.connection());
                    Position position = take(one, pipe, watermarks.get(place), true);
                    moved.put(place, position.watermark());
                    incoming.computeIfAbsent(table, any -> new ArrayList<>()).add(one);
                    rows.merge(table, position.rows(), Long::sum);
                }
            }
        }
        if (!incoming.isEmpty()) {
            write(List.copyOf(incoming.keySet()), incoming, rows);
            watermarks.putAll(moved);
            target.commit(Map.of());
            incoming.keySet().forEach(TableSync::kept);
            arrived(rows.values().stream().mapToLong(Long::longValue).sum());
        }
    }

    private StagedChanges incoming(TableSync table, ChangeStream stream) {
        target.makesTemporaryTables();
        return new StagedChanges(temporaryTables++, stream, table.target(), table.columns());
    }

    private RowPipe pipe(StagedChanges incoming, Watermark watermark) throws SQLException {
        return RowPipe.of(source.connection(), incoming.query(watermark, source.nextXid()));
    }

    private void refuseCancelled() {
        if (active.cancelWanted()) {
            throw new ProblemException(Problem.conflict("the run was cancelled", "the next sync goes on from there"));
        }
    }

    /** The watermark moves up to the last row, but not above the ceiling, and not where nothing orders the rows. */
    private Position take(StagedChanges incoming, RowPipe pipe, Watermark before, boolean all) throws SQLException {
        long rows = incoming.take(pipe, target.connection(), all);
        if (incoming.stream().time() == null || rows == 0) {
            return new Position(before, rows);
        }
        Watermark[] after = {before};
        RoundTrip.run(
                target.connection(),
                EXACT + incoming.position(incoming.stream().ceiling(horizon, flow.timeZone()))
                        // What follows fires triggers, to which names mean what they always mean.
                        + ";\nset local search_path to default; set local row_security to default",
                List.of(row -> {
                    if (row.getString(1) != null) {
                        after[0] = before.at(row.getString(1), List.of((String[])
                                row.getArray(2).getArray()));
                    }
                }),
                rows);
        return new Position(after[0], rows);
    }

    /** The short way for rows that are all new; false if they are not, and nothing was written. */
    private boolean writeNew(TableSync table, StagedChanges incoming, long rows) throws SQLException {
        Connection connection = target.connection();
        try {
            return incoming.isApart(connection)
                    && Savepoint.attempt(
                                    connection,
                                    SqlState.is(SqlState.UNIQUE_VIOLATION),
                                    () -> table.wrote(rows, Query.update(connection, incoming.insert()), 0))
                            .isEmpty();
        } catch (SQLException e) {
            throw DatabaseProblems.writing(e, List.of(table), flow, target.lockTimeoutMillis());
        }
    }

    private void write(List<TableSync> tables, Map<TableSync, List<StagedChanges>> incoming, Map<TableSync, Long> rows)
            throws SQLException {
        Connection connection = target.connection();
        Map<TableSync, Long> fresh = new HashMap<>();
        for (TableSync table : tables) {
            if (table.target().isPartitioned()) {
                fresh.put(table, StagedChanges.fresh(connection, incoming.get(table)));
            }
        }
        Optional<SQLException> inTheWay;
        try {
            inTheWay = Savepoint.attempt(
                    connection,
                    SqlState.is(SqlState.UNIQUE_VIOLATION),
                    () -> Query.list(connection, upserts(tables, incoming), row -> count(row, tables, rows, fresh)));
        } catch (SQLException e) {
            throw DatabaseProblems.writing(e, tables, flow, target.lockTimeoutMillis());
        }
        if (inTheWay.isPresent()) {
            exchange(tables, incoming, rows, inTheWay.get());
        }
    }

    private static TableSync count(
            ResultSet row, List<TableSync> tables, Map<TableSync, Long> rows, Map<TableSync, Long> fresh)
            throws SQLException {
        TableSync table = tables.get(row.getInt(1));
        long inserted = fresh.getOrDefault(table, row.getLong(3));
        table.wrote(rows.get(table), inserted, row.getLong(2) - inserted);
        return table;
    }

    private static String upserts(List<TableSync> tables, Map<TableSync, List<StagedChanges>> incoming) {
        return IntStream.range(0, tables.size())
                        .mapToObj(i -> "w" + i + " as (" + StagedChanges.upsert(incoming.get(tables.get(i))) + ")")
                        .collect(Collectors.joining(", ", "with ", " "))
                + counts(tables);
    }

    private static String counts(List<TableSync> tables) {
        return IntStream.range(0, tables.size())
                .mapToObj(i -> "select " + i + ", count(*), count(*) filter (where fresh) from w" + i)
                .collect(Collectors.joining(" union all "));
    }

    /** Rows that are in each other's way, as when two have swapped a unique value. */
    private void exchange(
            List<TableSync> tables,
            Map<TableSync, List<StagedChanges>> incoming,
            Map<TableSync, Long> rows,
            SQLException why)
            throws SQLException {
        List<String> parts = new ArrayList<>();
        try {
            for (int i = 0; i < tables.size(); i++) {
                UniqueSwap exchange = StagedChanges.exchange(incoming.get(tables.get(i)));
                if (!exchange.isSafe(target.connection())) {
                    throw why;
                }
                parts.add("l" + i + " as (" + exchange.leave() + ")");
                parts.add("w" + i + " as (" + exchange.come("l" + i) + " returning " + exchange.fresh("l" + i)
                        + " as fresh)");
            }
            Query.list(
                    target.connection(),
                    "with " + String.join(", ", parts) + " " + counts(tables),
                    row -> count(row, tables, rows, Map.of()));
        } catch (SQLException e) {
            throw DatabaseProblems.writing(e, tables, flow, target.lockTimeoutMillis());
        }
    }
}
