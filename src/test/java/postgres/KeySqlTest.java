package postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeySqlTest {

    @Test
    void aKeyOfSeveralColumnsIsTheSameWhereAllOfThemAre() {
        // When
        String same = KeySql.same(List.of("id", "Year"), "t", "s");

        // Then
        assertThat(same).isEqualTo("t.\"id\" = s.\"id\" and t.\"Year\" = s.\"Year\"");
    }

    @Test
    void aForeignKeyHoldsAgainstTheColumnsItPointsTo() {
        // When
        String refers = KeySql.same(List.of("job_id"), "r", List.of("id"), "t");

        // Then
        assertThat(refers).isEqualTo("r.\"job_id\" = t.\"id\"");
    }

    @Test
    void rowsWithNothingButAKeyNeverDiffer() {
        // When
        String differ = KeySql.differ(List.of(), "t", "s");

        // Then
        assertThat(differ).isEqualTo("false");
    }

    @Test
    void textsDifferByTheirBytes() {
        // Given
        Column name = new Column("name", "text", "text", "text", -1, false, false, false, false);

        // When
        String differ = KeySql.differ(List.of(name), "t", "s");

        // Then
        assertThat(differ).isEqualTo("t.\"name\" collate \"C\" is distinct from s.\"name\" collate \"C\"");
    }

    @Test
    void columnsTakeTheValuesOfTheOtherRow() {
        // When
        String assign = KeySql.assign(List.of("name", "datetime"), "excluded");

        // Then
        assertThat(assign).isEqualTo("\"name\" = excluded.\"name\", \"datetime\" = excluded.\"datetime\"");
    }
}
