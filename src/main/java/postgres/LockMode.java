package postgres;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What others may do with a table meanwhile.
 *
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html">Explicit locking</a>
 */
public enum LockMode {
    /** Anything but drop or rewrite it. */
    ACCESS_SHARE,
    /** Read it. */
    SHARE,
    /** Read it; nobody else may ask for that. */
    SHARE_ROW_EXCLUSIVE,
    /** Nothing. */
    ACCESS_EXCLUSIVE;

    /** The statement that locks these, all or none. */
    public String lock(Collection<TableName> tables) {
        return tables.stream()
                .map(TableName::quoted)
                .collect(Collectors.joining(
                        ", ",
                        "lock table ",
                        " in " + name().toLowerCase(Locale.ROOT).replace('_', ' ') + " mode"));
    }
}
