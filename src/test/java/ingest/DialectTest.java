package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DialectTest {

    private static final List<Dialect> DIALECTS = List.of(
            Dialect.OURS,
            new Dialect(';', '"', "NULL"),
            new Dialect('\t', '\'', "\\N"),
            new Dialect('|', '"', "-"),
            new Dialect(' ', '`', ""),
            new Dialect(',', '\\', "n/a"));

    @Test
    void fieldsAreTakenApart() {
        // When
        String[] fields = Dialect.OURS.fields("1,\"a \"\"b\"\", c\",\"x\ny\", z ");

        // Then
        assertThat(fields).containsExactly("1", "a \"b\", c", "x\ny", " z ");
    }

    @Test
    void anEmptyFieldIsNullAndAQuotedOneIsEmpty() {
        // When
        String[] fields = Dialect.OURS.fields(",\"\",");

        // Then
        assertThat(fields).containsExactly(null, "", null);
    }

    @Test
    void aNullTextOfItsOwnLeavesEmptyFieldsEmpty() {
        // When
        String[] fields = new Dialect(',', '"', "NULL").fields("NULL,\"NULL\",,\"\",null");

        // Then
        assertThat(fields).containsExactly(null, "NULL", "", "", "null");
    }

    @Test
    void anEmptyRecordIsOneField() {
        // When
        String[] nothing = Dialect.OURS.fields("");
        String[] empty = new Dialect(',', '"', "NULL").fields("");
        String[] quoted = Dialect.OURS.fields("\"\"");

        // Then
        assertThat(nothing).containsExactly((String) null);
        assertThat(empty).containsExactly("");
        assertThat(quoted).containsExactly("");
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

    @Test
    void copyIsToldTheSameDialect() {
        // When
        String options = new Dialect('\t', '\'', "\\N").copyOptions();

        // Then
        assertThat(options).isEqualTo("format csv, delimiter '\t', quote '''', null  E'\\\\N'");
    }
}
