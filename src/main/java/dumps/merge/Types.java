package dumps.merge;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a declared type of any of the dialects is, as far as rows are held against each other. */
final class Types {

    private static final Pattern NAME = Pattern.compile("\\s*\"?([A-Za-z_][A-Za-z_0-9]*)");
    private static final Set<String> NUMBERS = Set.of(
            "tinyint",
            "smallint",
            "mediumint",
            "int",
            "integer",
            "bigint",
            "int2",
            "int4",
            "int8",
            "int1",
            "int3",
            "serial",
            "bigserial",
            "smallserial",
            "serial4",
            "serial8",
            "decimal",
            "numeric",
            "dec",
            "fixed",
            "number",
            "year");
    private static final Set<String> TIMES = Set.of("datetime", "timestamp", "timestamptz", "date", "datetime2");
    private static final Set<String> TEXTS = Set.of("text", "varchar", "char", "character");

    private Types() {}

    private static String name(String type) {
        Matcher name = NAME.matcher(type);
        return name.lookingAt() ? name.group(1).toLowerCase(Locale.ROOT) : "";
    }

    static boolean isNumber(String type) {
        return NUMBERS.contains(name(type));
    }

    /** Whether a moment may stand in such a column: some keep them as text, and some as seconds. */
    static boolean mayHoldTime(String type) {
        return type == null || TIMES.contains(name(type)) || TEXTS.contains(name(type)) || isNumber(type);
    }

    /** The same but for spelling: case, spaces, and the display width of whole numbers that MySQL gave up. */
    static String plain(String type) {
        return type == null
                ? ""
                : type.replace("\"", "")
                        .strip()
                        .replaceAll("\\s+", " ")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("^(smallint|mediumint|int|integer|bigint)\\s*\\(\\d+\\)", "$1")
                        .replace("integer", "int");
    }
}
