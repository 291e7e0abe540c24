package recovery;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** Copies files of a server that is at work: what vanishes meanwhile is not needed, the log tells of it. */
public abstract class LiveFiles extends SimpleFileVisitor<Path> {

    protected final Path from;
    protected final Path to;

    protected LiveFiles(Path from, Path to) {
        this.from = Objects.requireNonNull(from, "from");
        this.to = Objects.requireNonNull(to, "to");
    }

    /** @param name below the server's data folder */
    protected abstract boolean isWanted(Path name);

    @Override
    public final FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Path name = from.relativize(file);
        if (isWanted(name)) {
            try {
                Files.copy(file, to.resolve(name));
            } catch (NoSuchFileException gone) {
                return FileVisitResult.CONTINUE;
            }
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public final FileVisitResult visitFileFailed(Path file, IOException trouble) throws IOException {
        if (trouble instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw trouble;
    }
}
