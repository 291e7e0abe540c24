package recovery.backup;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import postgres.DurableFiles;

/**
 * Makes a data folder of a base backup, with its tablespaces in a folder beside it and never where they were. Every file is held
 * against the checksum that the server told of it.
 */
public final class BackupUnpacker {

    private static final String TABLESPACES = "pg_tblspc/";
    private static final String ARCHIVE = ".tar" + PackedFile.SUFFIX;
    private static final String MAP = "tablespace_map";

    private final StoredBackup backup;
    private final Path folder;
    private final Path tablespaces;
    private final LongConsumer progress;
    private final byte[] buffer = new byte[1 << 18];
    private final Map<String, PostgresManifest.Entry> expected;
    private long written;

    private BackupUnpacker(StoredBackup backup, Path folder, Path tablespaces, LongConsumer progress)
            throws IOException {
        this.backup = backup;
        this.folder = folder;
        this.tablespaces = tablespaces;
        this.progress = progress;
        this.expected = PostgresManifest.read(backup.folder().resolve("backup_manifest"))
                .files();
    }

    /**
     * Unpacks it.
     *
     * @param folder an empty one, for the data
     * @param tablespaces where those go, a folder each
     * @param progress is told how many bytes were written
     * @throws IOException if a file is not what the server sent
     */
    public static void unpack(StoredBackup backup, Path folder, Path tablespaces, LongConsumer progress)
            throws IOException {
        BackupUnpacker unpacker = new BackupUnpacker(backup, folder, tablespaces, progress);
        for (StoredFile file : backup.manifest().files()) {
            if (file.name().endsWith(ARCHIVE)) {
                unpacker.archive(file);
            }
        }
        unpacker.requireAll();
        unpacker.mapTablespaces();
    }

    private void archive(StoredFile file) throws IOException {
        String name = file.name().substring(0, file.name().length() - ARCHIVE.length());
        boolean base = name.equals("base");
        Path into = base ? folder : tablespaces.resolve(name);
        Files.createDirectories(into);
        try (ArchiveReader reader = ArchiveReader.open(backup.folder(), file)) {
            reader.entries((entry, content) -> entry(into, base ? "" : TABLESPACES + name + "/", entry, content));
        }
    }

    private void entry(Path into, String place, TarArchiveEntry entry, InputStream content) throws IOException {
        Path target = into.resolve(utf8(entry.getName())).normalize();
        if (!target.startsWith(into)) {
            throw new IOException("an entry of " + backup.id() + " leads out of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
            if (!Files.isDirectory(target)) {
                Files.createDirectories(target.getParent());
                Files.createDirectory(target, DurableFiles.OWNER_ONLY_FOLDER);
            }
        } else if (entry.isFile()) {
            Files.createDirectories(target.getParent());
            write(target, place + entry.getName(), content);
        }
    }

    /** In the archive each byte of a name is a letter. */
    private static String utf8(String name) {
        return new String(
                name.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), java.nio.charset.StandardCharsets.UTF_8);
    }

    private void write(Path target, String name, InputStream content) throws IOException {
        CRC32C crc = new CRC32C();
        long size = 0;
        CheckedInputStream checked = new CheckedInputStream(content, crc);
        try (FileChannel file = FileChannel.open(target, Set.of(CREATE_NEW, WRITE), DurableFiles.OWNER_ONLY_FILE);
                OutputStream out = Channels.newOutputStream(file)) {
            for (int got = checked.read(buffer); got >= 0; got = checked.read(buffer)) {
                out.write(buffer, 0, got);
                size += got;
                written += got;
                progress.accept(written);
            }
        }
        PostgresManifest.Entry entry = expected.remove(name);
        if (entry == null || entry.size() != size || entry.crc() != (int) crc.getValue()) {
            throw new IOException("the file " + name + " of " + backup.id() + " is not what the server sent");
        }
    }

    private void requireAll() throws IOException {
        if (!expected.isEmpty()) {
            throw new IOException("the file " + expected.keySet().iterator().next() + " of " + backup.id()
                    + " is missing, and " + (expected.size() - 1) + " more");
        }
    }

    /** With the places of old, the server would open and change the files of the live one. */
    private void mapTablespaces() throws IOException {
        if (backup.manifest().tablespaces().isEmpty()) {
            return;
        }
        StringBuilder map = new StringBuilder();
        for (BackupManifest.Place place : backup.manifest().tablespaces()) {
            map.append(place.oid())
                    .append(' ')
                    .append(tablespaces.resolve(Long.toString(place.oid())).toAbsolutePath())
                    .append('\n');
        }
        Files.writeString(folder.resolve(MAP), map);
    }
}
