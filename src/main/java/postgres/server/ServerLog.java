package postgres.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import postgres.DurableFiles;

/** What the embedded server writes, kept out of the application's own output. */
final class ServerLog {

    /** Past this size the file is put aside at the next start, so that years of restarts need two of them at most. */
    private static final long ROTATE_BYTES = 16L << 20;

    private static final int TAIL_BYTES = 16 << 10;
    private static final int TAIL_LINES = 12;

    private final Path file;
    private final long start;

    private ServerLog(Path file, long start) {
        this.file = file;
        this.start = start;
    }

    /** Goes on writing where the last run ended. */
    static ServerLog goOn(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) > ROTATE_BYTES) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), REPLACE_EXISTING);
        }
        if (!Files.exists(file)) {
            Files.createFile(file, DurableFiles.OWNER_ONLY_FILE);
        }
        return new ServerLog(file, Files.size(file));
    }

    ProcessBuilder.Redirect redirect() {
        return ProcessBuilder.Redirect.appendTo(file.toFile());
    }

    /** The last lines since {@link #goOn}, for a message to a person. */
    String tail() {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(Math.max(start, channel.size() - TAIL_BYTES));
            ByteBuffer bytes = ByteBuffer.allocate(TAIL_BYTES);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
            List<String> lines = UTF_8.decode(bytes.flip()).toString().lines().toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
            return "the end of %s:\n%s".formatted(file, String.join("\n", last));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
