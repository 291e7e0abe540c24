package recovery.wal;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The file of one segment, in whichever of its three forms it is there; it may grow while it is read. */
final class SegmentFile implements Closeable {

    static final String PARTIAL = ".partial";
    static final String PACKED = ".zst";

    private static final int UNPACKING = 1 << 16;

    private final Path path;
    private final FileChannel plain;
    private InputStream unpacked;
    private long unpackedTo;

    private SegmentFile(Path path, FileChannel plain) {
        this.path = path;
        this.plain = plain;
    }

    /** Opens it, whole before packed before partial; empty if it is not there. */
    static Optional<SegmentFile> open(Path folder, String name) throws IOException {
        // The last look is for one that was received to its end, and lost its ending, while we looked.
        for (String ending : new String[] {"", PACKED, PARTIAL, ""}) {
            Path path = folder.resolve(name + ending);
            try {
                if (!ending.equals(PACKED)) {
                    return Optional.of(new SegmentFile(path, FileChannel.open(path, StandardOpenOption.READ)));
                }
                if (Files.exists(path)) {
                    return Optional.of(new SegmentFile(path, null));
                }
            } catch (NoSuchFileException elsewhere) {
                continue;
            }
        }
        return Optional.empty();
    }

    /** Whether bytes may be missing at its end without anything being wrong. */
    boolean isPartial() {
        return path.toString().endsWith(PARTIAL);
    }

    /** Bytes it has now, or -1 where only reading to the end would tell. */
    long size() throws IOException {
        return plain == null ? -1 : plain.size();
    }

    /** As many bytes as its first header has; fewer if it is shorter. */
    byte[] beginning() throws IOException {
        byte[] bytes = new byte[PageHeader.LONG];
        read(bytes, 0, bytes.length);
        return bytes;
    }

    /**
     * Reads into the array from its beginning on.
     *
     * @return how many bytes there were, fewer than asked for only at the end
     */
    int read(byte[] into, long position, int length) throws IOException {
        return plain == null ? unpack(into, position, length) : read(ByteBuffer.wrap(into, 0, length), position);
    }

    private int read(ByteBuffer into, long position) throws IOException {
        while (into.hasRemaining()) {
            if (plain.read(into, position + into.position()) < 0) {
                break;
            }
        }
        return into.position();
    }

    private int unpack(byte[] into, long position, int length) throws IOException {
        if (unpacked == null || position < unpackedTo) {
            close();
            unpacked = new ZstdInputStreamNoFinalizer(Files.newInputStream(path));
            unpackedTo = 0;
        }
        while (unpackedTo < position) {
            int skipped = unpacked.readNBytes(new byte[UNPACKING], 0, (int) Math.min(UNPACKING, position - unpackedTo));
            if (skipped == 0) {
                return 0;
            }
            unpackedTo += skipped;
        }
        int read = unpacked.readNBytes(into, 0, length);
        unpackedTo += read;
        return read;
    }

    @Override
    public void close() throws IOException {
        if (plain != null) {
            plain.close();
        }
        if (unpacked != null) {
            unpacked.close();
        }
    }
}
