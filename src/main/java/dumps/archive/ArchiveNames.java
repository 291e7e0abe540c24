package dumps.archive;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import ledger.Problem;
import ledger.ProblemException;

/** What archives may be called. */
public final class ArchiveNames {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_.-]{0,99}");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private ArchiveNames() {}

    static boolean isOne(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * The name, if it may be one.
     *
     * @throws ProblemException if an archive cannot be called so
     */
    public static String require(String name) {
        if (!isOne(name)) {
            throw new ProblemException(
                    Problem.malformed(
                            "an archive cannot be called \"" + name + '"',
                            "take letters, digits, points, hyphens and underscores, at most 100, and begin with a letter or digit"));
        }
        return name;
    }

    /** One for dumps of which nobody says what they are called together. */
    public static String next() {
        return "dumps-" + STAMP.format(Instant.now());
    }
}
