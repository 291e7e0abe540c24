package recovery.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import postgres.DurableFiles;
import postgres.OwnFiles;
import postgres.WholeFolders;

/** The folder of base backups. One becomes one when all of it is on disk, its manifest last; {@link WholeFolders} says how. */
public final class BackupRepository {

    /** The name for the one that was made last. */
    public static final String LATEST = "latest";

    private static final String PROOF = "proof.json";
    private static final Pattern ID = Pattern.compile("[0-9]{8}T[0-9]{6}Z-base(-[0-9]+)?");

    private final WholeFolders folders;
    private final Map<String, Integer> readers = new HashMap<>();

    public BackupRepository(Path folder) throws IOException {
        folders = new WholeFolders(folder, ID);
    }

    /** One that somebody reads. */
    public record Reading(BackupRepository repository, StoredBackup backup) implements AutoCloseable {

        @Override
        public void close() {
            repository.isReadNoMore(backup);
        }
    }

    /** A fresh folder for one to be made in. */
    Path begin(Instant made) throws IOException {
        Path making = folders.begin(made, "base");
        OwnFiles.folder(making.resolve(BackupManifest.LOG));
        return making;
    }

    /** Makes a base backup of what lies in the folder, durably; from here on it is there. */
    void publish(Path making, BackupManifest manifest) throws IOException {
        DurableFiles.sync(making.resolve(BackupManifest.LOG));
        String text = Json.write(manifest) + "\n";
        Checksums.write(making, manifest, text);
        DurableFiles.write(making.resolve(BackupManifest.FILE), text);
        folders.publish(making, manifest.id());
    }

    /** A folder for one that was made before and comes back, with the name that it had. */
    public Path beginAs(String id) throws IOException {
        Path making = folders.beginAs(id);
        OwnFiles.folder(making.resolve(BackupManifest.LOG));
        return making;
    }

    /** From here on it is there again; what it holds is on disk. */
    public void publishAs(Path making, String id) throws IOException {
        DurableFiles.sync(making.resolve(BackupManifest.LOG));
        DurableFiles.sync(making);
        folders.publish(making, id);
    }

    /** Removes what is left of one that was not finished. */
    public void discard(Path making) throws IOException {
        folders.discard(making);
    }

    /** Removes all that an earlier process did not finish. */
    public void sweep() throws IOException {
        folders.sweep();
    }

    /** All of them, the latest first. What has no manifest is none; one that cannot be read is passed over. */
    public List<StoredBackup> list() throws IOException {
        List<StoredBackup> backups = new ArrayList<>();
        for (Path path : folders.list()) {
            try {
                read(path).ifPresent(backups::add);
            } catch (ProblemException damaged) {
                // Shown to whoever asks for this one.
                continue;
            }
        }
        backups.sort(
                Comparator.comparing((StoredBackup backup) -> backup.manifest().made())
                        .thenComparing(StoredBackup::id)
                        .reversed());
        return backups;
    }

    /**
     * The base backup of that id, or the latest.
     *
     * @throws ProblemException if there is none
     */
    public StoredBackup find(String id) throws IOException {
        if (id.equals(LATEST)) {
            return list().stream()
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(Problem.notFound(
                            "there is no base backup yet", "take one with POST /api/v1/base-backups")));
        }
        Optional<Path> path = folders.find(id);
        Optional<StoredBackup> backup = path.isPresent() ? read(path.get()) : Optional.empty();
        return backup.orElseThrow(() -> new ProblemException(
                Problem.notFound("there is no base backup \"" + id + '"', "list them with GET /api/v1/base-backups")));
    }

    private static Optional<StoredBackup> read(Path path) throws IOException {
        String id = path.getFileName().toString();
        try {
            byte[] written = Files.readAllBytes(path.resolve(BackupManifest.FILE));
            Checksums.requireUntouched(path, id, written);
            BackupManifest manifest = BackupManifest.read(new String(written, StandardCharsets.UTF_8), id);
            if (!manifest.id().equals(id)) {
                throw new ProblemException(Problem.refused(
                        "the folder " + id + " holds the base backup " + manifest.id(), "give it its name back"));
            }
            return Optional.of(new StoredBackup(path, manifest, proof(path)));
        } catch (NoSuchFileException noManifest) {
            return Optional.empty();
        }
    }

    /** One that cannot be read proves nothing. */
    private static StoredBackup.Proof proof(Path path) throws IOException {
        Path file = path.resolve(PROOF);
        try {
            return Files.exists(file)
                    ? Json.read(Files.readString(file), StoredBackup.Proof.class)
                    : StoredBackup.Proof.NONE;
        } catch (IllegalArgumentException damaged) {
            return StoredBackup.Proof.NONE;
        }
    }

    /** It was looked through and is as it was; a proof by a server stays. */
    void verified(StoredBackup backup, Instant at) throws IOException {
        proven(backup, new StoredBackup.Proof(at, proof(backup.folder()).provenAt()));
    }

    /** A server was started from it and was whole. */
    public void proven(StoredBackup backup, Instant at) throws IOException {
        proven(backup, new StoredBackup.Proof(at, at));
    }

    /** It is not as it was: an earlier proof is worth nothing, least of all to retention. */
    public void disproven(StoredBackup backup) throws IOException {
        DurableFiles.delete(backup.folder().resolve(PROOF));
    }

    private static void proven(StoredBackup backup, StoredBackup.Proof proof) throws IOException {
        DurableFiles.write(backup.folder().resolve(PROOF), Json.write(proof) + "\n");
    }

    /**
     * The base backup of that id, which nobody deletes meanwhile.
     *
     * @throws ProblemException if there is none
     */
    public Reading reading(String id) throws IOException {
        synchronized (readers) {
            StoredBackup backup = find(id);
            readers.merge(backup.id(), 1, Integer::sum);
            return new Reading(this, backup);
        }
    }

    private void isReadNoMore(StoredBackup backup) {
        synchronized (readers) {
            readers.computeIfPresent(backup.id(), (id, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Removes one, unless somebody reads it; from the first step on it is none any more. */
    boolean delete(StoredBackup backup) throws IOException {
        Path going;
        synchronized (readers) {
            if (readers.containsKey(backup.id())) {
                return false;
            }
            going = folders.takeAway(backup.folder());
        }
        folders.remove(going);
        return true;
    }
}
