package dumps;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whose SQL a dump is written in. */
public enum Dialect {
    /** MySQL's and MariaDB's. */
    MYSQL,
    /** PostgreSQL's. */
    POSTGRES,
    /** SQLite's. */
    SQLITE,
    /** Nothing in the file shows it. */
    UNKNOWN;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
