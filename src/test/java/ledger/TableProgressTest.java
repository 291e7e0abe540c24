package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How far a run is with each of its tables. */
class TableProgressTest {

    private final ActiveRun run = new ActiveRun(UUID.randomUUID());

    @Test
    void tablesWaitWorkAndAreThroughInTheirOrder() {
        // Given
        TableProgress tables = run.countTables(List.of("a", "b", "c"));

        // When
        tables.begin("a");
        tables.rows("a", 5);
        tables.done("a", 7);
        tables.begin("b");

        // Then
        assertThat(run.tables().orElseThrow().told())
                .hasToString(
                        "[{\"table\":\"a\",\"state\":\"done\",\"rows\":12},{\"table\":\"b\",\"state\":\"running\"},"
                                + "{\"table\":\"c\",\"state\":\"waiting\"}]");
        assertThat(run.done()).isEqualTo(1);
        assertThat(run.total()).isEqualTo(3);
        assertThat(run.unit()).isEqualTo("tables");
    }

    @Test
    void whatIsCountedOtherwiseIsLeftAlone() {
        // Given
        run.progress(3, 9, "pages");

        // When
        run.watchTables(List.of("a")).done("a");

        // Then
        assertThat(run.done()).isEqualTo(3);
        assertThat(run.unit()).isEqualTo("pages");
    }

    @Test
    void newsIsToldOnce() {
        // Given
        TableProgress tables = run.watchTables(List.of("a"));

        // When, Then
        tables.begin("a");
        assertThat(tables.news()).contains("running");
        assertThat(tables.news()).isNull();
        tables.done("a");
        assertThat(tables.news()).contains("done");
    }
}
