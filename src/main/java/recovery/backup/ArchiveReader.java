package recovery.backup;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads a file of a base backup from its first byte to its last, and knows then what bytes those were. */
final class ArchiveReader implements AutoCloseable {

    private static final int BUFFER = 1 << 18;

    private final DigestInputStream bytes;
    private final InputStream unpacked;
    private boolean broken;

    private ArchiveReader(Path file, boolean packed) throws IOException {
        bytes = new DigestInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER), PackedFile.sha256());
        unpacked = packed ? new ZstdInputStreamNoFinalizer(bytes) : bytes;
    }

    static ArchiveReader open(Path folder, StoredFile file) throws IOException {
        return new ArchiveReader(folder.resolve(file.name()), file.isPacked());
    }

    /** Takes each entry of an archive, its content from the stream, which need not be read to its end. */
    @FunctionalInterface
    interface EntryTaker {
        void take(TarArchiveEntry entry, InputStream content) throws IOException;
    }

    /** All entries of the archive that it is. */
    void entries(EntryTaker taker) throws IOException {
        try {
            TarArchiveInputStream archive = new TarArchiveInputStream(unpacked, StandardCharsets.ISO_8859_1.name());
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                taker.take(entry, archive);
            }
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    /** All bytes, as they were before they were compressed. */
    InputStream content() {
        return unpacked;
    }

    /** Reads what is left. */
    long drain() throws IOException {
        byte[] buffer = new byte[BUFFER];
        long length = 0;
        for (int got = unpacked.read(buffer); got >= 0; got = unpacked.read(buffer)) {
            length += got;
        }
        return length;
    }

    /** The SHA-256 of all bytes of the file, also where what they say is nonsense. */
    String hash() throws IOException {
        byte[] buffer = new byte[BUFFER];
        if (!broken && unpacked != bytes) {
            try {
                drain();
            } catch (IOException e) {
                broken = true;
            }
        }
        while (bytes.read(buffer) >= 0) {
            // Only to be counted.
        }
        return HexFormat.of().formatHex(bytes.getMessageDigest().digest());
    }

    @Override
    public void close() throws IOException {
        unpacked.close();
    }
}
