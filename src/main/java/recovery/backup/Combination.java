package recovery.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import postgres.DurableFiles;
import postgres.Lsn;
import postgres.replication.BaseBackupSink;

/**
 * Makes a whole base backup of one that holds changes only and of the one before, at once: what is kept is whole by itself, and
 * nothing is lost with another one. Every byte of either is held against the checksum that was told of it.
 */
final class Combination {

    private static final String ARCHIVE = ".tar" + PackedFile.SUFFIX;
    private static final String BASE = "base";
    private static final String LABEL = "backup_label";
    private static final String CHANGES_SINCE = "INCREMENTAL FROM ";
    private static final String COMBINED = "combined";

    private final StoredBackup before;
    private final Path making;
    private final int level;
    private final Path changes;
    private final ServerManifest manifest = new ServerManifest();
    private final Map<String, PostgresManifest.Entry> told;
    private final Map<String, PostgresManifest.Entry> toldBefore;

    Combination(StoredBackup before, Path making, int level) throws IOException {
        this.before = before;
        this.making = making;
        this.level = level;
        this.changes = Files.createDirectory(making.resolve("changes"), DurableFiles.OWNER_ONLY_FOLDER);
        this.told =
                PostgresManifest.read(making.resolve(BaseBackupSink.MANIFEST)).files();
        this.toldBefore = PostgresManifest.read(before.folder().resolve(BaseBackupSink.MANIFEST))
                .files();
    }

    /** Puts whole archives, and a manifest of them, in place of those that came; returns all files. */
    List<StoredFile> combine(List<StoredFile> came, BackupManifest.Server server, int timeline, Lsn start, Lsn stop)
            throws IOException {
        List<StoredFile> whole = new ArrayList<>();
        for (StoredFile file : came) {
            if (file.name().endsWith(ARCHIVE)) {
                whole.add(combine(file));
            } else if (!file.name().equals(BaseBackupSink.MANIFEST)) {
                whole.add(file);
            }
        }
        Files.delete(making.resolve(BaseBackupSink.MANIFEST));
        try (PackedFile list = PackedFile.plain(making, BaseBackupSink.MANIFEST)) {
            byte[] text = manifest.text(server.major(), server.systemIdentifier(), timeline, start, stop);
            list.write(text, 0, text.length);
            whole.add(list.finish());
        }
        DurableFiles.empty(changes);
        Files.delete(changes);
        return whole;
    }

    private StoredFile combine(StoredFile came) throws IOException {
        String oid = came.name().substring(0, came.name().length() - ARCHIVE.length());
        String place = oid.equals(BASE) ? "" : "pg_tblspc/" + oid + "/";
        Came all = unpack(came, place);
        try (PackedFile packed = PackedFile.compressed(making, COMBINED + ".tar", level)) {
            try (ArchiveWriter archive = new ArchiveWriter(into(packed), manifest, place, Optional.empty())) {
                for (String folder : all.folders) {
                    archive.folder(folder);
                }
                mergeBefore(came, place, all, archive);
                for (Map.Entry<String, Path> file : all.whole.entrySet()) {
                    write(archive, file.getKey(), file.getValue());
                }
            }
            StoredFile kept = packed.finish();
            Files.move(making.resolve(kept.name()), making.resolve(came.name()), StandardCopyOption.REPLACE_EXISTING);
            return new StoredFile(came.name(), kept.bytes(), kept.sha256(), kept.unpackedBytes());
        }
    }

    /** What came in an archive, by the names in the manifest; of changed pages by that of their file. */
    private record Came(List<String> folders, Map<String, Path> whole, Map<String, Path> changed) {}

    private Came unpack(StoredFile archive, String place) throws IOException {
        Came all = new Came(new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        try (ArchiveReader reader = ArchiveReader.open(making, archive)) {
            reader.entries((entry, content) -> unpack(all, place, entry, content));
        }
        return all;
    }

    private void unpack(Came all, String place, TarArchiveEntry entry, InputStream content) throws IOException {
        String name = place + entry.getName();
        if (entry.isDirectory()) {
            all.folders.add(utf8(name.replaceAll("/$", "")));
        } else if (entry.isFile()) {
            Path kept =
                    changes.resolve(Integer.toString(all.whole.size() + all.changed.size()) + place.replace('/', '-'));
            copy(content, kept, told.get(name), name);
            int slash = name.lastIndexOf('/') + 1;
            if (name.startsWith(ChangedPages.PREFIX, slash)) {
                String file = name.substring(0, slash) + name.substring(slash + ChangedPages.PREFIX.length());
                all.changed.put(file, kept);
            } else {
                all.whole.put(name, kept);
            }
        }
    }

    private static void copy(InputStream content, Path into, PostgresManifest.Entry expected, String name)
            throws IOException {
        CheckedInputStream checked = new CheckedInputStream(content, new CRC32C());
        long size = Files.copy(checked, into);
        require(expected, size, checked, name);
    }

    private static void require(PostgresManifest.Entry expected, long size, CheckedInputStream read, String name)
            throws IOException {
        boolean listed = expected != null || name.equals(BaseBackupSink.MANIFEST);
        if (!listed
                || expected != null
                        && (expected.size() != size
                                || expected.crc() != (int) read.getChecksum().getValue())) {
            throw new IOException("the file " + name + " is not what the server sent");
        }
    }

    private void mergeBefore(StoredFile came, String place, Came all, ArchiveWriter archive) throws IOException {
        Map<String, Path> left = new LinkedHashMap<>(all.changed);
        Optional<StoredFile> old = before.manifest().files().stream()
                .filter(file -> file.name().equals(came.name()))
                .findFirst();
        if (old.isPresent()) {
            try (ArchiveReader reader = ArchiveReader.open(before.folder(), old.get())) {
                reader.entries((entry, content) -> {
                    String name = place + entry.getName();
                    Path changed = left.remove(name);
                    if (changed != null) {
                        merge(archive, name, entry, content, changed);
                    }
                });
            }
        }
        if (!left.isEmpty()) {
            throw new IOException(
                    before.id() + " lacks " + left.keySet().iterator().next());
        }
    }

    private void merge(ArchiveWriter archive, String name, TarArchiveEntry entry, InputStream content, Path changed)
            throws IOException {
        CheckedInputStream checked = new CheckedInputStream(content, new CRC32C());
        try (ChangedPages pages = new ChangedPages(changed)) {
            archive.file(utf8(name), pages.bytes(), pages.over(checked));
        }
        require(toldBefore.get(name), entry.getSize(), checked, before.id() + "/" + name);
    }

    private static void write(ArchiveWriter archive, String name, Path file) throws IOException {
        if (name.equals(LABEL)) {
            archive.file(name, label(Files.readString(file)).getBytes(StandardCharsets.UTF_8));
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            archive.file(utf8(name), Files.size(file), in);
        }
    }

    /** Whole as it is, the server is to take it as such. */
    private static String label(String text) {
        return text.lines()
                .filter(line -> !line.startsWith(CHANGES_SINCE))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    /** In an archive each byte of a name is a letter. */
    private static String utf8(String name) {
        return new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static BaseBackupSink into(PackedFile packed) {
        return new BaseBackupSink() {
            @Override
            public void begins(Beginning beginning) {
                throw new IllegalStateException("it has begun");
            }

            @Override
            public void file(String name) {
                throw new IllegalStateException("it is one file");
            }

            @Override
            public void bytes(byte[] bytes, int offset, int length) throws IOException {
                packed.write(bytes, offset, length);
            }

            @Override
            public void warning(String text) {
                throw new IllegalStateException("nobody warns: " + text);
            }
        };
    }
}
