package postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrittenNameTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "people | - | people",
                "hr.people | hr | people",
                "\"people\" | - | people",
                "\"a.b\" | - | a.b",
                "\"a.b\".\"c\" | a.b | c",
                "a.\"b.c\" | a | b.c",
                "\"say \"\"hi\"\".\" | - | say \"hi\".",
                "wei\"rd | - | wei\"rd",
                "a.b.c | - | -",
                "a. | - | -",
                ".b | - | -",
                "\"a | - | -",
                "\"a\"b | - | -",
                "\"\" | - | -",
            })
    void aNameIsATableOrASchemaAndATable(String text, String schema, String name) {
        // When
        WrittenName written = WrittenName.of(text);

        // Then
        assertThat(written.schema()).isEqualTo(schema);
        assertThat(written.name()).isEqualTo(name);
    }

    @Test
    void whatIsShownIsReadAsTheSameTable() {
        // Given
        List<TableName> tables = List.of(
                new TableName("public", "a.b"),
                new TableName("a", "b"),
                new TableName("a.b", "c"),
                new TableName("a", "b.c"),
                new TableName("public", "say \"hi\""),
                new TableName("public", "x y"));

        // When, Then
        for (TableName table : tables) {
            assertThat(WrittenName.of(table.display()).among(tables, name -> name))
                    .contains(table);
        }
    }

    @Test
    void aNameOfOldIsUnderstoodWhereNothingElseHasIt() {
        // When
        var found = WrittenName.of("orders.2024").among(List.of(new TableName("public", "orders.2024")), name -> name);

        // Then
        assertThat(found).isPresent();
    }
}
