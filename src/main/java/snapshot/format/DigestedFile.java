package snapshot.format;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import postgres.OwnFiles;

/** A file that is being written and counted; closed without {@link #keep()} it is gone. */
public final class DigestedFile implements Closeable {

    private final Path path;
    private final FileChannel channel;
    private final MessageDigest digest;
    private long size;
    private boolean kept;

    DigestedFile(Path path) throws IOException {
        this.path = path;
        this.digest = sha256();
        this.channel = OwnFiles.channel(path, CREATE, TRUNCATE_EXISTING, WRITE);
    }

    /** Takes the bytes of the file. Closing it closes nothing: those who pack would close the file with it. */
    OutputStream bytes() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                DigestedFile.this.write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                DigestedFile.this.write(bytes, offset, length);
            }
        };
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        digest.update(bytes, offset, length);
        ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
        while (left.hasRemaining()) {
            channel.write(left);
        }
        size += length;
    }

    long size() {
        return size;
    }

    /** Once, after the last byte. */
    public String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What was written stays; whoever publishes it brings it to the disk, together with what lies beside it. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!kept) {
            Files.deleteIfExists(path);
        }
    }

    /** The hash of a file that is there. */
    public static String hash(Path path) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 18];
        try (InputStream in = Files.newInputStream(path)) {
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                digest.update(buffer, 0, got);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The hash of bytes that are in memory. */
    public static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
