package postgres;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Files and folders that only their owner reads, whatever the folder is that they are made in; what is there stays as it is. */
public final class OwnFiles {

    private static final Set<PosixFilePermission> EXECUTING = Set.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    private OwnFiles() {}

    /** The folder, and those above it, unless they are there. */
    public static Path folders(Path folder) throws IOException {
        return Files.createDirectories(folder, DurableFiles.OWNER_ONLY_FOLDER);
    }

    /** A folder that is not there yet. */
    public static Path folder(Path folder) throws IOException {
        return Files.createDirectory(folder, DurableFiles.OWNER_ONLY_FOLDER);
    }

    /** A file to be written from its beginning. */
    public static OutputStream out(Path file) throws IOException {
        return Channels.newOutputStream(channel(file, CREATE, TRUNCATE_EXISTING, WRITE));
    }

    /** A file with that in it. */
    public static Path write(Path file, CharSequence text) throws IOException {
        try (OutputStream out = out(file)) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    /** A file, made if the options say so. */
    public static FileChannel channel(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.copyOf(List.of(options)), DurableFiles.OWNER_ONLY_FILE);
    }

    /** Gives a folder below another the mode of that one: who comes into that comes into this. */
    public static void modeOf(Path like, Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, Files.getPosixFilePermissions(like));
    }

    /** The same for a file: who reads the folder reads it. */
    public static void readableAs(Path like, Path file) throws IOException {
        Set<PosixFilePermission> mode = new HashSet<>(Files.getPosixFilePermissions(like));
        mode.removeAll(EXECUTING);
        Files.setPosixFilePermissions(file, mode);
    }
}
