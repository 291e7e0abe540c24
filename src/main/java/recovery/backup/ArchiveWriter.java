package recovery.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import postgres.Lsn;
import postgres.replication.BaseBackupSink;

/** Makes an archive of a server's files while they are written to, and looks at their pages on the way. */
final class ArchiveWriter implements AutoCloseable {

    private static final int BUFFER = 32 * PageChecksum.PAGE;
    private static final int TRIES = 5;
    private static final int FILE_MODE = 0100600;
    private static final int FOLDER_MODE = 040700;

    private final BaseBackupSink sink;
    private final ServerManifest manifest;
    private final Optional<Lsn> checkedFrom;
    private final TarArchiveOutputStream archive;
    private final String strip;
    private final byte[] buffer = new byte[BUFFER];
    private int damaged;

    /**
     * @param strip what the names in the archive lack of those in the manifest
     * @param checkedFrom where the backup begins, if pages have checksums
     */
    ArchiveWriter(BaseBackupSink sink, ServerManifest manifest, String strip, Optional<Lsn> checkedFrom) {
        this.sink = sink;
        this.manifest = manifest;
        this.strip = strip;
        this.checkedFrom = checkedFrom;
        archive = new TarArchiveOutputStream(into(sink), StandardCharsets.ISO_8859_1.name());
        archive.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        archive.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    private static OutputStream into(BaseBackupSink sink) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    sink.bytes(bytes, offset, length);
                } catch (SQLException e) {
                    throw new IOException(e);
                }
            }
        };
    }

    /** Each byte of a name is a letter there. */
    private String inArchive(String name) {
        return new String(name.substring(strip.length()).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    void folder(String name) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(inArchive(name) + "/");
        entry.setMode(FOLDER_MODE);
        archive.putArchiveEntry(entry);
        archive.closeArchiveEntry();
    }

    /** Bytes of our own. */
    void file(String name, byte[] bytes) throws IOException {
        begin(name, bytes.length);
        archive.write(bytes);
        archive.closeArchiveEntry();
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        manifest.add(name, bytes.length, crc);
    }

    /** Of that many bytes, wherever they come from. */
    void file(String name, long size, InputStream content) throws IOException {
        begin(name, size);
        CRC32C crc = new CRC32C();
        for (int got = content.read(buffer); got >= 0; got = content.read(buffer)) {
            crc.update(buffer, 0, got);
            archive.write(buffer, 0, got);
        }
        archive.closeArchiveEntry();
        manifest.add(name, size, crc);
    }

    /** As long as it is now: the log tells what comes behind. One that was dropped meanwhile is missing nowhere. */
    void file(DataFolder.Found found) throws IOException {
        try (InputStream in = Files.newInputStream(found.path())) {
            long size = Files.size(found.path());
            begin(found.name(), size);
            CRC32C crc = new CRC32C();
            for (long done = 0; done < size; ) {
                int wanted = (int) Math.min(buffer.length, size - done);
                int got = in.readNBytes(buffer, 0, wanted);
                // Cut meanwhile, which the log tells too.
                Arrays.fill(buffer, got, wanted, (byte) 0);
                check(found, done, got);
                crc.update(buffer, 0, wanted);
                archive.write(buffer, 0, wanted);
                done += wanted;
            }
            archive.closeArchiveEntry();
            manifest.add(found.name(), size, crc);
        } catch (NoSuchFileException dropped) {
            return;
        }
    }

    private void begin(String name, long size) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(inArchive(name));
        entry.setMode(FILE_MODE);
        entry.setSize(size);
        archive.putArchiveEntry(entry);
    }

    private void check(DataFolder.Found found, long at, int length) throws IOException {
        Optional<Integer> first = found.firstPage();
        if (checkedFrom.isEmpty() || first.isEmpty()) {
            return;
        }
        for (int offset = 0; offset + PageChecksum.PAGE <= length; offset += PageChecksum.PAGE) {
            int page = first.get() + (int) ((at + offset) / PageChecksum.PAGE);
            if (!PageChecksum.isSound(buffer, offset, page, checkedFrom.get())
                    && !isSoundAgain(found.path(), at + offset, page)) {
                damaged++;
                sink.warning("checksum verification failed in file \"%s\", block %d".formatted(found.name(), page));
            }
        }
    }

    /** It may have been written while it was read. */
    private boolean isSoundAgain(Path file, long at, int page) throws IOException {
        byte[] again = new byte[PageChecksum.PAGE];
        for (int i = 0; i < TRIES; i++) {
            try (InputStream in = Files.newInputStream(file)) {
                in.skipNBytes(at);
                if (in.readNBytes(again, 0, again.length) < again.length
                        || PageChecksum.isSound(again, 0, page, checkedFrom.orElseThrow())) {
                    return true;
                }
            } catch (java.io.EOFException cut) {
                return true;
            }
        }
        return false;
    }

    /** How many pages are not as the server wrote them. */
    int damaged() {
        return damaged;
    }

    /** Its end. */
    @Override
    public void close() throws IOException {
        archive.finish();
    }
}
