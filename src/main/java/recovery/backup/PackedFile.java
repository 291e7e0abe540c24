package recovery.backup;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import postgres.DurableFiles;

/** A file that is being written, compressed or as it is, and counted on the way. */
final class PackedFile implements Closeable {

    static final String SUFFIX = ".zst";

    /** Reading from the network and compressing go on side by side. */
    private static final int WORKERS = 2;

    private final String name;
    private final FileChannel channel;
    private final MessageDigest digest = sha256();
    private final OutputStream packing;
    private long unpacked;
    private long packed;

    private PackedFile(Path folder, String name, int level) throws IOException {
        this.name = name;
        channel = FileChannel.open(folder.resolve(name), Set.of(CREATE_NEW, WRITE), DurableFiles.OWNER_ONLY_FILE);
        try {
            packing = level == 0 ? bytes() : compressing(level);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** One that is compressed, its name with {@value #SUFFIX} behind it. */
    static PackedFile compressed(Path folder, String name, int level) throws IOException {
        return new PackedFile(folder, name + SUFFIX, level);
    }

    /** One that is kept as it is. */
    static PackedFile plain(Path folder, String name) throws IOException {
        return new PackedFile(folder, name, 0);
    }

    private OutputStream compressing(int level) throws IOException {
        ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(bytes(), level);
        zstd.setWorkers(WORKERS);
        zstd.setChecksum(true);
        return zstd;
    }

    private OutputStream bytes() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                digest.update(bytes, offset, length);
                ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                packed += length;
            }
        };
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        packing.write(bytes, offset, length);
        unpacked += length;
    }

    /** Ends it and brings it to the disk; returns what the manifest says of it. */
    StoredFile finish() throws IOException {
        packing.close();
        channel.force(true);
        channel.close();
        return new StoredFile(name, packed, HexFormat.of().formatHex(digest.digest()), unpacked);
    }

    /** Bytes before they were compressed, so far. */
    long unpacked() {
        return unpacked;
    }

    /** What is on disk stays until its folder goes. */
    @Override
    public void close() throws IOException {
        try (channel) {
            if (channel.isOpen()) {
                // Frees what the compression holds outside of the heap.
                packing.close();
            }
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
