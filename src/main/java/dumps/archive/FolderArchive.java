package dumps.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import ledger.Problem;
import ledger.ProblemException;
import postgres.DurableFiles;
import postgres.OwnFiles;

/**
 * An archive beside its dumps, in their folder. It is made in a hidden folder and moved to its places when it is whole, the
 * manifest last; what a process leaves in the middle of that is made again by the next.
 */
final class FolderArchive implements AutoCloseable {

    private static final String MAKING = ".caravanserai-dumps";
    private static final String LOCK = "lock";
    private static final String LAST = "last-";

    private final Path folder;
    private final Layout place;
    private final Path making;
    private final FileChannel channel;
    private final FileLock lock;

    private FolderArchive(Path folder, Path making, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.place = Layout.ofFolder(folder);
        this.making = making;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Begins.
     *
     * @throws ProblemException if another process does the same, or something that is not ours is in the way
     */
    static FolderArchive begin(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new ProblemException(Problem.notFound("there is no folder " + folder, "check the path"));
        }
        Path making = folder.resolve(MAKING);
        boolean unfinished = Files.isDirectory(making);
        if (!unfinished) {
            requireOurs(folder);
            OwnFiles.folder(making);
        }
        FileChannel channel =
                OwnFiles.channel(making.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tried(channel);
        if (lock == null) {
            channel.close();
            throw new ProblemException(
                    Problem.conflict("another process makes the archive of " + folder, "wait until it has ended"));
        }
        return new FolderArchive(folder, making, channel, lock);
    }

    private static FileLock tried(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException thisProcess) {
            return null;
        }
    }

    /** What stands where something is to be written is ours, or it is left alone. */
    private static void requireOurs(Path folder) throws IOException {
        Layout place = Layout.ofFolder(folder);
        Set<Path> ours = new HashSet<>();
        if (ArchiveManifest.isOurs(place.manifest())) {
            ours.add(place.manifest());
            JsonNode manifest = ArchiveManifest.read(place.manifest());
            for (JsonNode file : manifest.path("files")) {
                ours.add(place.json().resolve(file.path("json").asText()));
            }
            manifest.path("duplicates")
                    .forEach(twin ->
                            ours.add(place.json().resolve(twin.path("json").asText())));
            for (JsonNode table : manifest.path("tables")) {
                ours.add(place.combined().resolve(table.path("combined").asText()));
            }
        }
        List<String> others = new ArrayList<>();
        if (Files.exists(place.manifest()) && !ours.contains(place.manifest())) {
            others.add(Layout.MANIFEST);
        }
        for (Path part : List.of(place.json(), place.combined())) {
            if (Files.isDirectory(part)) {
                for (Path file : ArchiveBuild.list(part)) {
                    if (!ours.contains(file) && !ours.contains(Beside.jsonOf(file))) {
                        others.add(folder.relativize(file).toString());
                    }
                }
            } else if (Files.exists(part)) {
                others.add(folder.relativize(part).toString());
            }
        }
        if (!others.isEmpty()) {
            throw new ProblemException(Problem.conflict(
                    "in " + folder + " there is " + String.join(", ", others.subList(0, Math.min(5, others.size())))
                            + ", which was not made here and is not overwritten",
                    "move it elsewhere; the JSON goes to json/, the state to combined/ and manifest.json"));
        }
    }

    /** Where it is made. */
    Layout making() {
        return Layout.ofFolder(making);
    }

    /** What lies in the folder and is no input. */
    Set<Path> own() {
        return Set.of(place.json(), place.combined(), place.manifest(), making);
    }

    /** Where sorting may write. */
    Path sort() {
        return making.resolve("sort");
    }

    /** The JSON of the files that are known, or null. */
    Path known() {
        return Files.isDirectory(place.json()) ? place.json() : null;
    }

    /** The manifest that is there, or null. */
    Path manifest() {
        return Files.isRegularFile(place.manifest()) ? place.manifest() : null;
    }

    /** Takes back or away what an earlier process left in the middle. */
    void clear() throws IOException {
        Path last = making.resolve(LAST + place.json().getFileName());
        if (Files.isDirectory(last) && !Files.exists(place.json())) {
            Files.move(last, place.json(), StandardCopyOption.ATOMIC_MOVE);
        }
        for (Path part : List.of(making().json(), making().combined())) {
            if (Files.isDirectory(part)) {
                DurableFiles.empty(part);
            }
        }
        if (Files.isDirectory(sort())) {
            DurableFiles.empty(sort());
        }
    }

    /** Moves all to its place. */
    void publish() throws IOException {
        Files.deleteIfExists(place.manifest());
        replace(making().json(), place.json());
        replace(making().combined(), place.combined());
        Files.move(making().manifest(), place.manifest(), StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.sync(folder);
        DurableFiles.empty(making);
        Files.delete(making);
    }

    private void replace(Path made, Path at) throws IOException {
        Path last = making.resolve(LAST + at.getFileName());
        if (Files.isDirectory(last)) {
            DurableFiles.empty(last);
            Files.delete(last);
        }
        if (Files.isDirectory(at)) {
            Files.move(at, last, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(made, at, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
        // What failed before anything was moved leaves nothing behind.
        if (Files.isDirectory(making) && (manifest() != null || !Files.exists(place.json()))) {
            DurableFiles.empty(making);
            Files.delete(making);
        }
    }
}
