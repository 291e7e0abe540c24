package rows.load;

import static org.assertj.core.api.Assertions.assertThat;

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
}
