package recovery.incidents;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import postgres.DurableFiles;
import postgres.Lsn;
import recovery.RecoverySettings;
import recovery.backup.BackupRepository;
import recovery.backup.ServerCatalog;
import recovery.backup.StoredBackup;
import recovery.receive.ReceivedLog;
import recovery.wal.Incident;
import recovery.wal.IncidentState;
import recovery.wal.IncidentWatch;
import recovery.wal.SegmentName;
import recovery.wal.Thresholds;
import recovery.wal.Timelines;
import recovery.wal.WalEnd;
import recovery.wal.WalSource;

/**
 * Reads the received log on and writes down what destroyed rows. How far it is lies in a file beside the log, written after
 * the ledger has what was found: a crash has it read a little again, and nothing is told twice.
 */
@ApplicationScoped
public class IncidentReading implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(IncidentReading.class);

    /** Of records: a few seconds, and other looks wait no longer. */
    private static final long AT_ONCE = 5_000_000;

    private final ReceivedLog log;
    private final BackupRepository backups;
    private final Incidents incidents;
    private final RecoverySettings settings;

    private final Alarms alarms;

    private IncidentWatch watch;
    private String system;
    private int timeline;
    private Lsn keptAt = new Lsn(0);
    private String trouble;
    private volatile Progress progress = new Progress(null, null);

    public IncidentReading(ReceivedLog log, BackupRepository backups, Incidents incidents, RecoverySettings settings) {
        this.log = log;
        this.backups = backups;
        this.incidents = incidents;
        this.settings = settings;
        this.alarms = new Alarms(incidents, settings.incidents().watch());
    }

    /**
     * How far it is.
     *
     * @param readTo transactions that committed before are judged; null where none was read
     * @param trouble why it goes no further, or null
     */
    public record Progress(String readTo, String trouble) {}

    public Progress progress() {
        return progress;
    }

    /** Reads what has come since, tells what is in it, and returns whether there is more to be read at once. */
    public synchronized boolean look() throws SQLException, IOException {
        Optional<ReceivedLog.Owner> owner = log.owner();
        if (owner.isEmpty()) {
            return false;
        }
        int newest = log.newestTimeline();
        if (watch != null && newest != timeline) {
            close();
        }
        if (watch == null && !open(owner.get(), newest)) {
            return false;
        }
        boolean kept = false;
        try {
            boolean more = read();
            kept = true;
            return more;
        } finally {
            if (!kept) {
                // What was found is read again.
                close();
            }
        }
    }

    private boolean read() throws SQLException, IOException {
        List<Incident> found = watch.readOn(AT_ONCE);
        alarms.look(incidents.record(system, found));
        IncidentState state = watch.state();
        if (!found.isEmpty() || state.judgedTo().bytesSince(keptAt) >= segmentBytes()) {
            DurableFiles.write(file(), state.text());
            keptAt = state.judgedTo();
        }
        WalEnd end = watch.end();
        trouble = end != null && end.isFault() ? end.message() : null;
        progress = new Progress(state.judgedTo().toString(), trouble);
        if (trouble != null) {
            return goOnBehind(end.at());
        }
        return end == null;
    }

    /** Behind what cannot be read the next base backup knows the names again. */
    private boolean goOnBehind(Lsn fault) throws IOException {
        Optional<StoredBackup> next = backups.list().stream()
                .filter(backup -> fault.isBefore(backup.manifest().start()))
                .min(Comparator.comparing(backup -> backup.manifest().start()));
        if (next.isEmpty()) {
            return false;
        }
        LOG.warnf(
                "incidents between %s and %s are not known: %s",
                fault, next.get().manifest().start(), trouble);
        close();
        DurableFiles.delete(file());
        begin(next.get());
        return true;
    }

    private boolean open(ReceivedLog.Owner owner, int newest) throws IOException {
        system = owner.systemIdentifier();
        timeline = newest;
        Optional<IncidentState> kept = kept();
        if (kept.isPresent()) {
            begin(kept.get());
            return true;
        }
        Optional<StoredBackup> oldest = backups.list().stream()
                .filter(backup -> backup.manifest().server().systemIdentifier().equals(system))
                .min(Comparator.comparing(backup -> backup.manifest().start()));
        if (oldest.isEmpty() || newest == 0) {
            return false;
        }
        begin(oldest.get());
        return true;
    }

    private void begin(StoredBackup backup) throws IOException {
        Lsn first = source().first().map(SegmentName::start).orElse(new Lsn(0));
        Lsn start = backup.manifest().start().isBefore(first)
                ? first
                : backup.manifest().start();
        begin(new IncidentState(start, start, CatalogNames.of(ServerCatalog.of(backup))));
    }

    private void begin(IncidentState state) throws IOException {
        watch = new IncidentWatch(
                source(),
                state,
                new Thresholds(
                        settings.incidents().minRows(), settings.incidents().minShare()));
        keptAt = state.judgedTo();
    }

    private WalSource source() throws IOException {
        return new WalSource(
                log.folder(), Timelines.read(log.folder(), timeline), Long.parseUnsignedLong(system), new Lsn(0));
    }

    /** One that a power cut or another version left is as good as none: all is read again. */
    private Optional<IncidentState> kept() throws IOException {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        try {
            return Optional.of(IncidentState.parse(Files.readString(file())));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private int segmentBytes() throws IOException {
        return log.owner().map(ReceivedLog.Owner::segmentBytes).orElse(1);
    }

    private Path file() {
        return log.folder().resolve(IncidentState.FILE);
    }

    /** Forgets what it read since it was last kept. */
    @Override
    @PreDestroy
    public synchronized void close() throws IOException {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }
}
