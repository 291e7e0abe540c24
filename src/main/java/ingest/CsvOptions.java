package ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import ledger.Problem;
import ledger.ProblemException;
import rows.load.TextEncoding;

/**
 * What the caller says of a file's structure; what is null is found out.
 *
 * @param header whether the first record names columns
 * @param delimiter 1 to 8 characters, {@link #BLANKS}, or null
 * @param quote a character, {@link #NONE}, or null
 * @param escape a character, {@link #NONE}, or null
 * @param encoding or null: by byte order mark, else UTF-8
 * @param nulls what stands for null when not quoted, beside the empty field; null if nothing was said
 * @param empty what a quoted gap is, or null
 * @param skip lines before the first record
 * @param footer records behind the last row, or null
 * @param comment what a line begins with that is no record, or null
 * @param trim whether blanks around a field are no part of it
 * @param fill whether a short record ends in nulls
 * @param columns which fields go into which columns
 */
public record CsvOptions(
        Header header,
        String delimiter,
        Character quote,
        Character escape,
        TextEncoding encoding,
        List<String> nulls,
        Empty empty,
        int skip,
        Integer footer,
        String comment,
        boolean trim,
        boolean fill,
        ColumnOptions columns) {

    /** Whether the first record names columns. */
    public enum Header {
        AUTO,
        PRESENT,
        ABSENT
    }

    /** What a quoted gap is. */
    public enum Empty {
        NULL,
        TEXT
    }

    /** Runs of blanks and tabs between fields. */
    static final String BLANKS = "blanks";

    /** No quote, no escape. */
    static final char NONE = '\0';

    private static final char USUAL_QUOTE = '"';

    private static final int LONGEST_DELIMITER = 8;

    public static final CsvOptions DEFAULT = read(OptionTexts.NONE);

    /**
     * Options as users write them; what is not said is found out.
     *
     * @throws ProblemException if one of them makes no sense
     */
    static CsvOptions read(OptionTexts texts) {
        String cut = texts.text("delimiter").map(CsvOptions::delimiter).orElse(null);
        Character mark = texts.text("quote").map(text -> mark("quote", text)).orElse(null);
        Character escape =
                texts.text("escape").map(text -> mark("escape", text)).orElse(null);
        if (cut != null && (is(cut, mark) || is(cut, escape))) {
            throw malformed("delimiter and " + (is(cut, mark) ? "quote" : "escape") + " are the same");
        }
        if (cut != null && mark == null && is(cut, USUAL_QUOTE)) {
            throw malformed("delimiter is the usual quote: say quote=none, or which it is");
        }
        return new CsvOptions(
                texts.text("header").map(CsvOptions::header).orElse(Header.AUTO),
                cut,
                mark,
                // Doubling the quote is what everybody does who says nothing.
                escape != null && escape.equals(mark) ? Character.valueOf(NONE) : escape,
                texts.text("encoding").map(CsvOptions::encoding).orElse(null),
                nulls(texts.texts("null")),
                texts.text("empty").map(CsvOptions::empty).orElse(null),
                texts.text("skip").map(text -> count("skip", text)).orElse(0),
                texts.text("footer").map(text -> count("footer", text)).orElse(null),
                texts.text("comment").map(CsvOptions::comment).orElse(null),
                texts.flag("trim"),
                texts.text("ragged").map(CsvOptions::fill).orElse(false),
                ColumnOptions.read(texts));
    }

    private static boolean is(String delimiter, Character mark) {
        return mark != null && mark != NONE && delimiter.indexOf(mark) >= 0;
    }

    private static Header header(String text) {
        try {
            return Header.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw malformed("header is auto, present or absent, not \"" + text + '"');
        }
    }

    private static Empty empty(String text) {
        try {
            return Empty.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw malformed("empty is null or text, not \"" + text + '"');
        }
    }

    private static boolean fill(String text) {
        if (!text.equals("fill")) {
            throw malformed("ragged is fill, not \"" + text + '"');
        }
        return true;
    }

    private static TextEncoding encoding(String name) {
        return TextEncoding.named(name)
                .orElseThrow(() -> malformed("there is no encoding \"" + name
                        + "\"; such as UTF-8, UTF-16LE, WINDOWS-1252, ISO-8859-15, Shift_JIS or IBM1047"));
    }

    private static String delimiter(String text) {
        String cut = ControlCharacters.read(text);
        if (cut.isEmpty() || cut.length() > LONGEST_DELIMITER || breaksLine(cut)) {
            throw malformed("delimiter is 1 to " + LONGEST_DELIMITER
                    + " characters without line breaks, or tab, or blanks for runs of them");
        }
        return cut;
    }

    private static char mark(String what, String text) {
        if (text.equals("none")) {
            return NONE;
        }
        String mark = ControlCharacters.read(text);
        if (mark.length() != 1 || mark.charAt(0) > 126 || breaksLine(mark)) {
            throw malformed(what + " is one ASCII character, or none");
        }
        return mark.charAt(0);
    }

    private static String comment(String text) {
        if (text.isBlank() || breaksLine(text)) {
            throw malformed("comment is what such a line begins with, as in #");
        }
        return text;
    }

    private static int count(String what, String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw malformed(what + " is a number of lines, not \"" + text + '"');
        }
        return Integer.parseInt(text);
    }

    /** Separated by commas, or said several times. */
    private static List<String> nulls(List<String> said) {
        if (said.isEmpty()) {
            return null;
        }
        List<String> nulls = new ArrayList<>();
        for (String listed : said) {
            if (breaksLine(listed)) {
                throw malformed("null is texts of one line, separated by commas");
            }
            nulls.addAll(List.of(listed.split(",", -1)));
        }
        return nulls;
    }

    private static boolean breaksLine(String text) {
        return text.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0);
    }

    private static ProblemException malformed(String detail) {
        return new ProblemException(Problem.malformed(detail, null));
    }

    public CsvOptions {
        Objects.requireNonNull(header, "header");
        nulls = nulls == null ? null : List.copyOf(nulls);
        Objects.requireNonNull(columns, "columns");
    }

    /** The character that is taken for the quote where nothing else was said or found. */
    char quoteOrUsual() {
        return quote == null ? USUAL_QUOTE : quote;
    }
}
