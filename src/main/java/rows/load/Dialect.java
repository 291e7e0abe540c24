package rows.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

    /** The fields of one well-formed record; null where the null text stands without quotes. */
    public String[] fields(String record) {
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

    /** The fields as one record in UTF-8 without a line end: every value quoted, null as the bare null text. */
    public byte[] record(String[] fields) {
        StringBuilder record = new StringBuilder();
        String mark = String.valueOf(quote);
        for (int i = 0; i < fields.length; i++) {
            record.append(i == 0 ? "" : delimiter);
            record.append(fields[i] == null ? nullText : mark + fields[i].replace(mark, mark + mark) + mark);
        }
        return record.toString().getBytes(StandardCharsets.UTF_8);
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
        return "format csv, delimiter " + Identifier.literal(String.valueOf(delimiter)) + ", quote "
                + Identifier.literal(String.valueOf(quote)) + ", null " + Identifier.literal(nullText);
    }
}
