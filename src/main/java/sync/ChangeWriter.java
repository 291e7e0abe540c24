package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import sync.TargetWriter.Place;

/** Brings changed rows to the target, some at a time, each time with the watermark that says so. */
final class ChangeWriter {

    private static final String EXACT = Sql.read("postgres/exact-text.sql") + ";\n";

    private final SourceSnapshot source;
    private final TargetWriter target;
    private final Horizon horizon;
    private final Flow flow;
    private final ActiveRun active;
    private final Consequences consequences;
    private final Followers followers;
    private long expected;
    private long arrived;

    ChangeWriter(
            SourceSnapshot source,
            TargetWriter target,
            Horizon horizon,
            Flow flow,
            ActiveRun active,
            Consequences consequences,
            Followers followers) {
        this.source = source;
        this.target = target;
        this.horizon = horizon;
        this.flow = flow;
        this.active = active;
        this.consequences = consequences;
        this.followers = followers;
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

    private void arrived(TableSync table, long rows) {
        active.tables().ifPresent(tables -> tables.rows(table.source().name().display(), rows));
        arrived(rows);
    }

    private void arrived(long rows) {
        arrived += rows;
        active.progress(arrived, Math.max(1, Math.max(expected, arrived)), "rows");
    }

    /**
     * One table that refers to nothing that comes later: its rows arrive in bounded transactions; where they may change
     * others, of which the source is asked, in one.
     */
    void bring(TableSync table, Map<Place, Watermark> watermarks) throws SQLException {
        List<Followers.Way> ways = followers.of(List.of(table));
        if (consequences.any(List.of(table)) || !ways.isEmpty()) {
            bringTogether(List.of(table), watermarks, ways);
            return;
        }
        for (ChangeStream stream : table.changed()) {
            StagedChanges incoming = incoming(table, stream);
            Place place = new Place(table.source().name(), stream.name());
            try (RowPipe pipe = pipe(incoming, watermarks.get(place))) {
                while (pipe.hasNext()) {
                    refuseCancelled();
                    incoming.make(target.connection());
                    Position position = take(incoming, pipe, watermarks.get(place), false);
                    if (!writeNew(table, incoming, position.rows())) {
                        write(
                                List.of(table),
                                Map.of(table, List.of(incoming)),
                                Map.of(table, position.rows()),
                                List.of());
                    }
                    watermarks.put(place, position.watermark());
                    target.commit(stream.time() == null ? Map.of() : Map.of(place, position.watermark()));
                    kept(List.of(table));
                    arrived(table, position.rows());
                }
            }
        }
    }

    /** Tables whose rows refer to each other in any order: all arrive at once, by one statement. */
    void bringTogether(List<TableSync> tables, Map<Place, Watermark> watermarks) throws SQLException {
        bringTogether(tables, watermarks, followers.of(tables));
    }

    private void bringTogether(List<TableSync> tables, Map<Place, Watermark> watermarks, List<Followers.Way> ways)
            throws SQLException {
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
            write(List.copyOf(incoming.keySet()), incoming, rows, ways);
            watermarks.putAll(moved);
            target.commit(Map.of());
            kept(incoming.keySet());
            rows.forEach(this::arrived);
        }
    }

    private StagedChanges incoming(TableSync table, ChangeStream stream) {
        target.makesTemporaryTables();
        return new StagedChanges(target.nextNumber(), stream, table.target(), table.columns());
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

    private void write(
            List<TableSync> tables,
            Map<TableSync, List<StagedChanges>> incoming,
            Map<TableSync, Long> rows,
            List<Followers.Way> ways)
            throws SQLException {
        try {
            if (consequences.any(tables) || !ways.isEmpty()) {
                consequences.begin();
                consequences.comes(incoming);
                followers.come(ways, consequences);
                consequences.follow();
                consequences.write(rows);
            } else {
                TableWrites.of(target.connection(), tables, incoming, rows).run();
            }
        } catch (TableTroubleException e) {
            throw new ProblemException(e.problem());
        } catch (SQLException e) {
            throw DatabaseProblems.writing(e, tables, flow, target.lockTimeoutMillis());
        }
    }

    /** The transaction is committed. */
    private void kept(Collection<TableSync> tables) {
        tables.forEach(TableSync::kept);
        consequences.kept();
    }
}
