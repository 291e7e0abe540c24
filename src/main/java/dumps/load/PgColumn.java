package dumps.load;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a column of a dump becomes.
 *
 * @param type in PostgreSQL's SQL
 * @param values how its values are spelled there
 * @param labels the values it may have, or empty for any
 * @param note what is otherwise than in the dump, or null
 */
record PgColumn(String type, ValueSpelling values, List<String> labels, String note) {

    private static final Pattern BITS = Pattern.compile("bit\\((\\d+)\\)");

    PgColumn {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(values, "values");
        labels = List.copyOf(labels);
    }

    /** Bits as many as the type has: MySQL leaves those away that are zero in front. */
    String fitted(String text) {
        Matcher fixed = values == ValueSpelling.BITS && text != null ? BITS.matcher(type) : null;
        if (fixed == null || !fixed.matches()) {
            return text;
        }
        return "0".repeat(Math.max(0, Integer.parseInt(fixed.group(1)) - text.length())) + text;
    }

    static PgColumn of(String type, ValueSpelling values) {
        return new PgColumn(type, values, List.of(), null);
    }

    static PgColumn noted(String type, ValueSpelling values, String note) {
        return new PgColumn(type, values, List.of(), note);
    }
}
