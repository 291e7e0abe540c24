package recovery.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ledger.ChecksumFile;
import ledger.ProblemException;

/** The checksums of a base backup: what they speak of, and what they prove. */
final class Checksums {

    private Checksums() {}

    /** Writes them, durably; the manifest is about to be written. */
    static void write(Path folder, BackupManifest manifest, String manifestText) throws IOException {
        of(manifest, manifestText.getBytes(StandardCharsets.UTF_8)).write(folder);
    }

    private static ChecksumFile of(BackupManifest manifest, byte[] written) {
        Map<String, String> sums = new LinkedHashMap<>();
        manifest.files().forEach(file -> sums.put(file.name(), file.sha256()));
        sums.put(BackupManifest.FILE, hash(written));
        return new ChecksumFile(sums);
    }

    private static String hash(byte[] written) {
        return HexFormat.of().formatHex(PackedFile.sha256().digest(written));
    }

    /**
     * Refuses a manifest that is not, byte for byte, the one that was written.
     *
     * @throws ProblemException if it is another, or nothing proves it
     */
    static void requireUntouched(Path folder, String id, byte[] written) throws IOException {
        ChecksumFile.requireManifest(
                ChecksumFile.in(folder), id, BackupManifest.FILE, hash(written), "base backup", "take another one");
    }

    /** What is wrong with what is said of the files. */
    static List<String> faults(StoredBackup backup) throws IOException {
        byte[] manifest = Files.readAllBytes(backup.folder().resolve(BackupManifest.FILE));
        return ChecksumFile.in(backup.folder()).equals(Optional.of(of(backup.manifest(), manifest)))
                ? List.of()
                : List.of(ChecksumFile.NAME + " does not say of the files what the manifest says");
    }
}
