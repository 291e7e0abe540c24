package dumps.read;

import dumps.DumpColumn;
import dumps.DumpTable;
import dumps.RowVerb;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What stands behind the rows of an INSERT: what becomes of a row whose key is there. */
final class Upserts {

    private Upserts() {}

    /** How the rows are put in; null if that would have to be computed. */
    static RowVerb verb(Words words, DumpTable table, RowVerb otherwise) {
        if (words.take("as")) {
            words.next();
        }
        RowVerb verb = otherwise;
        if (words.take("on", "duplicate", "key", "update")) {
            verb = assignments(words, table);
        } else if (words.take("on", "conflict")) {
            while (!words.atEnd() && !words.peek().is("do")) {
                words.next();
            }
            words.next();
            verb = words.take("nothing")
                    ? RowVerb.IGNORE
                    : words.take("update", "set") ? assignments(words, table) : null;
        } else if (words.take("returning")) {
            return otherwise;
        }
        return words.atEnd() ? verb : null;
    }

    /** All columns set to what the row gives is a replacement; a column set to itself is nothing. */
    private static RowVerb assignments(Words words, DumpTable table) {
        Set<String> replaced = new HashSet<>();
        boolean nothing = true;
        for (Words part : words.parts()) {
            if (!part.isName()) {
                return null;
            }
            String column = last(part.path());
            if (!part.take('=')) {
                return null;
            }
            boolean given = part.take("values");
            if (given) {
                part.take('(');
            }
            List<String> path = part.path();
            if (given && !part.take(')') || !part.atEnd() || !last(path).equalsIgnoreCase(column)) {
                return null;
            }
            boolean itself = !given && path.size() == 1;
            nothing &= itself;
            if (!itself) {
                replaced.add(column.toLowerCase(Locale.ROOT));
            }
        }
        if (nothing) {
            return RowVerb.IGNORE;
        }
        return table != null && replaced.containsAll(notInKey(table)) ? RowVerb.REPLACE : null;
    }

    private static Set<String> notInKey(DumpTable table) {
        return table.columns().stream()
                .map(DumpColumn::name)
                .filter(name -> !table.key().contains(name))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static String last(List<String> path) {
        return path.get(path.size() - 1);
    }
}
