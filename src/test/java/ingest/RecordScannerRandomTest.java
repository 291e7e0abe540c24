package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ingest.Records.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import rows.load.Dialect;

/** The scanner against a second opinion, on small inputs made of everything that is special. */
class RecordScannerRandomTest {

    private static final byte[] ALPHABET = {'a', ',', '"', '"', '\n', '\r', ';', 'b', (byte) 0xC3, (byte) 0xFF};
    private static final int INPUTS = 250_000;

    /** A whole record, said in another way than the scanner says it. */
    private static final Pattern RECORD = Pattern.compile(
            "(?:\"(?:[^\"]|\"\")*+\"|[^\",\r\n]*+)(?:,(?:\"(?:[^\"]|\"\")*+\"|[^\",\r\n]*+))*+(?=[\r\n]|\\z)");

    private static final Pattern LINE = Pattern.compile("[^\r\n]*");
    private static final Pattern BREAK = Pattern.compile("\r\n|\r|\n");
    private static final Pattern FIELD = Pattern.compile("(?:^|(?<=,))(\"(?:[^\"]|\"\")*+\"|[^\",]*+)(?=,|\\z)");

    private static final List<Dialect> DIALECTS = List.of(
            Dialect.OURS,
            new Dialect(';', '"', "NULL"),
            new Dialect('\t', '\'', "\\N"),
            new Dialect('|', '"', "-"),
            new Dialect(' ', '`', ""),
            new Dialect(',', '\\', "n/a"));

    private record Piece(long line, String raw, boolean wellFormed, List<String> fields) {}

    @Test
    void everyByteIsInARecordOrALineEndAndASecondOpinionAgrees() throws IOException {
        // Given
        Random random = new Random(20_241_121);

        for (int n = 0; n < INPUTS; n++) {
            String text = text(random, 24);

            // When
            List<Piece> pieces = scan(new ByteArrayInputStream(bytes(text)), 32);

            // Then
            assertThat(pieces).as(() -> shown(text)).isEqualTo(expected(text));
        }
    }

    @Test
    void howTheStreamIsCutMakesNoDifference() throws IOException {
        // Given
        Random random = new Random(7);

        for (int n = 0; n < INPUTS; n++) {
            String text = text(random, 40);
            int longest = 4 + random.nextInt(50);

            // When
            List<Piece> atOnce = scan(new ByteArrayInputStream(bytes(text)), longest);
            List<Piece> dripping = scan(HandMade.dripping(bytes(text), 7, n), longest);

            // Then
            assertThat(dripping).as(() -> shown(text) + " within " + longest).isEqualTo(atOnce);
        }
    }

    @Test
    void aTooSmallLimitLosesNoLineAndNoRecordThatFits() throws IOException {
        // Given
        Random random = new Random(99);

        for (int n = 0; n < INPUTS; n++) {
            String text = text(random, 40);
            int longest = 4 + random.nextInt(20);

            // When
            List<Piece> pieces = scan(HandMade.dripping(bytes(text), 9, n), longest);

            // Then
            long lines = BREAK.matcher(text).results().count() + 1;
            assertThat(pieces).as(() -> shown(text) + " within " + longest).allSatisfy(piece -> {
                assertThat(piece.line).isLessThanOrEqualTo(lines);
                assertThat(piece.raw.length()).isLessThanOrEqualTo(longest);
                assertThat(startOfLine(text, piece.line)).startsWith(piece.raw);
            });
            if (expected(text).stream().allMatch(piece -> piece.raw.length() <= longest && piece.wellFormed)) {
                assertThat(pieces).as(() -> shown(text) + " within " + longest).isEqualTo(expected(text));
            }
        }
    }

    @Test
    void fieldsAreThoseOfCommonsCsvWhereQuotesMakeSense() throws IOException {
        // Given
        Random random = new Random(4180);
        int compared = 0;

        for (int n = 0; n < INPUTS; n++) {
            String text = text(random, 16);
            if (!expected(text).stream().allMatch(Piece::wellFormed)) {
                continue;
            }

            // When
            List<List<String>> ours = scan(new ByteArrayInputStream(bytes(text)), 32).stream()
                    .map(piece -> piece.fields.stream()
                            .map(RecordScannerRandomTest::unquoted)
                            .toList())
                    .toList();

            // Then
            assertThat(ours).as(() -> shown(text)).isEqualTo(commonsCsv(text));
            compared++;
        }
        assertThat(compared).isGreaterThan(INPUTS / 20);
    }

