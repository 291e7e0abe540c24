package recovery.receive;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import ledger.Installation;
import org.jboss.logging.Logger;
import postgres.Lsn;
import postgres.SqlState;
import postgres.replication.ServerAddress;
import recovery.RecoverySettings;
import recovery.backup.BackupRepository;
import recovery.backup.StoredBackup;

/** Whether the log is received, and what has to be looked after while it is. Only a running service does; no command. */
@ApplicationScoped
public class WalReceiving implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(WalReceiving.class);

    private static final int PACKED_AT_ONCE = 8;

    private final ServerAddress server;
    private final ReceivedLog log;
    private final BackupRepository backups;
    private final RecoverySettings settings;
    private final ReceiverSlot slot;
    private WalReceiver receiver;
    private boolean dropped;
    private boolean warned;
    private volatile boolean boundless;

    public WalReceiving(
            ServerAddress server,
            ReceivedLog log,
            BackupRepository backups,
            RecoverySettings settings,
            Installation installation) {
        this.server = server;
        this.log = log;
        this.backups = backups;
        this.settings = settings;
        this.slot = new ReceiverSlot(server, "caravanserai_" + installation.id().replace("-", ""));
    }

    /** Receives from now on, unless that is off: a base backup is about to be taken, and log shall go on from it. */
    public synchronized void begin() {
        if (receiver == null && settings.wal().receive() != RecoverySettings.Receive.OFF) {
            receiver = WalReceiver.start(server, slot, log, kept());
        }
    }

    private Duration kept() {
        return settings.heap().keep().orElse(Duration.ZERO);
    }

    /** How it goes. */
    public synchronized ReceiverState state() {
        return receiver == null ? ReceiverState.nothing() : receiver.state();
    }

    /** What an operator should set on the server, as far as that was seen. */
    public List<String> advice() {
        return boundless
                ? List.of(
                        "set max_slot_wal_keep_size on the server: while the service is away, its slot keeps log until the disk is"
                                + " full, and a service that is away cannot drop it")
                : List.of();
    }

    /**
     * Looks after it: it begins when it should, old segments are compressed, those that no base backup needs go, and a server
     * that would have to keep too much for us is freed of it.
     */
    public synchronized void look() throws SQLException, IOException {
        if (settings.wal().receive() == RecoverySettings.Receive.OFF) {
            dropOnce();
            return;
        }
        if (receiver == null && isWanted()) {
            begin();
        }
        tidyUp();
        if (receiver != null) {
            freeTheServer();
        }
    }

    private boolean isWanted() throws IOException {
        return settings.wal().receive() == RecoverySettings.Receive.ON
                || !backups.list().isEmpty();
    }

    private void dropOnce() throws SQLException {
        if (!dropped) {
            slot.drop();
            dropped = true;
        }
    }

    /** Log from before the oldest base backup leads nowhere. */
    private void tidyUp() throws IOException {
        Optional<Lsn> needed = backups.list().stream()
                .map(StoredBackup::manifest)
                .map(manifest -> manifest.start())
                .min(Comparator.naturalOrder());
        if (needed.isPresent()) {
            log.deleteBefore(needed.get());
        }
        PackedSegments.pack(log, settings.compressionLevel(), PACKED_AT_ONCE);
    }

    private void freeTheServer() {
        try {
            Optional<ReceiverSlot.Facts> facts = slot.find();
            boundless = facts.map(ReceiverSlot.Facts::boundless).orElse(false);
            long retained = facts.map(ReceiverSlot.Facts::retainedBytes).orElse(0L);
            long most = settings.wal().maxRetained();
            if (retained > most) {
                LOG.errorf(
                        "the server had to keep %d bytes of its log, more than recovery.wal.max-retained: it keeps"
                                + " no more, and what cannot be received any more is a hole behind which another base backup"
                                + " is taken",
                        retained);
                receiver.close();
                slot.drop();
                receiver = WalReceiver.startBehindHole(server, slot, log, kept());
            } else if (retained > most / 2 && !warned) {
                LOG.warnf(
                        "the server keeps %d bytes of its log until they are received; past %d we do without them"
                                + "\nHINT: see what GET /api/v1/recovery/window says of the receiver",
                        retained, most);
            }
            warned = retained > most / 2;
        } catch (SQLException away) {
            LOG.debugf("the slot could not be looked at: %s", SqlState.firstLine(away));
        }
    }

    /** Receives no more; the server goes on keeping its log for the next process. */
    @Override
    @PreDestroy
    public synchronized void close() {
        if (receiver != null) {
            receiver.close();
            receiver = null;
        }
    }
}
