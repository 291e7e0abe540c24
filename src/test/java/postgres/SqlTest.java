package postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SqlTest {

    @Test
    void everySlotIsFilledHoweverOftenItStandsThere() {
        // When
        String sql = Sql.fill(
                "select {columns} from {a table} t join {a table} u using (id)",
                Map.of("columns", "id, x", "a table", "\"public\".\"t\""));

        // Then
        assertThat(sql).isEqualTo("select id, x from \"public\".\"t\" t join \"public\".\"t\" u using (id)");
    }

    @Test
    void whatIsFilledInIsTakenAsItIs() {
        // When
        String sql = Sql.fill("select {value}, {other}", Map.of("value", "'{other} $1 \\'", "other", "2"));

        // Then
        assertThat(sql).isEqualTo("select '{other} $1 \\', 2");
    }

    @Test
    void anEmptyArrayIsNoSlot() {
        // When
        String sql = Sql.fill("select '{}'::text[], '{1,2}'::int[]", Map.of());

        // Then
        assertThat(sql).isEqualTo("select '{}'::text[], '{1,2}'::int[]");
    }

    @Test
    void aSlotThatNothingFillsIsRefused() {
        // When
        var filling = assertThatThrownBy(() -> Sql.fill("select {column}", Map.of()));

        // Then
        filling.isInstanceOf(IllegalArgumentException.class).hasMessageContaining("{column}");
    }

    @Test
    void whatFillsNoSlotIsRefused() {
        // When
        var filling = assertThatThrownBy(() -> Sql.fill("select 1", Map.of("column", "id")));

        // Then
        filling.isInstanceOf(IllegalArgumentException.class).hasMessageContaining("[column]");
    }

    @Test
    void aFileThatIsNotThereIsAMistakeOfOurs() {
        // When
        var reading = assertThatThrownBy(() -> Sql.read("nowhere/nothing.sql"));

        // Then
        reading.isInstanceOf(IllegalStateException.class).hasMessageContaining("sql/nowhere/nothing.sql");
    }
}
