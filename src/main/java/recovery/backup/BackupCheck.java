package recovery.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import recovery.wal.SegmentName;

/**
 * One look through all that a base backup is: every file has the bytes it was written with, every file of the server in the
 * archives has the checksum that the server told, none is missing and none too many, and the log is there without a gap.
 */
final class BackupCheck {

    /** So many faults are named; more say no more. */
    private static final int NAMED = 20;

    private final StoredBackup backup;
    private final LongConsumer progress;
    private final List<String> faults = new ArrayList<>();
    private final byte[] buffer = new byte[1 << 18];
    private Map<String, PostgresManifest.Entry> expected = new HashMap<>();
    private boolean told;
    private long read;
    private long checked;
    private int more;

    /** @param progress is told the bytes that were read, as they are on disk */
    BackupCheck(StoredBackup backup, LongConsumer progress) {
        this.backup = backup;
        this.progress = progress;
    }

    /** Looks; returns what is wrong, which is nothing where all is well. */
    List<String> faults() throws IOException {
        Checksums.faults(backup).forEach(this::fault);
        readManifest();
        for (StoredFile file : backup.manifest().files()) {
            look(file);
            read += file.bytes();
            progress.accept(read);
        }
        expected.keySet().stream().sorted().forEach(missing -> fault("the server's file " + missing + " is missing"));
        lookAtLog();
        if (more > 0) {
            faults.add("and " + more + " more");
        }
        return faults;
    }

    /** Files of the server that were looked at. */
    long checked() {
        return checked;
    }

    private void fault(String text) {
        if (faults.size() < NAMED) {
            faults.add(text);
        } else {
            more++;
        }
    }

    private void readManifest() {
        try {
            PostgresManifest manifest = PostgresManifest.read(backup.folder().resolve("backup_manifest"));
            expected = manifest.files();
            told = true;
            if (!manifest.isWhole()) {
                fault("backup_manifest does not have the checksum that it ends with");
            }
        } catch (IOException e) {
            fault("backup_manifest cannot be read: " + e.getMessage());
        }
    }

    private void look(StoredFile file) throws IOException {
        Path path = backup.folder().resolve(file.name());
        if (!Files.isRegularFile(path)) {
            fault(file.name() + " is missing");
            return;
        }
        if (Files.size(path) != file.bytes()) {
            fault(file.name() + " has " + Files.size(path) + " bytes instead of " + file.bytes());
        }
        try (ArchiveReader reader = ArchiveReader.open(backup.folder(), file)) {
            try {
                lookInto(file, reader);
            } catch (IOException e) {
                fault(file.name() + " cannot be unpacked: " + e.getMessage());
            }
            if (!reader.hash().equals(file.sha256())) {
                fault(file.name() + " does not have the bytes it was written with");
            }
        }
    }

    private void lookInto(StoredFile file, ArchiveReader reader) throws IOException {
        if (file.name().endsWith(".tar" + PackedFile.SUFFIX)) {
            String place = file.name().equals("base.tar" + PackedFile.SUFFIX)
                    ? ""
                    : "pg_tblspc/" + file.name().substring(0, file.name().indexOf('.')) + "/";
            reader.entries((entry, content) -> look(place, entry, content));
        } else if (file.isPacked()) {
            long length = reader.drain();
            if (length != file.unpackedBytes()) {
                fault(file.name() + " has " + length + " bytes unpacked instead of " + file.unpackedBytes());
            }
        }
    }

    private void look(String place, TarArchiveEntry entry, InputStream content) throws IOException {
        if (!entry.isFile()) {
            return;
        }
        String name = place + entry.getName();
        CRC32C crc = new CRC32C();
        long size = 0;
        for (int got = content.read(buffer); got >= 0; got = content.read(buffer)) {
            crc.update(buffer, 0, got);
            size += got;
        }
        checked++;
        compare(name, size, (int) crc.getValue());
    }

    private void compare(String name, long size, int crc) {
        PostgresManifest.Entry entry = expected.remove(name);
        if (entry == null) {
            // Of a manifest that cannot be read it is said once.
            if (told) {
                fault("the server's file " + name + " is there, and its manifest does not know it");
            }
        } else if (entry.size() != size) {
            fault("the server's file " + name + " has " + size + " bytes instead of " + entry.size());
        } else if (entry.crc() != crc) {
            fault("the server's file " + name + " does not have the checksum that the server told");
        }
    }

    /** Every segment from the one that has the start to the one that has the last byte before the stop. */
    private void lookAtLog() {
        BackupManifest manifest = backup.manifest();
        int bytes = manifest.server().segmentBytes();
        SegmentName segment = SegmentName.holding(manifest.start(), manifest.timeline(), bytes);
        while (segment.start().isBefore(manifest.stop())) {
            String name = BackupManifest.LOG + "/" + segment + PackedFile.SUFFIX;
            if (manifest.files().stream()
                    .noneMatch(file -> file.name().equals(name) && file.unpackedBytes() == bytes)) {
                fault("the segment " + segment + " of the log is missing");
            }
            segment = segment.next();
        }
    }
}
