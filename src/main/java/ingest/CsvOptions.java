package ingest;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import ledger.Problem;
import ledger.ProblemException;
import rows.load.TextEncoding;

/**
 * What the caller says of a file's dialect; what is null is found out.
 *
 * @param header whether the first record names columns
 * @param delimiter {@code , ; \t |} or any other ASCII character, or null
 * @param quote an ASCII character, {@code "} by default
 * @param encoding or null: by byte order mark, else UTF-8
 * @param nullText what stands for null when not quoted, empty by default
 */
public record CsvOptions(Header header, Character delimiter, char quote, TextEncoding encoding, String nullText) {

    /** Whether the first record names columns. */
    public enum Header {
        AUTO,
        PRESENT,
        ABSENT
    }

    public static final CsvOptions DEFAULT = new CsvOptions(Header.AUTO, null, '"', null, "");

    /**
     * Options as users write them; what is not said is found out.
     *
     * @throws ProblemException if one of them makes no sense
     */
    static CsvOptions read(OptionTexts texts) {
        Character cut = texts.text("delimiter")
                .map(text -> text.equals("tab") || text.equals("\\t") ? "\t" : text)
                .map(text -> ascii("delimiter", text))
                .orElse(null);
        char mark = texts.text("quote").map(text -> ascii("quote", text)).orElse('"');
        if (cut != null && cut == mark) {
            throw malformed("delimiter and quote are the same");
        }
        String nothing = texts.text("null").orElse("");
        // What COPY itself refuses, and the mark that ends it.
        if (nothing.chars().anyMatch(c -> c == mark || cut != null && c == cut || c == '\n' || c == '\r' || c == 0)
                || nothing.equals("\\.")) {
            throw malformed("null is a text of one line without delimiter, quote and NUL, and not \\.");
        }
        return new CsvOptions(
                texts.text("header").map(CsvOptions::header).orElse(Header.AUTO),
                cut,
                mark,
                texts.text("encoding")
                        .map(name -> TextEncoding.named(name)
                                .orElseThrow(() -> malformed("encoding \"" + name + "\" is none of "
                                        + Arrays.toString(TextEncoding.values()))))
                        .orElse(null),
                nothing);
    }

    private static Header header(String text) {
        try {
            return Header.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw malformed("header is auto, present or absent, not \"" + text + '"');
        }
    }

    private static char ascii(String what, String text) {
        if (text.length() != 1 || text.charAt(0) > 126 || text.charAt(0) < ' ' && text.charAt(0) != '\t') {
            throw malformed(what + " is one ASCII character");
        }
        return text.charAt(0);
    }

    private static ProblemException malformed(String detail) {
        return new ProblemException(Problem.malformed(detail, null));
    }

    public CsvOptions {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(nullText, "nullText");
    }
}
