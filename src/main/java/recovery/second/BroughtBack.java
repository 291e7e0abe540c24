package recovery.second;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import postgres.DurableFiles;
import recovery.backup.BackupManifest;
import recovery.backup.BackupRepository;
import recovery.receive.ReceivedLog;
import recovery.wal.SegmentName;
import recovery.wal.Target;

/** Brings back from a second place what a target takes, to a machine that has no base backup of its own. */
public final class BroughtBack {

    private static final String UNFINISHED = ".bringing";

    private final SecondPlace place;
    private final BackupRepository backups;
    private final ReceivedLog log;

    public BroughtBack(SecondPlace place, BackupRepository backups, ReceivedLog log) {
        this.place = place;
        this.backups = backups;
        this.log = log;
    }

    /** The latest base backup from which the target may be reached, and the log from there on; tells which that is. */
    public Optional<String> forTarget(Target target) throws IOException {
        List<StoredCopies> copies = StoredCopies.in(place);
        Optional<StoredCopies> chosen = copies.stream()
                .filter(copy -> isBefore(target).test(copy.manifest()))
                .findFirst()
                .or(() -> copies.stream().findFirst());
        if (chosen.isPresent()) {
            bringLog(chosen.get().manifest());
            bring(chosen.get());
        }
        return chosen.map(StoredCopies::id);
    }

    private static Predicate<BackupManifest> isBefore(Target target) {
        if (target instanceof Target.Time time) {
            return manifest -> !manifest.ended().isAfter(time.at());
        } else if (target instanceof Target.Place place) {
            return manifest -> !place.lsn().isBefore(manifest.stop());
        } else if (target instanceof Target.Before before) {
            return manifest -> !before.record().isBefore(manifest.stop());
        }
        return manifest -> true;
    }

    private void bring(StoredCopies copy) throws IOException {
        Path making = backups.beginAs(copy.id());
        try {
            String beginning = SecondCopies.BACKUPS + copy.id() + "/";
            for (String name : place.names(beginning)) {
                bring(name, making.resolve(name.substring(beginning.length())));
            }
            backups.publishAs(making, copy.id());
        } finally {
            backups.discard(making);
        }
    }

    private void bringLog(BackupManifest manifest) throws IOException {
        int size = manifest.server().segmentBytes();
        SegmentName first = SegmentName.holding(manifest.start(), manifest.timeline(), size);
        for (String name : place.names(SecondCopies.LOG)) {
            String file = name.substring(SecondCopies.LOG.length());
            Optional<SegmentName> segment = SegmentName.parse(file.replaceAll("[.](zst|partial)$", ""), size);
            if (segment.isEmpty() || segment.get().number() >= first.number()) {
                Path target = log.folder().resolve(file);
                if (!Files.exists(target)) {
                    Path unfinished = target.resolveSibling(file + UNFINISHED);
                    bring(name, unfinished);
                    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
        DurableFiles.sync(log.folder());
    }

    private void bring(String name, Path target) throws IOException {
        try (InputStream in = place.read(name)) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
        DurableFiles.sync(target);
    }
}
