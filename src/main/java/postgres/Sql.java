package postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements that stand in files of their own, below {@code sql/} on the class path. */
public final class Sql {

    /** A word in braces; the empty array's {} is none. */
    private static final Pattern SLOT = Pattern.compile("\\{([a-z][a-z0-9 ]*)}");

    /** Another file that stands in a statement's place of tables, in parentheses. */
    private static final Pattern OTHER = Pattern.compile("\\{([a-z/-]+\\.sql)}");

    private Sql() {}

    /**
     * The statement in {@code sql/<path>}; its values are question marks. What several statements have in common is a file
     * of its own, and stands in them as <code>{postgres/types-below.sql}</code>.
     */
    public static String read(String path) {
        return OTHER.matcher(text(path)).replaceAll(other -> Matcher.quoteReplacement(read(other.group(1))));
    }

    private static String text(String path) {
        try (InputStream in = Sql.class.getClassLoader().getResourceAsStream("sql/" + path)) {
            if (in == null) {
                throw new IllegalStateException("no statement sql/" + path + " on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read statement sql/" + path, e);
        }
    }

    /**
     * A statement whose slots, as in <code>{table}</code>, are filled with pieces of SQL. What is filled in is not looked
     * at again. Values are never filled in but bound.
     *
     * @throws IllegalArgumentException if a slot is not filled, or what should fill one finds none
     */
    public static String fill(String template, Map<String, String> slots) {
        Set<String> unused = new TreeSet<>(slots.keySet());
        String filled = SLOT.matcher(template).replaceAll(slot -> {
            String name = slot.group(1);
            if (slots.get(name) == null) {
                throw new IllegalArgumentException("nothing fills the slot {" + name + "} of: " + template);
            }
            unused.remove(name);
            return Matcher.quoteReplacement(slots.get(name));
        });
        if (!unused.isEmpty()) {
            throw new IllegalArgumentException("no slot for " + unused + " in: " + template);
        }
        return filled;
    }
}
