package snapshot.drill;

import java.util.Locale;
import java.util.Objects;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Databases;

/**
 * What the rows of a drill are to come back from. Whatever it is, they are first kept in backup tables.
 *
 * @param name of the snapshot or the database; empty for the other kinds
 */
public record Via(Kind kind, String name) {

    /** What there is. */
    public enum Kind {
        /** The backup tables. */
        TABLE,
        /** A set of files that the drill makes and verifies. */
        FILES,
        /** A snapshot that is there. */
        SNAPSHOT,
        /** The table of the same name in another database. */
        DATABASE
    }

    /** The backup tables, and nothing else. */
    public static final Via TABLE = new Via(Kind.TABLE, "");

    private static final String WAYS = "table, files, snapshot:<id>, or database:<name>";

    public Via {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
    }

    /**
     * Reads what a caller says.
     *
     * @param text null for the backup tables
     * @throws ProblemException if it is nothing that there is
     */
    public static Via read(String text) {
        if (text == null) {
            return TABLE;
        }
        int colon = text.indexOf(':');
        String word = (colon < 0 ? text : text.substring(0, colon)).toLowerCase(Locale.ROOT);
        String name = colon < 0 ? "" : text.substring(colon + 1);
        boolean named = word.equals("snapshot") || word.equals("database");
        if (!named && !word.equals("table") && !word.equals("files") || named == name.isBlank()) {
            throw new ProblemException(Problem.malformed("via cannot be \"" + text + '"', "one of " + WAYS));
        }
        Via via = new Via(Kind.valueOf(word.toUpperCase(Locale.ROOT)), name);
        if (via.kind == Kind.DATABASE && name.equals(Databases.MAIN)) {
            throw new ProblemException(Problem.malformed(
                    "the rows are lost in \"" + Databases.MAIN + "\", and cannot come back from there",
                    "one of " + WAYS));
        }
        return via;
    }

    /** Whether rows come from the backup tables alone. */
    boolean isTable() {
        return kind == Kind.TABLE;
    }

    /** As a caller says it. */
    String text() {
        String word = kind.name().toLowerCase(Locale.ROOT);
        return name.isEmpty() ? word : word + ":" + name;
    }
}
