package ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import postgres.DurableFiles;

/**
 * The file {@code SHA256SUMS} of a folder, as {@code sha256sum -c} reads it. It speaks of every file, of the manifest too,
 * which cannot speak of itself.
 *
 * @param sums by the names of the files, in their order
 */
public record ChecksumFile(Map<String, String> sums) {

    public static final String NAME = "SHA256SUMS";

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");

    public ChecksumFile {
        sums = Collections.unmodifiableMap(new LinkedHashMap<>(sums));
    }

    /** That of a folder; a line that is none is left out, and so missing. */
    public static Optional<ChecksumFile> in(Path folder) throws IOException {
        try {
            // Latin-1 takes any byte: what is damaged is to be compared, not to fail here.
            return Optional.of(new ChecksumFile(Files.readString(folder.resolve(NAME), StandardCharsets.ISO_8859_1)
                    .lines()
                    .map(LINE::matcher)
                    .filter(Matcher::matches)
                    .collect(Collectors.toMap(
                            line -> line.group(2),
                            line -> line.group(1),
                            (first, second) -> second,
                            LinkedHashMap::new))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** Writes it, durably. */
    public void write(Path folder) throws IOException {
        DurableFiles.write(
                folder.resolve(NAME),
                sums.entrySet().stream()
                        .map(sum -> sum.getValue() + "  " + sum.getKey() + "\n")
                        .collect(Collectors.joining()));
    }

    /** Whether it says that of the file. */
    public boolean says(String file, String sha256) {
        return sha256.equals(sums.get(file));
    }

    /**
     * Refuses a manifest that is not, byte for byte, the one that was written.
     *
     * @param found the checksums beside it
     * @param id whose manifest
     * @param kind what has it, in words
     * @param again how to get another one, in words
     * @throws ProblemException if it is another, or nothing proves it
     */
    public static void requireManifest(
            Optional<ChecksumFile> found, String id, String file, String sha256, String kind, String again) {
        ChecksumFile checksums = found.orElseThrow(() -> new ProblemException(Problem.refused(
                id + "/" + NAME + " is missing, so nothing proves its manifest",
                "bring the file back from where the " + kind + " was copied to, or " + again)));
        if (!checksums.says(file, sha256)) {
            throw new ProblemException(Problem.refused(
                    "the manifest of " + id + " does not have the checksum that is in its " + NAME,
                    "one of the two was changed: see what sha256sum -c " + NAME + " says, and " + again));
        }
    }
}
