package recovery.receive;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jboss.logging.Logger;
import postgres.Query;
import postgres.Sql;
import postgres.SqlState;
import postgres.replication.ServerAddress;
import postgres.replication.WalStream;

/**
 * Has the server keep dead rows from vacuum and pruning for some time, as a standby does that somebody reads: it is told the
 * oldest transaction that was under way so long ago.
 */
final class DeadRowKeeping implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(DeadRowKeeping.class);

    private static final String OLDEST = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
    private static final String KEPT = Sql.read("recovery/kept-dead-rows.sql");
    private static final long LOOK = Duration.ofSeconds(1).toNanos();
    private static final long COUNT = Duration.ofMinutes(1).toNanos();

    private final ServerAddress server;
    private final Duration keep;
    private final Deque<Seen> seen = new ArrayDeque<>();
    private Connection connection;
    private long looked = System.nanoTime() - LOOK;
    private long counted = looked - COUNT;
    private KeptDeadRows kept;
    private boolean told;

    /** @param keep how long; nothing is kept for zero */
    DeadRowKeeping(ServerAddress server, Duration keep) {
        this.server = server;
        this.keep = keep;
        kept = keep.isZero() ? null : new KeptDeadRows(keep.toSeconds(), null, null, null);
    }

    private record Seen(long at, long xmin) {}

    /** Tells it now and then. */
    void tell(WalStream stream, long now) throws SQLException {
        if (keep.isZero()) {
            if (!told) {
                // A process that was killed may have left it so.
                stream.keepFrom(0);
                told = true;
            }
            return;
        }
        if (now - looked < LOOK) {
            return;
        }
        looked = now;
        try {
            seen.addLast(new Seen(now, oldest()));
            if (now - counted > COUNT) {
                counted = now;
                kept = count();
            }
        } catch (SQLException e) {
            LOG.debugf("the oldest transaction is not known: %s", SqlState.firstLine(e));
            close();
            return;
        }
        while (seen.size() > 1 && seen.peekFirst().at < now - keep.toNanos()) {
            seen.removeFirst();
        }
        stream.keepFrom(seen.peekFirst().xmin);
    }

    /** From here on the server keeps nothing for it. */
    void end(WalStream stream) throws SQLException {
        if (!keep.isZero() && stream.isActive()) {
            stream.keepFrom(0);
        }
    }

    private KeptDeadRows count() throws SQLException {
        return Query.first(
                        connection,
                        KEPT,
                        row -> new KeptDeadRows(
                                keep.toSeconds(), row.getLong("rows"), row.getLong("bytes"), Instant.now()))
                .orElseThrow();
    }

    /** What it costs; null if nothing is kept. */
    KeptDeadRows kept() {
        return kept;
    }

    private long oldest() throws SQLException {
        if (connection == null) {
            connection = server.database();
        }
        return Query.first(connection, OLDEST, row -> row.getLong(1)).orElseThrow();
    }

    @Override
    public void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debugf("a connection did not close: %s", SqlState.firstLine(e));
            }
            connection = null;
        }
    }
}
