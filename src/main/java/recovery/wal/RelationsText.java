package recovery.wal;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Relations as lines of text: a letter, then fields behind tabs; names have their tabs, line ends and backslashes escaped. */
final class RelationsText {

    private static final String TAB = "\t";
    private static final Map<Character, Character> ESCAPES = Map.of('t', '\t', 'n', '\n', 'r', '\r', '\\', '\\');

    private RelationsText() {}

    static String of(Relations relations) {
        StringBuilder text = new StringBuilder();
        relations.databases().forEach((oid, name) -> line(text, "d", oid, name));
        relations.eachSchema((database, oid, name) -> line(text, "s", database, oid, name));
        relations.catalogs().each((database, catalog, file) -> line(text, "c", database, catalog, file));
        relations
                .catalogs()
                .places()
                .all()
                .forEach((place, row) -> line(
                        text,
                        "p",
                        place.database(),
                        row.oid(),
                        row.schema(),
                        row.name(),
                        place.block(),
                        place.offset()));
        for (Relation relation : relations.all()) {
            line(
                    text,
                    relations.isCounted(relation) ? "R" : "r",
                    relation.database(),
                    relation.oid(),
                    relation.file(),
                    relation.kind(),
                    relation.persistence(),
                    relation.rows(),
                    relation.schema(),
                    relation.name());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, Object... fields) {
        text.append(Arrays.stream(fields)
                        .map(field -> field instanceof String name ? escaped(name) : String.valueOf(field))
                        .collect(Collectors.joining(TAB)))
                .append('\n');
    }

    /** @throws IllegalArgumentException if a line makes no sense */
    static void read(String line, Relations into) {
        String[] fields = line.split(TAB, -1);
        try {
            switch (fields[0]) {
                case "d" -> into.name(number(fields[1]), plain(fields[2]));
                case "s" -> into.name(number(fields[1]), number(fields[2]), plain(fields[3]));
                case "c" -> into.catalogs().set(number(fields[1]), number(fields[2]), number(fields[3]));
                case "p" ->
                    into.place(
                            number(fields[1]),
                            number(fields[2]),
                            number(fields[3]),
                            plain(fields[4]),
                            Long.parseLong(fields[5]),
                            number(fields[6]));
                case "r" -> into.enter(relation(fields));
                case "R" -> into.putCounted(relation(fields));
                default -> throw new IllegalArgumentException("no line of relations begins so: " + line);
            }
        } catch (IndexOutOfBoundsException tooShort) {
            throw new IllegalArgumentException("a line of relations is too short: " + line, tooShort);
        }
    }

    private static Relation relation(String[] fields) {
        return new Relation(
                number(fields[1]),
                number(fields[2]),
                number(fields[3]),
                plain(fields[7]),
                plain(fields[8]),
                fields[4].charAt(0),
                fields[5].charAt(0),
                Long.parseLong(fields[6]));
    }

    private static int number(String field) {
        return Integer.parseInt(field);
    }

    private static String escaped(String name) {
        return name.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private static String plain(String escaped) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char letter = escaped.charAt(i);
            name.append(letter == '\\' ? ESCAPES.get(escaped.charAt(++i)).charValue() : letter);
        }
        return name.toString();
    }
}
