package snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import postgres.DurableFiles;
import postgres.WholeFolders;

/**
 * The folder of sets. A set becomes one when all of it is on disk, its manifest last; {@link WholeFolders} says how.
 */
public final class Repository {

    private static final String PROVEN = "proven.json";
    private static final Pattern NOT_IN_A_NAME = Pattern.compile("[^A-Za-z0-9_-]+");
    private static final Pattern ID = Pattern.compile("[0-9]{8}T[0-9]{6}Z-[A-Za-z0-9_-]+");

    private final WholeFolders folders;

    public Repository(Path folder) throws IOException {
        folders = new WholeFolders(folder, ID);
    }

    /**
     * When a set was last restored and found equal.
     *
     * @param at the moment, or null if never
     */
    record Proof(Instant at) {}

    /** A set as it lies in the folder. */
    public record StoredSet(Path folder, Manifest manifest, Instant provenAt) {

        /** Bytes of all files that the manifest lists. */
        public long bytes() {
            return manifest.schema().bytes()
                    + manifest.tables().stream()
                            .mapToLong(table -> table.bytes()
                                    + (table.hashes() == null
                                            ? 0
                                            : table.hashes().bytes()))
                            .sum();
        }
    }

    /** A fresh folder for a set of this database to be made in. */
    Path begin(String database, Instant made) throws IOException {
        return folders.begin(made, NOT_IN_A_NAME.matcher(database).replaceAll("_"));
    }

    /** Makes a set of what lies in the folder; from here on it is there, also after a power cut. */
    void publish(Path making, Manifest manifest) throws IOException {
        try (Stream<Path> files = Files.walk(making).skip(1)) {
            DurableFiles.syncAll(files.toList());
        }
        String text = Json.write(manifest) + "\n";
        Checksums.write(making, manifest, text);
        DurableFiles.write(making.resolve(Manifest.FILE), text);
        folders.publish(making, manifest.id());
    }

    /** Removes what is left of a set that was not finished. */
    void discard(Path making) throws IOException {
        folders.discard(making);
    }

    /** Removes every set that an earlier process did not finish. */
    public void sweep() throws IOException {
        folders.sweep();
    }

    /** Every set, the latest first. What has no manifest is none; one that cannot be read is passed over. */
    public List<StoredSet> list() throws IOException {
        List<StoredSet> sets = new ArrayList<>();
        for (Path path : folders.list()) {
            try {
                read(path).ifPresent(sets::add);
            } catch (ProblemException damaged) {
                // Shown by GET snapshots/{id}, where there is somebody to tell what is wrong with it.
                continue;
            }
        }
        sets.sort(Comparator.comparing((StoredSet set) -> set.manifest.made())
                .thenComparing(set -> set.manifest.id())
                .reversed());
        return sets;
    }

    /**
     * The set of that id.
     *
     * @throws ProblemException if there is none
     */
    public StoredSet find(String id) throws IOException {
        Optional<Path> path = folders.find(id);
        Optional<StoredSet> set = path.isPresent() ? read(path.get()) : Optional.empty();
        return set.orElseThrow(() -> new ProblemException(
                Problem.notFound("there is no snapshot \"" + id + '"', "list them with GET /api/v1/snapshots")));
    }

    private static Optional<StoredSet> read(Path path) throws IOException {
        try {
            byte[] written = Files.readAllBytes(path.resolve(Manifest.FILE));
            Manifest manifest = Manifest.read(
                    new String(written, StandardCharsets.UTF_8),
                    path.getFileName().toString());
            Checksums.requireUntouched(path, manifest, written);
            Path proof = path.resolve(PROVEN);
            Instant provenAt = Files.exists(proof)
                    ? Json.read(Files.readString(proof), Proof.class).at()
                    : null;
            return Optional.of(new StoredSet(path, manifest, provenAt));
        } catch (NoSuchFileException noManifest) {
            return Optional.empty();
        }
    }

    /** The set was restored and was equal. */
    void proven(StoredSet set, Instant at) throws IOException {
        DurableFiles.write(set.folder.resolve(PROVEN), Json.write(new Proof(at)) + "\n");
    }

    /** It was not: an earlier proof is worth nothing, least of all to retention. */
    void disproven(StoredSet set) throws IOException {
        DurableFiles.delete(set.folder.resolve(PROVEN));
    }

    /** Removes a set; from the first step on it is none any more. */
    public void delete(StoredSet set) throws IOException {
        folders.remove(folders.takeAway(set.folder));
    }
}
