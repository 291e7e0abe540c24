package postgres;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A table's name as users write it: {@code table} or {@code schema.table}, a part with a point in it in quotes, as in
 * {@code "a.b"."c"}. What has more points than one may be a name of old, which had no quotes.
 *
 * @param text as it was written
 * @param schema null where none is said
 * @param name null where the text is not one of the two forms
 * @param quoted whether quotes were used: then nothing else is meant
 */
public record WrittenName(String text, String schema, String name, boolean quoted) {

    private static final char QUOTE = '"';
    private static final int MOST_PARTS = 2;

    /** Reads it; every text is one. */
    public static WrittenName of(String text) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        while (from <= text.length()) {
            int end = end(text, from);
            if (end < 0 || end == from || parts.size() == MOST_PARTS) {
                return new WrittenName(text, null, null, false);
            }
            String part = text.substring(from, end);
            if (part.charAt(0) == QUOTE) {
                quoted = true;
                part = part.substring(1, part.length() - 1).replace("\"\"", "\"");
                if (part.isEmpty()) {
                    return new WrittenName(text, null, null, false);
                }
            }
            parts.add(part);
            from = end + 1;
        }
        return parts.size() == 1
                ? new WrittenName(text, null, parts.get(0), quoted)
                : new WrittenName(text, parts.get(0), parts.get(1), quoted);
    }

    /** Where the part ends that begins there; -1 if it does not. */
    private static int end(String text, int from) {
        if (from == text.length() || text.charAt(from) != QUOTE) {
            int point = text.indexOf('.', from);
            return point < 0 ? text.length() : point;
        }
        int at = from + 1;
        while (at < text.length()) {
            if (text.charAt(at) != QUOTE) {
                at++;
            } else if (at + 1 < text.length() && text.charAt(at + 1) == QUOTE) {
                at += 2;
            } else {
                return at + 1 == text.length() || text.charAt(at + 1) == '.' ? at + 1 : -1;
            }
        }
        return -1;
    }

    /** The part of a name as users write it. */
    static String part(String name) {
        return name.indexOf('.') < 0 && name.indexOf(QUOTE) < 0 ? name : Identifier.quote(name);
    }

    /** The same name with no more quotes than it needs. */
    public String spelled() {
        return name == null ? text : schema == null ? part(name) : part(schema) + "." + part(name);
    }

    /** The one of them that is meant, each in the schema {@code public} where none is said. */
    public <T> Optional<T> among(Collection<T> all, Function<T, TableName> nameOf) {
        return all.stream()
                .filter(one -> nameOf.apply(one).equals(inPublic()))
                .findFirst()
                .or(() -> all.stream()
                        .filter(one -> !quoted && isOfOld(nameOf.apply(one)))
                        .findFirst());
    }

    private TableName inPublic() {
        return name == null ? null : new TableName(schema == null ? "public" : schema, name);
    }

    private boolean isOfOld(TableName table) {
        return text.equals(table.schema() + "." + table.name())
                || table.schema().equals("public") && text.equals(table.name());
    }
}
