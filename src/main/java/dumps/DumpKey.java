package dumps;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A key, index or check of a table.
 *
 * @param name or null
 * @param columns names in order; empty for a check, and for an index over expressions
 * @param references the table a foreign key refers to, else null
 * @param referenced its columns; empty for its primary key
 * @param actions what follows the reference, such as {@code ON DELETE CASCADE}, or null
 * @param text the whole of it as the dump spells it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DumpKey(
        Kind kind,
        String name,
        List<String> columns,
        TableId references,
        List<String> referenced,
        String actions,
        String text) {

    /** What it is. */
    public enum Kind {
        PRIMARY,
        UNIQUE,
        INDEX,
        FOREIGN,
        CHECK;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public DumpKey {
        Objects.requireNonNull(kind, "kind");
        columns = columns == null ? List.of() : List.copyOf(columns);
        referenced = referenced == null ? List.of() : List.copyOf(referenced);
    }
}
