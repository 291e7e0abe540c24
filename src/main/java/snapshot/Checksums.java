package snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ledger.Problem;
import ledger.ProblemException;
import postgres.DurableFiles;
import snapshot.format.DigestedFile;

/**
 * The file {@code SHA256SUMS} of a set, as {@code sha256sum -c} reads it. It speaks of every file of the set, of the
 * manifest too, which cannot speak of itself.
 */
final class Checksums {

    static final String FILE = "SHA256SUMS";

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");

    private Checksums() {}

    /** Writes it, durably, when all other files lie in the folder but the manifest, which is about to be written. */
    static void write(Path folder, Manifest manifest, String manifestText) throws IOException {
        Map<String, String> sums = new LinkedHashMap<>();
        listed(manifest).forEach(file -> sums.put(file.name(), file.sha256()));
        sums.put(RestoreGuide.FILE, DigestedFile.hash(folder.resolve(RestoreGuide.FILE)));
        sums.put(Manifest.FILE, DigestedFile.hash(manifestText.getBytes(StandardCharsets.UTF_8)));
        DurableFiles.write(
                folder.resolve(FILE),
                sums.entrySet().stream()
                        .map(sum -> sum.getValue() + "  " + sum.getKey() + "\n")
                        .collect(Collectors.joining()));
    }

    /** The files that the manifest has checksums of. */
    private static Stream<StoredFile> listed(Manifest manifest) {
        return Stream.concat(
                Stream.of(manifest.schema()), manifest.tables().stream().flatMap(table -> Stream.of(
                                table.files().stream(), Stream.ofNullable(table.hashes()))
                        .flatMap(files -> files)));
    }

    /**
     * Refuses a manifest that is not, byte for byte, the one that was written. Sets of earlier versions have no checksum
     * of it and pass.
     *
     * @throws ProblemException if it is another
     */
    static void requireUntouched(Path folder, Manifest manifest, byte[] written) throws IOException {
        Map<String, String> sums = read(folder);
        if (sums == null && manifest.checksums() == null) {
            return;
        }
        if (sums == null) {
            throw new ProblemException(Problem.refused(
                    manifest.id() + "/" + FILE + " is missing, so nothing proves its manifest",
                    "bring the file back from where the set was copied to, or take another snapshot"));
        }
        if (!DigestedFile.hash(written).equals(sums.get(Manifest.FILE))) {
            throw new ProblemException(Problem.refused(
                    "the manifest of " + manifest.id() + " does not have the checksum that is in its " + FILE,
                    "one of the two was changed: see what sha256sum -c " + FILE + " says, and take another snapshot"));
        }
    }

    /** What is wrong with the files that the manifest knows no checksum of, and with what is said of the others. */
    static List<String> faults(Repository.StoredSet set) throws IOException {
        Map<String, String> sums = read(set.folder());
        if (sums == null) {
            return List.of();
        }
        List<String> faults = new ArrayList<>();
        listed(set.manifest())
                .filter(file -> !file.sha256().equals(sums.get(file.name())))
                .forEach(file -> faults.add(FILE + " does not say of " + file.name() + " what the manifest says"));
        Path guide = set.folder().resolve(RestoreGuide.FILE);
        if (!Files.isRegularFile(guide)) {
            faults.add(RestoreGuide.FILE + " is missing");
        } else if (!DigestedFile.hash(guide).equals(sums.get(RestoreGuide.FILE))) {
            faults.add(RestoreGuide.FILE + " does not have the bytes it was written with");
        }
        return faults;
    }

    /** The checksums by file; null where there are none. A line that is none is left out, and so missing. */
    private static Map<String, String> read(Path folder) throws IOException {
        try {
            // Latin-1 takes any byte: what is damaged is to be compared, not to fail here.
            return Files.readString(folder.resolve(FILE), StandardCharsets.ISO_8859_1)
                    .lines()
                    .map(LINE::matcher)
                    .filter(Matcher::matches)
                    .collect(Collectors.toMap(line -> line.group(2), line -> line.group(1), (first, second) -> second));
        } catch (NoSuchFileException none) {
            return null;
        }
    }
}
