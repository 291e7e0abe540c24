package rows.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import postgres.Identifier;

/**
 * How a file spells its records, once that is known.
 *
 * @param nullText what stands for null when not quoted
 */
public record Dialect(char delimiter, char quote, String nullText) {

    /** What our own sources of rows write. */
    public static final Dialect OURS = new Dialect(',', '"', "");

    private static final char NO_QUOTE = '\0';
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

    /** COPY's own text format, which the server reads with a sixth less work than CSV. */
    public static final Dialect TEXT = new Dialect('\t', NO_QUOTE, "\\N");

    private boolean isText() {
        return quote == NO_QUOTE;
    }

    /** The fields of one well-formed record; null where the null text stands without quotes. */
    public String[] fields(String record) {
        if (isText()) {
            return Arrays.stream(record.split("\t", -1)).map(this::meant).toArray(String[]::new);
        }
        if (record.isEmpty()) {
            return new String[] {nullText.isEmpty() ? null : ""};
        }
        try (CSVParser parser = CSVParser.parse(record, format())) {
            CSVRecord fields = parser.iterator().next();
            return fields.values();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How a record of this kind is shown to people: CSV, whatever it is sent as. */
    byte[] shown(byte[] record) {
        return isText() ? OURS.record(fields(new String(record, StandardCharsets.UTF_8))) : record;
    }

    /** The fields as one CSV record in UTF-8 without a line end: every value quoted, null as the bare null text. */
    public byte[] record(String[] fields) {
        StringBuilder record = new StringBuilder();
        String mark = String.valueOf(quote);
        for (int i = 0; i < fields.length; i++) {
            record.append(i == 0 ? "" : delimiter);
            record.append(fields[i] == null ? nullText : mark + fields[i].replace(mark, mark + mark) + mark);
        }
        return record.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String meant(String field) {
        if (field.equals(nullText)) {
            return null;
        }
        return ESCAPED.matcher(field)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group(1)) {
                            case "t" -> "\t";
                            case "n" -> "\n";
                            case "r" -> "\r";
                            default -> found.group(1);
                        }));
    }

    private CSVFormat format() {
        return CSVFormat.DEFAULT
                .builder()
                .setDelimiter(delimiter)
                .setQuote(quote)
                .setNullString(nullText)
                // Keeps a quoted null text apart from null.
                .setQuoteMode(QuoteMode.ALL_NON_NULL)
                .setIgnoreEmptyLines(false)
                .get();
    }

    /** The same as options of {@code COPY … (FORMAT csv)}. */
    String copyOptions() {
        return isText()
                ? "format text"
                : "format csv, delimiter " + Identifier.literal(String.valueOf(delimiter)) + ", quote "
                        + Identifier.literal(String.valueOf(quote)) + ", null " + Identifier.literal(nullText);
    }
}