    private static String text(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = ALPHABET[random.nextInt(ALPHABET.length)];
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<Piece> scan(InputStream in, int longest) throws IOException {
        RecordScanner scanner = new RecordScanner(in, ',', '"', longest);
        List<Piece> pieces = new ArrayList<>();
        while (scanner.next()) {
            String raw = new String(scanner.buffer(), scanner.start(), scanner.length(), StandardCharsets.ISO_8859_1);
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < scanner.fields(); i++) {
                fields.add(raw.substring(scanner.fieldStart(i), scanner.fieldEnd(i)));
            }
            pieces.add(new Piece(scanner.line(), raw, scanner.fault() == Fault.NONE, fields));
        }
        return pieces;
    }

    /** Records, line ends and blank lines, which are the whole text: so equal records mean that no byte is lost. */
    private static List<Piece> expected(String text) {
        List<Piece> pieces = new ArrayList<>();
        Matcher record = RECORD.matcher(text);
        Matcher line = LINE.matcher(text);
        Matcher lineBreak = BREAK.matcher(text);
        int at = 0;
        long lineNumber = 1;
        while (at < text.length()) {
            record.region(at, text.length());
            line.region(at, text.length());
            boolean wellFormed = record.lookingAt();
            String raw = wellFormed ? record.group() : line.lookingAt() ? line.group() : "";
            if (!raw.isEmpty()) {
                pieces.add(new Piece(lineNumber, raw, wellFormed, wellFormed ? fields(raw) : List.of()));
            }
            lineNumber += BREAK.matcher(raw).results().count();
            at += raw.length();
            lineBreak.region(at, text.length());
            if (lineBreak.lookingAt()) {
                at = lineBreak.end();
                lineNumber++;
            }
        }
        return pieces;
    }

    private static List<String> fields(String record) {
        List<String> fields = new ArrayList<>();
        Matcher field = FIELD.matcher(record);
        int at = 0;
        while (at <= record.length()) {
            field.region(at, record.length());
            field.useTransparentBounds(true).useAnchoringBounds(false);
            assertThat(field.lookingAt()).isTrue();
            fields.add(field.group(1));
            at = field.end() + 1;
        }
        return fields;
    }

    private static String startOfLine(String text, long line) {
        Matcher lineBreak = BREAK.matcher(text);
        int at = 0;
        for (long l = 1; l < line; l++) {
            assertThat(lineBreak.find()).isTrue();
            at = lineBreak.end();
        }
        return text.substring(at);
    }

    private static String unquoted(String field) {
        return field.startsWith("\"") ? field.substring(1, field.length() - 1).replace("\"\"", "\"") : field;
    }

    private static List<List<String>> commonsCsv(String text) throws IOException {
        List<List<String>> records = new ArrayList<>();
        try (CSVParser parser = CSVParser.parse(text, CSVFormat.DEFAULT)) {
            for (CSVRecord record : parser) {
                records.add(record.toList());
            }
        }
        return records;
    }

    private static String shown(String text) {
        return text.replace("\n", "\\n").replace("\r", "\\r");
    }

    @Test
    void fieldsSurviveBeingSpeltAndTakenApart() throws IOException {
        // Given
        Random random = new Random(3);
        String[] bits = {
            "a", "\"", "'", ",", ";", "|", "\t", " ", "\n", "\r\n", "\\", "\\.", "NULL", "ä", "😀", "`", "-"
        };

        for (int n = 0; n < 20_000; n++) {
            Dialect dialect = DIALECTS.get(random.nextInt(DIALECTS.size()));
            String[] fields = new String[2 + random.nextInt(3)];
            for (int i = 0; i < fields.length; i++) {
                StringBuilder field = new StringBuilder();
                for (int k = random.nextInt(4); k > 0; k--) {
                    field.append(bits[random.nextInt(bits.length)]);
                }
                fields[i] = random.nextInt(5) == 0 ? null : field.toString();
            }

            // When
            byte[] record = dialect.record(fields);

            // Then
            RecordScanner scanner =
                    new RecordScanner(new ByteArrayInputStream(record), dialect.delimiter(), dialect.quote(), 1000);
            assertThat(scanner.next()).isTrue();
            assertThat(scanner.fields()).isEqualTo(fields.length);
            assertThat(scanner.length()).isEqualTo(record.length);
            assertThat(dialect.fields(new String(record, StandardCharsets.UTF_8)))
                    .isEqualTo(fields);
        }
    }
}
