package recovery.wal;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The relation that PostgreSQL makes to write a table's rows anew into another file, and drops when both have changed
 * places: {@code VACUUM FULL}, {@code CLUSTER}, {@code ALTER TABLE}, {@code REFRESH}. Source: {@code make_new_heap} in {@code
 * cluster.c}.
 */
final class Rewrite {

    private static final Pattern NAME = Pattern.compile("pg_temp_(\\d+)");

    private Rewrite() {}

    static boolean isTransient(String name) {
        return name.startsWith("pg_temp_") && of(name).isPresent();
    }

    /** The object id of the table whose rows are written anew. */
    static OptionalInt of(String name) {
        Matcher table = NAME.matcher(name);
        if (!table.matches()) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.parseUnsignedInt(table.group(1)));
        } catch (NumberFormatException tooLarge) {
            return OptionalInt.empty();
        }
    }
}
