package ingest;

import java.util.Set;
import rows.load.TextEncoding;

/** Reads the text of a field out of the way it is spelt. */
final class FieldText {

    private static final int OCTAL_DIGITS = 3;
    private static final int HEX_DIGITS = 2;
    private static final String LETTERS = "bfnrtvZ";

    private final TextEncoding encoding;
    private final boolean quotes;
    private final String quote;
    private final String twoQuotes;
    private final char escape;
    private final boolean onlyQuotes;
    private final boolean onlyKnown;
    private final Set<String> nulls;

    FieldText(Structure structure, TextEncoding encoding) {
        this.encoding = encoding;
        quotes = structure.quotes();
        quote = String.valueOf(structure.quote());
        twoQuotes = quote + quote;
        escape = structure.escape();
        onlyQuotes = structure.escaped() == Structure.Escaped.QUOTES;
        onlyKnown = structure.escaped() == Structure.Escaped.KNOWN;
        nulls = structure.nulls();
    }

    /** The field between these places, null for null; a gap in quotes is no null. */
    String read(byte[] bytes, int from, int to) {
        if (quotes && to - from >= 2 && bytes[from] == quote.charAt(0)) {
            String inner = encoding.text(bytes, from + 1, to - from - 2);
            return escape == CsvOptions.NONE ? undoubled(inner) : unescaped(inner, true);
        }
        String text = encoding.text(bytes, from, to - from);
        if (nulls.contains(text)) {
            return null;
        }
        return escape == CsvOptions.NONE || onlyQuotes ? text : unescaped(text, false);
    }

    private String undoubled(String inner) {
        return inner.indexOf(quote.charAt(0)) < 0 ? inner : inner.replace(twoQuotes, quote);
    }

    private String unescaped(String text, boolean quoted) {
        if (text.indexOf(escape) < 0) {
            return quoted ? undoubled(text) : text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c == escape && i < text.length() && (!onlyQuotes && !onlyKnown || means(text.charAt(i)))) {
                i = escape == '\\' && !onlyQuotes ? backslash(text, i, plain) : literal(text, i, plain);
            } else {
                plain.append(c);
                // A doubled quote is one, also beside escapes.
                i += quoted && c == quote.charAt(0) && i < text.length() && text.charAt(i) == c ? 1 : 0;
            }
        }
        return plain.toString();
    }

    private boolean means(char escaped) {
        return onlyKnown ? isKnown(escaped) : escaped == escape || escaped == quote.charAt(0);
    }

    /** Whether databases write it behind a backslash: no letter or digit but a few, and marks of all kinds. */
    static boolean isKnown(char escaped) {
        return LETTERS.indexOf(escaped) >= 0
                || escaped == 'x'
                || escaped >= '0' && escaped <= '7'
                || !Character.isLetterOrDigit(escaped);
    }

    private static int literal(String text, int at, StringBuilder plain) {
        plain.append(text.charAt(at));
        return at + 1;
    }

    /** As MySQL and PostgreSQL write text. */
    private static int backslash(String text, int at, StringBuilder plain) {
        char c = text.charAt(at);
        int known = LETTERS.indexOf(c);
        if (known >= 0) {
            plain.append("\b\f\n\r\t\u000B\u001A".charAt(known));
            return at + 1;
        }
        if (c == 'x' && digits(text, at + 1, HEX_DIGITS, 16) > 0) {
            return number(text, at + 1, HEX_DIGITS, 16, plain);
        }
        return digits(text, at, OCTAL_DIGITS, 8) > 0
                ? number(text, at, OCTAL_DIGITS, 8, plain)
                : literal(text, at, plain);
    }

    private static int digits(String text, int from, int most, int radix) {
        int count = 0;
        while (count < most && from + count < text.length() && Character.digit(text.charAt(from + count), radix) >= 0) {
            count++;
        }
        return count;
    }

    private static int number(String text, int from, int most, int radix, StringBuilder plain) {
        int end = from + digits(text, from, most, radix);
        plain.append((char) Integer.parseInt(text.substring(from, end), radix));
        return end;
    }
}
