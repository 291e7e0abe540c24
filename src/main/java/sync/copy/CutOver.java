package sync.copy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.WorkerPool;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Sql;
import postgres.SqlState;
import postgres.definition.Ddl;
import sync.CopyMark;
import sync.SyncSettings;

/**
 * The last step of a copy: one transaction that puts all tables in their place. Readers in its way are waited for, and wait
 * themselves for a moment only: who holds one table while it needs another could wait for the copy as the copy for it, and
 * the server would break off the reader. So the copy gives way before the server looks for such circles.
 */
final class CutOver {

    private static final String OLDER_READERS = Sql.read("sync/older-readers.sql");
    private static final String PATIENCE =
            "select greatest(10, setting::bigint / 2) from pg_settings where name = 'deadlock_timeout'";
    private static final Set<String> HELD = Set.of(SqlState.LOCK_NOT_AVAILABLE, SqlState.DEADLOCK_DETECTED);
    private static final long BETWEEN_MILLIS = 100;

    private final CopyDatabases sides;
    private final UUID run;
    private final StagedCopy beginning;
    private final WorkerPool crew;
    private final Arrivals arrivals;
    private final CopyMark mark;
    private final long timeoutMillis;
    private final long until;

    /** A process in one of its transactions. */
    private record Reader(int pid, String transaction) {}

    CutOver(
            CopyDatabases sides,
            SyncSettings settings,
            UUID run,
            StagedCopy beginning,
            WorkerPool crew,
            Arrivals arrivals,
            CopyMark mark) {
        this.sides = sides;
        this.run = run;
        this.beginning = beginning;
        this.crew = crew;
        this.arrivals = arrivals;
        this.mark = mark;
        timeoutMillis = settings.swapTimeoutMillis();
        until = System.nanoTime() + timeoutMillis * 1_000_000;
    }

    /** Puts the tables in their place; after that the copy can be told as done. */
    RunEnd run(PostData building, RunEnd end) throws SQLException, IOException {
        if (!beginning.takenAway().oids().isEmpty()) {
            awaitOlderReaders();
        }
        while (true) {
            try (TargetConnection connection = new TargetConnection(sides.target(), crew)) {
                place(connection, building, end);
                return end;
            } catch (SQLException e) {
                if (!HELD.contains(Objects.toString(e.getSQLState()))) {
                    throw e;
                }
                if (System.nanoTime() > until) {
                    throw new ProblemException(Problem.locked("a table of the target", timeoutMillis));
                }
            }
            crew.pause(BETWEEN_MILLIS);
        }
    }

    private void place(TargetConnection connection, PostData building, RunEnd end) throws SQLException {
        Connection target = connection.begin();
        connection.durably();
        arrivals.hold(target, beginning.attempt());
        lock(target);
        refuseOthers(target);
        try {
            new Swap(target, beginning.swapped()).run(beginning.takenAway());
        } catch (SQLException e) {
            if (SqlState.DEPENDED_ON.equals(e.getSQLState())) {
                throw ExistingTables.dependedOn(SqlState.detail(e));
            }
            throw Staging.refused(e, "the tables cannot take their place on the target");
        }
        new Replacement(target, beginning.exchanged()).run(building::hash);
        if (!beginning.replaced().isEmpty()) {
            connect(target);
        }
        Staging.drop(target, run);
        arrivals.finish(target, CopyResult.write(end));
        // In the transaction of the rows: a mark of any other moment would pass changes over, or have all looked at
        // again.
        mark.keep(target);
        connection.commit();
    }

    /** All locks together are waited for half as long as the server lets others wait before it looks for a deadlock. */
    private void lock(Connection target) throws SQLException {
        long patience = Math.min(
                timeoutMillis,
                Query.first(target, PATIENCE, row -> row.getLong(1)).orElseThrow());
        SessionSettings.lockTimeout(target, patience);
        long begun = System.nanoTime();
        within(target, patience, () -> Swap.lock(target, beginning.takenAway()));
        within(target, patience - since(begun), () -> Replacement.lock(target, beginning.exchanged()));
    }

    private interface Locking {
        void run() throws SQLException;
    }

    /** The timeout of locks counts for each table anew, that of statements for all that one of them names. */
    private static void within(Connection target, long millis, Locking locking) throws SQLException {
        long patience = Math.max(1, millis);
        long begun = System.nanoTime();
        Query.execute(target, "set local statement_timeout = " + patience);
        try {
            locking.run();
        } catch (SQLException e) {
            boolean timedOut = SqlState.QUERY_CANCELED.equals(e.getSQLState()) && since(begun) >= patience;
            throw timedOut ? new SQLException(e.getMessage(), SqlState.LOCK_NOT_AVAILABLE, e) : e;
        }
        Query.execute(target, "set local statement_timeout = 0");
    }

    private static long since(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    /** New tables beside some that stay: what they point to is only now what it will be. */
    private void connect(Connection target) throws SQLException {
        for (CopiedTable table : beginning.swapped()) {
            for (String statement : Ddl.of(table.definition()).foreignKeys()) {
                try {
                    Query.execute(target, statement);
                } catch (SQLException e) {
                    throw Staging.refused(e, table.name().display() + " cannot point to what it does on the source");
                }
            }
        }
    }

    /** A table that was made, dropped or exchanged meanwhile is not the one that was looked at. */
    private void refuseOthers(Connection target) throws SQLException {
        if (!ExistingTables.of(target, beginning.plan().names()).equals(beginning.standing())) {
            throw new ProblemException(Problem.conflict(
                    "tables of the target were made or dropped during the copy", "copy again; nothing was changed"));
        }
    }

    /**
     * Whoever sees the database as it was before the rows came would find none in the new tables. Such transactions end
     * first; a reader that sees every statement's own moment is among them only while it runs one.
     */
    private void awaitOlderReaders() throws SQLException, IOException {
        try (Connection target = sides.target().getConnection()) {
            List<Reader> older = readers(target);
            while (!older.isEmpty()) {
                if (System.nanoTime() > until) {
                    throw new ProblemException(Problem.locked(
                            "the target as it was before the copy (process "
                                    + older.get(0).pid() + ")",
                            timeoutMillis));
                }
                crew.pause(BETWEEN_MILLIS);
                List<Reader> still = readers(target);
                older = older.stream().filter(still::contains).toList();
            }
        }
    }

    private static List<Reader> readers(Connection target) throws SQLException {
        return Query.list(target, OLDER_READERS, row -> new Reader(row.getInt("pid"), row.getString("transaction")));
    }
}
