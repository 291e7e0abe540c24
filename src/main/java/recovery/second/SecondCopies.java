package recovery.second;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import postgres.Lsn;
import recovery.RecoverySettings;
import recovery.backup.BackupRepository;
import recovery.backup.StoredBackup;
import recovery.backup.StoredFile;
import recovery.receive.ReceivedLog;
import recovery.wal.SegmentName;

/**
 * Brings base backups and log to the second place as they come. What is only there any more stays there: nothing is taken
 * away because it is missing here.
 */
public final class SecondCopies {

    static final String BACKUPS = "base-backups/";
    static final String LOG = "wal/";

    private static final Logger LOGGER = Logger.getLogger(SecondCopies.class);

    private static final Duration LISTED_FOR = Duration.ofMinutes(10);

    private static final String MANIFEST = "manifest.json";
    private static final String SUMS = "SHA256SUMS";
    private static final String PACKED = ".zst";
    private static final String PARTIAL = ".partial";

    private final Optional<SecondPlace> place;
    private final BackupRepository backups;
    private final ReceivedLog log;
    private final RecoverySettings settings;
    private Set<String> there;
    private Instant listed = Instant.MIN;
    private FileTime partialOf;
    private volatile CopyState state;

    /** @param place nothing where no second one is wanted */
    public SecondCopies(
            Optional<SecondPlace> place, BackupRepository backups, ReceivedLog log, RecoverySettings settings) {
        this.place = place;
        this.backups = backups;
        this.log = log;
        this.settings = settings;
        this.state = place.map(where -> CopyState.begun(where.toString())).orElse(null);
    }

    /** How far it is; nothing where none is wanted. */
    public Optional<CopyState> state() {
        return Optional.ofNullable(state);
    }

    public Optional<SecondPlace> place() {
        return place;
    }

    /** Brings there what has come since. What cannot be done now is tried at the next look, and told meanwhile. */
    public void look() {
        look(Instant.now());
    }

    synchronized void look(Instant now) {
        if (place.isEmpty()) {
            return;
        }
        try {
            if (there == null || listed.plus(LISTED_FOR).isBefore(now)) {
                list(place.get());
                listed = now;
            }
            bring(place.get());
        } catch (IOException | RuntimeException e) {
            there = null;
            String said = String.valueOf(e.getMessage());
            if (!said.equals(state.trouble())) {
                LOGGER.warnf("what is to lie in recovery.copy-to too is not brought there: %s", said);
            }
            state = state.troubledBy(said);
        }
    }

    /** Every now and then: what was lost there is brought again. */
    private void list(SecondPlace where) throws IOException {
        Set<String> names = new HashSet<>(where.names(""));
        if (there != null) {
            there.removeAll(names);
            if (!there.isEmpty()) {
                LOGGER.warnf(
                        "%d files that were brought to %s are there no more, and are brought again",
                        there.size(), where);
            }
        }
        there = names;
    }

    private void bring(SecondPlace where) throws IOException {
        CheckedPlace checked = new CheckedPlace(where);
        Lsn reached = bringLog(checked, where);
        List<StoredBackup> here = backups.list();
        int brought = 0;
        for (StoredBackup backup : here) {
            if (bring(checked, backup)) {
                brought++;
            }
        }
        state = new CopyState(
                where.toString(),
                brought,
                here.size() - brought,
                reached == null ? null : reached.toString(),
                Instant.now(),
                null);
    }

    /** The manifest comes last: without it there is none. */
    private boolean bring(CheckedPlace checked, StoredBackup backup) throws IOException {
        try (BackupRepository.Reading reading = backups.reading(backup.id())) {
            Path folder = reading.backup().folder();
            for (StoredFile file : backup.manifest().files()) {
                bring(checked, BACKUPS + backup.id() + "/" + file.name(), folder.resolve(file.name()));
            }
            bring(checked, BACKUPS + backup.id() + "/" + SUMS, folder.resolve(SUMS));
            bring(checked, BACKUPS + backup.id() + "/" + MANIFEST, folder.resolve(MANIFEST));
            return true;
        } catch (NoSuchFileException goneMeanwhile) {
            return false;
        }
    }

