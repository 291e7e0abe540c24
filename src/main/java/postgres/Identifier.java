package postgres;

import java.util.Collection;
import java.util.stream.Collectors;

/** Quotes names for SQL text. Every name that reaches a statement went through a catalog look-up and through here. */
public final class Identifier {

    private Identifier() {}

    /**
     * The name as a quoted identifier, whatever characters it holds.
     *
     * @throws IllegalArgumentException if it is empty or holds a NUL, which no PostgreSQL name can
     */
    public static String quote(String name) {
        if (name == null || name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a name that PostgreSQL can hold");
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The names quoted and joined by commas, each behind the given prefix (such as {@code s.}). */
    public static String list(Collection<String> names, String prefix) {
        return names.stream().map(name -> prefix + quote(name)).collect(Collectors.joining(", "));
    }

    /** The names quoted and joined by commas. */
    public static String list(Collection<String> names) {
        return list(names, "");
    }

    /** A text as a string literal, for the few places that cannot be bound (COPY options, function bodies). */
    public static String literal(String text) {
        String doubled = text.replace("'", "''");
        return text.indexOf('\\') >= 0 ? " E'" + doubled.replace("\\", "\\\\") + "'" : "'" + doubled + "'";
    }
}
