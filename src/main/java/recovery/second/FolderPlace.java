package recovery.second;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import postgres.DurableFiles;
import postgres.OwnFiles;

/** A folder, on another disk at best. */
public final class FolderPlace implements SecondPlace {

    private static final String UNFINISHED = ".copying";
    private static final Pattern OTHER_KIND = Pattern.compile("[a-z0-9]{2,}:");

    private final Path folder;

    /** @param folder which is not made: one that is missing is a disk that is not there */
    public FolderPlace(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /**
     * One that is said as text.
     *
     * @throws IllegalArgumentException if that is no folder
     */
    public static FolderPlace of(String text) {
        if (OTHER_KIND.matcher(text).lookingAt()) {
            throw new IllegalArgumentException("recovery.copy-to takes a folder or s3:bucket/prefix, and " + text
                    + " is neither: mount that place, and name the folder it is mounted on");
        }
        return new FolderPlace(Path.of(text));
    }

    public Path folder() {
        return folder;
    }

    @Override
    public void put(String name, Path file) throws IOException {
        requireThere();
        Path target = path(name);
        OwnFiles.folders(target.getParent());
        Path unfinished = target.resolveSibling(target.getFileName() + UNFINISHED);
        Files.deleteIfExists(unfinished);
        Files.copy(file, unfinished);
        DurableFiles.sync(unfinished);
        Files.move(unfinished, target, ATOMIC_MOVE, REPLACE_EXISTING);
        DurableFiles.sync(target.getParent());
    }

    @Override
    public InputStream read(String name) throws IOException {
        return Files.newInputStream(path(name));
    }

    @Override
    public List<String> names(String beginning) throws IOException {
        requireThere();
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> name.startsWith(beginning) && !name.endsWith(UNFINISHED))
                    .toList();
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path(name));
    }

    private void requireThere() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("the folder " + folder + " is not there");
        }
    }

    private Path path(String name) throws IOException {
        Path path = folder.resolve(name).normalize();
        if (!path.startsWith(folder)) {
            throw new IOException("a name leads out of the second place: " + name);
        }
        return path;
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
