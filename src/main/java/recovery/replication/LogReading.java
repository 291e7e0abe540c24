package recovery.replication;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import postgres.Lsn;
import postgres.SqlState;
import postgres.replication.ServerAddress;
import recovery.backup.BackupRepository;
import recovery.backup.CatalogReader;
import recovery.backup.ServerCatalog;
import recovery.backup.StoredBackup;
import recovery.incidents.CatalogNames;
import recovery.receive.ReceivedLog;
import recovery.receive.ReceiverState;
import recovery.receive.WalReceiving;
import recovery.wal.IncidentState;
import recovery.wal.Relations;
import recovery.wal.RowsAfter;
import recovery.wal.RowsAtRisk;
import recovery.wal.Timelines;
import recovery.wal.WalSource;

/** Counts what committed behind a place, in the log that was received; no query is asked of anybody for it. */
@ApplicationScoped
public class LogReading {

    private static final Logger LOG = Logger.getLogger(LogReading.class);

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration CATCHING_UP = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final Duration NAMES_KEPT = Duration.ofSeconds(30);
    private static final int TRIES = 3;

    /** Between two records lie at most the header of a page and what brings them into line. */
    private static final int BETWEEN_RECORDS = 64;

    private final ReceivedLog log;
    private final BackupRepository backups;
    private final WalReceiving receiving;
    private final ServerAddress server;
    private Relations now = new Relations();
    private Instant namedAt = Instant.EPOCH;

    public LogReading(ReceivedLog log, BackupRepository backups, WalReceiving receiving, ServerAddress server) {
        this.log = log;
        this.backups = backups;
        this.receiving = receiving;
        this.server = server;
    }

    /** What was counted, or why nothing was. */
    sealed interface Counted {

        /** All of it is in there. */
        record Rows(RowsLost lost) implements Counted {}

        /** The log does not tell. */
        record Unknown(String why) implements Counted {}
    }

    /**
     * Counts.
     *
     * @param end how far the server is; empty where it is gone, and all that was received is all there is
     */
    synchronized Counted after(Lsn place, Optional<Lsn> end) throws IOException {
        if (end.isPresent() && !place.isBefore(end.get())) {
            return new Counted.Rows(new RowsLost(0, 0, 0, 0, true, end.get().toString(), List.of()));
        }
        Optional<ReceivedLog.Owner> owner = log.owner();
        if (owner.isEmpty()) {
            return new Counted.Unknown("no log is received, so nobody knows what is in it: see recovery.wal.receive");
        }
        end.ifPresent(this::awaitReceived);
        for (int i = 1; ; i++) {
            try {
                return count(place, end, Long.parseUnsignedLong(owner.get().systemIdentifier()));
            } catch (NoSuchFileException moved) {
                // Segments are compressed beside it.
                if (i == TRIES) {
                    throw moved;
                }
            }
        }
    }

    private Counted count(Lsn place, Optional<Lsn> end, long system) throws IOException {
        WalSource source =
                new WalSource(log.folder(), Timelines.read(log.folder(), log.newestTimeline()), system, new Lsn(0));
        if (!source.has(place)) {
            return new Counted.Unknown("the log from " + place + " on is not here"
                    + source.first()
                            .map(first -> ": it begins at " + first.start())
                            .orElse(""));
        }
        Relations later = namesNow();
        RowsAtRisk risk = RowsAfter.count(source, place, namesBefore(), later);
        Lsn reached = risk.end().at();
        if (risk.end().isFault()) {
            return new Counted.Unknown(risk.end().message());
        }
        if (end.isPresent() && reached.isBefore(end.get()) && end.get().bytesSince(reached) > BETWEEN_RECORDS) {
            return new Counted.Unknown(
                    "the log is here up to " + reached + " only, and the server is at " + end.get() + trouble());
        }
        return new Counted.Rows(RowsLost.of(risk, later));
    }

    private String trouble() {
        String trouble = receiving.state().trouble();
        return trouble == null ? "" : ": " + trouble;
    }

    /** Has what is missing come, where log was received before: in a process that does not receive by itself. */
    void catchUp() throws SQLException, IOException {
        if (log.owner().isEmpty()) {
            return;
        }
        Lsn end;
        try (Connection connection = server.database()) {
            end = ServerLook.at(connection).flushed();
        } catch (SQLException away) {
            LOG.debugf("what was received is all there is: %s", SqlState.firstLine(away));
            return;
        }
        receiving.begin();
        long deadline = System.nanoTime() + CATCHING_UP.toNanos();
        while (!isReceived(end)
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }

    private boolean isReceived(Lsn end) {
        String flushed = receiving.state().flushedLsn();
        return flushed != null && !Lsn.parse(flushed).isBefore(end);
    }

    /** It comes within milliseconds; a process that does not receive itself finds it on the disk. */
    private void awaitReceived(Lsn end) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (receiving.state().doing() == ReceiverState.Doing.RECEIVING
                && !isReceived(end)
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }

    /** As the reading of incidents has them, or the latest base backup: a table may have got another file since. */
    private Relations namesBefore() throws IOException {
        Path state = log.folder().resolve(IncidentState.FILE);
        if (Files.exists(state)) {
            try {
                return IncidentState.parse(Files.readString(state)).relations();
            } catch (IllegalArgumentException ofAnotherVersion) {
                LOG.debug("names are taken from the base backup", ofAnotherVersion);
            }
        }
        Optional<StoredBackup> latest = backups.list().stream().findFirst();
        return latest.isPresent() ? CatalogNames.of(ServerCatalog.of(latest.get())) : new Relations();
    }

    /** As the server has them, or had them when it was last there. */
    private Relations namesNow() {
        Instant time = Instant.now();
        if (namedAt.plus(NAMES_KEPT).isBefore(time)) {
            try {
                now = CatalogNames.of(CatalogReader.read(server));
                namedAt = time;
            } catch (SQLException away) {
                LOG.debugf("names are as they were: %s", SqlState.firstLine(away));
            }
        }
        return now;
    }
}
