package dumps.read;

import dumps.DumpKey;
import dumps.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads keys, indexes and checks of a table. */
final class Keys {

    private static final Set<String> BEGINNINGS = Set.of(
            "CONSTRAINT",
            "PRIMARY",
            "UNIQUE",
            "KEY",
            "INDEX",
            "FULLTEXT",
            "SPATIAL",
            "FOREIGN",
            "CHECK",
            "EXCLUDE",
            "PERIOD");

    private Keys() {}

    /** Whether the words declare one, and not a column of such a name. */
    static boolean isOne(Words words) {
        if (!words.isAny(BEGINNINGS)) {
            return false;
        }
        if (words.peek().is("key")
                || words.peek().is("index")
                || words.peek().is("period")
                || words.peek().is("check")) {
            Token second = words.peek(1);
            if (second.isMark('(')) {
                return true;
            }
            boolean paren = words.peek(2).isMark('(') || words.peek(2).is("using");
            return paren && words.peek(3).kind() != Token.Kind.NUMBER;
        }
        return true;
    }

    /** One of them, up to the end of the words; null for what is none that is known. */
    static DumpKey read(Words words, Tables tables) {
        int from = words.place();
        String name = null;
        if (words.take("constraint")) {
            name = words.isAny(BEGINNINGS) ? null : words.name();
        }
        DumpKey.Kind kind;
        if (words.take("primary", "key")) {
            kind = DumpKey.Kind.PRIMARY;
        } else if (words.take("unique")) {
            kind = DumpKey.Kind.UNIQUE;
            if (!words.take("key")) {
                words.take("index");
            }
        } else if (words.take("foreign", "key")) {
            name = words.isName() ? words.name() : name;
            return references(words, tables, columns(words), name, from);
        } else if (words.take("check")) {
            words.inside();
            return new DumpKey(
                    DumpKey.Kind.CHECK, name, List.of(), null, null, null, words.spelled(from, words.place()));
        } else {
            kind = DumpKey.Kind.INDEX;
            words.next();
            if (!words.take("key")) {
                words.take("index");
            }
        }
        if (words.take("using")) {
            words.next();
        } else if (words.isName()) {
            name = words.name();
        }
        if (words.take("using")) {
            words.next();
        }
        List<String> columns = words.peek().isMark('(') ? columns(words) : List.of();
        return new DumpKey(
                kind,
                name,
                columns,
                null,
                null,
                null,
                words.spelled(from, Integer.MAX_VALUE).strip());
    }

    /** {@code REFERENCES} with what follows. */
    static DumpKey references(Words words, Tables tables, List<String> columns, String name, int from) {
        words.take("references");
        TableId to = words.isName() ? tables.id(words.path()) : null;
        List<String> referenced = words.peek().isMark('(') ? columns(words) : List.of();
        int actions = words.place();
        while (words.peek().is("on") || words.peek().is("match")) {
            words.next();
            boolean is = !words.take("full") && !words.take("simple") && !words.take("partial");
            if (is) {
                words.next();
                if (words.take("set") || words.take("no")) {
                    words.next();
                } else {
                    words.next();
                }
            }
        }
        String action = words.spelled(actions, words.place());
        while (words.take("not", "deferrable") || words.take("deferrable") || words.take("initially")) {
            words.take("deferred");
            words.take("immediate");
        }
        return new DumpKey(
                DumpKey.Kind.FOREIGN,
                name,
                columns,
                to,
                referenced,
                action.isEmpty() ? null : action,
                words.spelled(from, words.place()));
    }

    /** The columns in the parentheses that open here; none if one of them is an expression. */
    static List<String> columns(Words words) {
        if (!words.peek().isMark('(')) {
            return List.of();
        }
        List<String> columns = new ArrayList<>();
        boolean plain = true;
        for (Words part : words.inside().parts()) {
            if (!part.isName()) {
                plain = false;
                continue;
            }
            columns.add(part.name());
            // A number is how many letters of a text are in the index; else it is the call of a function.
            plain &= !part.peek().isMark('(') || part.peek(1).kind() == Token.Kind.NUMBER;
        }
        return plain ? columns : List.of();
    }
}