    private void bring(CheckedPlace checked, String name, Path file) throws IOException {
        if (!there.contains(name)) {
            checked.put(name, file);
            there.add(name);
        }
    }

    /** Up to where all of it is there. */
    private Lsn bringLog(CheckedPlace checked, SecondPlace where) throws IOException {
        Lsn reached = null;
        try (Stream<Path> files = Files.list(log.folder())) {
            for (Path file : files.filter(each -> isSmall(each)).toList()) {
                bring(checked, LOG + file.getFileName(), file);
            }
        }
        for (ReceivedLog.Segment segment : log.segments()) {
            try {
                if (segment.whole()) {
                    bringWhole(checked, where, segment);
                    reached = segment.name().end();
                } else {
                    bringPart(checked, segment.name());
                }
            } catch (NoSuchFileException changedMeanwhile) {
                // Compressed, whole or of no use by now: the next look finds what it is.
                break;
            }
        }
        return reached;
    }

    private static boolean isSmall(Path file) {
        String name = file.getFileName().toString();
        return name.equals("server.json") || name.endsWith(".history");
    }

    private void bringWhole(CheckedPlace checked, SecondPlace where, ReceivedLog.Segment segment) throws IOException {
        String name = LOG + segment.name() + PACKED;
        if (there.contains(name)) {
            return;
        }
        Path packed = log.folder().resolve(segment.name() + PACKED);
        if (segment.packed()) {
            bring(checked, name, packed);
        } else {
            Path packing = Files.createTempFile("segment-", PACKED);
            try {
                pack(log.folder().resolve(segment.name().toString()), packing);
                bring(checked, name, packing);
            } finally {
                Files.delete(packing);
            }
        }
        where.delete(LOG + segment.name() + PARTIAL);
    }

    private void pack(Path segment, Path into) throws IOException {
        try (OutputStream out =
                new ZstdOutputStreamNoFinalizer(Files.newOutputStream(into), settings.compressionLevel())) {
            Files.copy(segment, out);
        }
    }

    /** Again and again, as it is filled. */
    private void bringPart(CheckedPlace checked, SegmentName segment) throws IOException {
        Path file = log.folder().resolve(segment + PARTIAL);
        FileTime written = Files.getLastModifiedTime(file);
        if (!written.equals(partialOf)) {
            Path still = Files.createTempFile("segment-", PARTIAL);
            try {
                // It goes on being written: what is compared has to keep still.
                Files.copy(file, still, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                checked.put(LOG + segment + PARTIAL, still);
                partialOf = written;
            } finally {
                Files.delete(still);
            }
        }
    }

    /** Base backups that retention took away here go there too, and the log that no other one there needs. */
    public synchronized void forget(List<String> ids) {
        if (place.isEmpty() || ids.isEmpty()) {
            return;
        }
        try {
            for (String id : ids) {
                remove(place.get(), id);
            }
            Optional<Lsn> needed = StoredCopies.in(place.get()).stream()
                    .map(copy -> copy.manifest().start())
                    .min(Comparator.naturalOrder());
            if (needed.isPresent()) {
                removeLog(place.get(), needed.get());
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.warnf("what is of no use any more stays in recovery.copy-to: %s", e.getMessage());
        } finally {
            there = null;
        }
    }

    /** Its manifest first: from then on it is none. */
    private static void remove(SecondPlace where, String id) throws IOException {
        where.delete(BACKUPS + id + "/" + MANIFEST);
        for (String name : where.names(BACKUPS + id + "/")) {
            where.delete(name);
        }
    }

    private void removeLog(SecondPlace where, Lsn needed) throws IOException {
        int size = log.owner().map(ReceivedLog.Owner::segmentBytes).orElse(0);
        if (size == 0) {
            return;
        }
        for (String name : where.names(LOG)) {
            String segment = name.substring(LOG.length()).replaceAll("[.](zst|partial)$", "");
            Optional<SegmentName> parsed = SegmentName.parse(segment, size);
            if (parsed.isPresent() && !needed.isBefore(parsed.get().end())) {
                where.delete(name);
            }
        }
    }
}
