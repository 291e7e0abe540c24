package postgres.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import postgres.TableName;

class NamesTest {

    private static final TableName CUSTOMERS = new TableName("public", "customers");

    private static TableDefinition customers(String... indexes) {
        return new TableDefinition(
                CUSTOMERS,
                null,
                null,
                null,
                null,
                List.of(indexes).stream()
                        .map(index -> new IndexDefinition(index, false, "btree (a)", null))
                        .toList(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    @Test
    void namesFollowTheTablesName() {
        // When
        Names names = Names.of(customers("customers_a", "by_a", "customersx"), new TableName("public", "customers2"));

        // Then
        assertThat(names.index(CUSTOMERS, "customers_a")).isEqualTo("customers2_a");
        assertThat(names.index(CUSTOMERS, "by_a")).isEqualTo("customers2_by_a");
        assertThat(names.index(CUSTOMERS, "customersx")).isEqualTo("customers2_customersx");
    }

    @Test
    void namesThatWouldMeetAreToldApart() {
        // When
        Names names = Names.of(customers("customers_a", "a"), new TableName("public", "t"));

        // Then
        assertThat(names.index(CUSTOMERS, "customers_a")).isEqualTo("t_a");
        assertThat(names.index(CUSTOMERS, "a")).isEqualTo("t_a_2");
    }

    @Test
    void longNamesAreCutBetweenCharactersAndStayApart() {
        // Given
        String target = "é".repeat(31);

        // When
        Names names = Names.of(customers("a".repeat(62) + "1", "a".repeat(62) + "2"), new TableName("public", target));

        // Then
        String first = names.index(CUSTOMERS, "a".repeat(62) + "1");
        String second = names.index(CUSTOMERS, "a".repeat(62) + "2");
        assertThat(first).isNotEqualTo(second).startsWith("é".repeat(27) + "_");
        assertThat(first.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(Names.LONGEST);
    }

    @Test
    void aTargetThatPostgresWouldCutIsRefused() {
        assertThatThrownBy(() -> Names.of(customers(), new TableName("public", "x".repeat(64))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a table's name has at most 63 bytes");
    }
}
