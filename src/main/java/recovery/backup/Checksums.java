package recovery.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.DurableFiles;

/**
 * The file {@code SHA256SUMS} of a base backup, as {@code sha256sum -c} reads it. It speaks of every file, of the manifest
 * too, which cannot speak of itself.
 */
final class Checksums {

    static final String FILE = "SHA256SUMS";

    private Checksums() {}

    /** Writes it, durably; the manifest is about to be written. */
    static void write(Path folder, BackupManifest manifest, String manifestText) throws IOException {
        DurableFiles.write(folder.resolve(FILE), text(manifest, manifestText.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(BackupManifest manifest, byte[] manifestBytes) {
        return manifest.files().stream()
                        .map(file -> line(file.sha256(), file.name()))
                        .collect(Collectors.joining())
                + lineOf(manifestBytes);
    }

    private static String lineOf(byte[] manifest) {
        return line(HexFormat.of().formatHex(PackedFile.sha256().digest(manifest)), BackupManifest.FILE);
    }

    private static String line(String sha256, String name) {
        return sha256 + "  " + name + "\n";
    }

    /**
     * Refuses a manifest that is not, byte for byte, the one that was written.
     *
     * @throws ProblemException if it is another, or nothing proves it
     */
    static void requireUntouched(Path folder, String id, byte[] manifest) throws IOException {
        String said;
        try {
            // Latin-1 takes any byte: what is damaged is to be compared, not to fail here.
            said = Files.readString(folder.resolve(FILE), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException none) {
            throw new ProblemException(Problem.refused(
                    id + "/" + FILE + " is missing, so nothing proves its manifest",
                    "bring the file back from where the base backup was copied to, or take another one"));
        }
        if (!said.endsWith(lineOf(manifest))) {
            throw new ProblemException(Problem.refused(
                    "the manifest of " + id + " does not have the checksum that is in its " + FILE,
                    "one of the two was changed: see what sha256sum -c " + FILE
                            + " says, and take another base backup"));
        }
    }

    /** What is wrong with what is said of the files. */
    static List<String> faults(StoredBackup backup) throws IOException {
        byte[] manifest = Files.readAllBytes(backup.folder().resolve(BackupManifest.FILE));
        String said = Files.readString(backup.folder().resolve(FILE), StandardCharsets.ISO_8859_1);
        return said.equals(text(backup.manifest(), manifest))
                ? List.of()
                : List.of(FILE + " does not say of the files what the manifest says");
    }
}
