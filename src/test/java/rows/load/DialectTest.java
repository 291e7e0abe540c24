package rows.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DialectTest {

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
    void copyIsToldTheSameDialect() {
        // When
        String options = new Dialect('\t', '\'', "\\N").copyOptions();

        // Then
        assertThat(options).isEqualTo("format csv, delimiter '\t', quote '''', null  E'\\\\N'");
    }

    @Test
    void copysTextIsTakenApartAndShownAsCsv() {
        // When
        String[] fields = Dialect.TEXT.fields("1\t\\N\t\\\\N\t\ta\\tb\\nc\\rd\\\\te");
        byte[] shown = Dialect.TEXT.shown("\\N\t\ta\\\\".getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(fields).containsExactly("1", null, "\\N", "", "a\tb\nc\rd\\te");
        assertThat(shown).asString().isEqualTo(",\"\",\"a\\\"");
    }
}
