package dumps.merge;

import dumps.DumpColumn;
import dumps.DumpValue;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a row has in a column that its file did not know yet: the default that its definition says, as far as it is a literal. */
public final class Defaults {

    private static final Pattern QUOTED = Pattern.compile("'((?:[^'\\\\]|'')*)'(?:::[\\w\" ().\\[\\]]+)?");
    private static final Pattern NUMBER = Pattern.compile("\\(?([+-]?\\d+(?:\\.\\d+)?)\\)?");

    private Defaults() {}

    public static DumpValue of(DumpColumn column) {
        String text =
                column.defaultText() == null ? "null" : column.defaultText().strip();
        Matcher quoted = QUOTED.matcher(text);
        if (quoted.matches()) {
            return DumpValue.text(quoted.group(1).replace("''", "'"));
        }
        Matcher number = NUMBER.matcher(text);
        if (number.matches()) {
            return DumpValue.number(number.group(1));
        }
        String word = text.toLowerCase(Locale.ROOT);
        if (word.equals("true") || word.equals("false")) {
            return new DumpValue(dumps.ValueKind.BOOLEAN, word);
        }
        // What only a server could compute is left to it, where NULL may not stand in for it.
        return word.startsWith("null") || column.nullable() ? DumpValue.NULL : DumpValue.DEFAULT;
    }
}
