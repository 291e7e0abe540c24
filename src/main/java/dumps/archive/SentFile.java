package dumps.archive;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A file that was sent.
 *
 * @param name as its sender calls it
 */
public record SentFile(String name, Path path) {

    public SentFile {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(path, "path");
    }
}
