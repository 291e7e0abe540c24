package recovery.second;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** A place of files by name, such as {@code wal/000000010000000000000002.zst}: there whole or not at all. */
public interface SecondPlace {

    /** Brings a file there, in place of another of that name. */
    void put(String name, Path file) throws IOException;

    /** The bytes of that name. */
    InputStream read(String name) throws IOException;

    /** All names that begin so. */
    List<String> names(String beginning) throws IOException;

    /** Removes it, if it is there. */
    void delete(String name) throws IOException;
}
