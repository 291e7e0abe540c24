package recovery.receive;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import ledger.ProblemException;
import org.jboss.logging.Logger;
import postgres.Lsn;
import postgres.SqlState;
import postgres.replication.ReplicationConnection;
import postgres.replication.ServerAddress;
import postgres.replication.WalStream;
import recovery.wal.SegmentName;

/** Receives the log in a thread of its own until it is closed: whatever breaks, it goes on where it was. */
final class WalReceiver implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(WalReceiver.class);

    private static final String APPLICATION = "caravanserai_wal";

    /** What the server says of a segment that it has thrown away. */
    private static final String GONE = "58P01";

    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final ServerAddress server;
    private final ReceiverSlot slot;
    private final ReceivedLog log;
    private final Duration keep;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "wal-receiver");
    private volatile ReceiverState state = ReceiverState.nothing();
    /** What the server still has, where that may begin behind what is here. */
    private Optional<Lsn> from = Optional.empty();

    private long pause = FIRST_PAUSE_MILLIS;

    private WalReceiver(ServerAddress server, ReceiverSlot slot, ReceivedLog log, Duration keep) {
        this.server = Objects.requireNonNull(server, "server");
        this.slot = Objects.requireNonNull(slot, "slot");
        this.log = Objects.requireNonNull(log, "log");
        this.keep = Objects.requireNonNull(keep, "keep");
        thread.setDaemon(true);
    }

    /**
     * Begins; the server keeps its log for us when this returns, unless it is away.
     *
     * @param keep how long dead rows are kept; zero for not at all
     */
    static WalReceiver start(ServerAddress server, ReceiverSlot slot, ReceivedLog log, Duration keep) {
        WalReceiver receiver = new WalReceiver(server, slot, log, keep);
        try {
            slot.require();
        } catch (SQLException e) {
            receiver.waitFor(SqlState.firstLine(e));
        }
        receiver.thread.start();
        return receiver;
    }

    /** The same, where what comes next may not be to be had any more: it begins with what the server still has. */
    static WalReceiver startBehindHole(ServerAddress server, ReceiverSlot slot, ReceivedLog log, Duration keep)
            throws SQLException {
        WalReceiver receiver = new WalReceiver(server, slot, log, keep);
        receiver.from = Optional.of(slot.require().restart());
        receiver.thread.start();
        return receiver;
    }

    ReceiverState state() {
        return state;
    }

    private void run() {
        while (!isClosing()) {
            try {
                receive();
            } catch (InterruptedException e) {
                closing.countDown();
            } catch (SQLException | IOException | RuntimeException | Error e) {
                // Also for want of memory: a thread that ended would look as if it received.
                if (!isClosing()) {
                    trouble(e);
                }
            }
            rest();
        }
    }

    private void rest() {
        try {
            closing.await(pause, TimeUnit.MILLISECONDS);
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }

    private void trouble(Throwable trouble) {
        if (trouble instanceof SQLException sql && GONE.equals(sql.getSQLState())) {
            skip();
        }
        String said =
                trouble instanceof ProblemException known ? known.problem().text() : SqlState.firstLine(trouble);
        if (!said.equals(state.trouble())) {
            LOG.warnf("the log is not received, and tried again until it is: %s", said);
        }
        waitFor(said);
    }

    /** The server has thrown away what comes next: what it still has is worth more than nothing. */
    private void skip() {
        try {
            slot.drop();
            from = Optional.of(slot.require().restart());
        } catch (SQLException away) {
            LOG.debug("the slot could not be made anew", away);
        }
    }

    private void waitFor(String trouble) {
        ReceiverState last = state;
        Instant since = last.doing() == ReceiverState.Doing.WAITING ? last.since() : Instant.now();
        state = new ReceiverState(
                ReceiverState.Doing.WAITING,
                since,
                last.timeline(),
                last.flushedLsn(),
                last.serverLsn(),
                last.heardAt(),
                trouble,
                null);
    }

    private void receive() throws SQLException, IOException, InterruptedException {
        ReceiverSlot.Facts facts = slot.require();
        try (ReplicationConnection connection = server.replication(APPLICATION)) {
            ReplicationConnection.Identity identity = connection.identify();
            int size = connection.segmentBytes();
            log.belongTo(new ReceivedLog.Owner(identity.systemIdentifier(), size));
            keepHistories(connection, identity.timeline());
            StreamPosition position = position(identity, size, facts);
            try (SegmentWriter writer = new SegmentWriter(log.folder(), position.segment());
                    DeadRowKeeping keeping = new DeadRowKeeping(server, keep)) {
                int timeline = position.segment().timeline();
                WalStream stream =
                        connection.stream(slot.name(), position.segment().start(), timeline);
                from = Optional.empty();
                pause = FIRST_PAUSE_MILLIS;
                Instant since = Instant.now();
                new Reception(stream, writer, position.end(), closing, keeping, now -> receiving(since, timeline, now))
                        .run();
            }
        }
    }

    private void receiving(Instant since, int timeline, Reception now) {
        state = new ReceiverState(
                ReceiverState.Doing.RECEIVING,
                since,
                timeline,
                now.flushed().toString(),
                now.serverAt().toString(),
                Instant.now(),
                null,
                now.deadRows());
    }

    private StreamPosition position(ReplicationConnection.Identity server, int size, ReceiverSlot.Facts facts)
            throws IOException {
        Optional<SegmentName> next = log.next();
        if (next.isEmpty()) {
            return StreamPosition.from(from.orElse(facts.restart()), server, size);
        }
        if (from.isPresent() && next.get().end().isBefore(from.get())) {
            return StreamPosition.from(from.get(), server, size);
        }
        return StreamPosition.after(next.get(), log, server);
    }

    private void keepHistories(ReplicationConnection connection, int newest) throws SQLException, IOException {
        for (int timeline = 2; Integer.compareUnsigned(timeline, newest) <= 0; timeline++) {
            if (!log.hasHistory(timeline)) {
                Optional<String> history = connection.history(timeline);
                if (history.isPresent()) {
                    log.keepHistory(timeline, history.get());
                }
            }
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Ends it, with all that it has on disk; the server goes on keeping its log for the next one. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
