package postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("every-postgres")
class TableTest {

    private static Column column(String name, boolean generated) {
        return new Column(name, "integer", "int4", "integer", -1, false, false, generated, false);
    }

    private static final Table TABLE = new Table(
            1,
            new TableName("public", "t"),
            Table.Kind.TABLE,
            List.of(column("id", false), column("Name", false), column("NAME", false), column("sum", true)),
            List.of(
                    new Constraint(Constraint.Kind.PRIMARY_KEY, "t_pkey", List.of("id", "Name"), null, null, List.of()),
                    new Constraint(Constraint.Kind.CHECK, "positive", List.of("id"), "id > 0", null, List.of())),
            false,
            true);

    @Test
    void aColumnIsFoundByItsExactNameElseByTheOnlyOneInAnotherCase() {
        // When
        var exact = TABLE.column("Name");
        var otherCase = TABLE.column("ID");
        var ambiguous = TABLE.column("name");
        var unknown = TABLE.column("nmae");

        // Then
        assertThat(exact).map(Column::name).contains("Name");
        assertThat(otherCase).map(Column::name).contains("id");
        assertThat(ambiguous).isEmpty();
        assertThat(unknown).isEmpty();
    }

    @Test
    void computedColumnsAreNotWritable() {
        // When
        List<Column> writable = TABLE.writable();

        // Then
        assertThat(writable).extracting(Column::name).containsExactly("id", "Name", "NAME");
    }

    @Test
    void theKeyAndTheRulesAreFound() {
        // When
        List<String> key = TABLE.primaryKey();
        var rule = TABLE.constraint("positive");
        var none = TABLE.constraint("");

        // Then
        assertThat(key).containsExactly("id", "Name");
        assertThat(rule).map(Constraint::expression).contains("id > 0");
        assertThat(none).isEmpty();
    }
}
