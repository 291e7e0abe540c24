package routes;

import static org.assertj.core.api.Assertions.assertThat;

import ledger.Run;
import ledger.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bytes are loaded once as long as that load has the latest word on the table. */
class OnceTest extends LoadingCamel {

    private static final String MONDAY = "sku,price\na,1\nb,2\n";
    private static final String TUESDAY = "sku,price\na,10\nb,20\n";

    @Test
    void whatTheTableHoldsIsNotLoadedAgainUnlessItIsAskedFor() throws Exception {
        // Given
        make("sku text, price int");
        Run first = load(MONDAY);

        // When
        Run second = load(MONDAY, "mode", "insert", "header", "auto");
        Run third = load(MONDAY, "again", "true");

        // Then
        assertThat(second.state()).isEqualTo(RunState.ALREADY_DONE);
        assertThat(second.detail().get("firstRun").asText())
                .isEqualTo(first.id().toString());
        assertThat(third.state()).isEqualTo(RunState.DONE);
        assertThat(rows()).isEqualTo("(a,1) (a,1) (b,2) (b,2)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"replace", "upsert"})
    void mondayTuesdayAndMondayAgainAreMondaysRows(String mode) throws Exception {
        // Given
        make("sku text primary key, price int");
        load(MONDAY, "mode", mode);
        load(TUESDAY, "mode", mode);

        // When
        Run again = load(MONDAY, "mode", mode);

        // Then
        assertThat(again.state()).isEqualTo(RunState.DONE);
        assertThat(rows()).isEqualTo("(a,1) (b,2)");
    }

    @Test
    void anotherInsertTakesNothingFromTheFirst() throws Exception {
        // Given
        make("sku text, price int");
        load(MONDAY);
        load(TUESDAY);

        // When
        Run again = load(MONDAY);

        // Then
        assertThat(again.state()).isEqualTo(RunState.ALREADY_DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"truncate %s", "drop table %1$s; create table %1$s (sku text, price int)"})
    void whatIsGoneIsLoadedAgain(String statement) throws Exception {
        // Given
        make("sku text, price int");
        load(MONDAY);
        DATABASE.execute(statement.formatted(table));

        // When
        Run again = load(MONDAY);

        // Then
        assertThat(again.state()).isEqualTo(RunState.DONE);
        assertThat(rows()).isEqualTo("(a,1) (b,2)");
    }

    @Test
    void aFileOfWhichNothingWentInMayComeAgain() throws Exception {
        // Given
        make("sku text, price int check (price > 5)");
        load(MONDAY);
        DATABASE.execute("alter table " + table + " drop constraint " + table + "_price_check");

        // When
        Run again = load(MONDAY);

        // Then
        assertThat(again.state()).isEqualTo(RunState.DONE);
    }

    @Test
    void theSameBytesReadInAnotherWayAreAConflictWithTheFirst() throws Exception {
        // Given
        make("sku text, price int");
        Run first = load(MONDAY);

        // When
        Run other = load(MONDAY, "mode", "replace");

        // Then
        assertThat(other.state()).isEqualTo(RunState.REFUSED);
        assertThat(other.problem().status()).isEqualTo(409);
        assertThat(other.problem().detail()).contains(first.id().toString());
        assertThat(other.problem().hint()).contains("undo").contains("again=true");
        assertThat(rows()).isEqualTo("(a,1) (b,2)");
    }

    @Test
    void aRedriveOfItsLettersLeavesALoadTheLatestWord() throws Exception {
        // Given
        make("sku text primary key, price int check (price > 1)");
        load(MONDAY, "mode", "replace");
        DATABASE.execute("alter table " + table + " drop constraint " + table + "_price_check");
        redrive();

        // When
        Run again = load(MONDAY, "mode", "replace");

        // Then
        assertThat(again.state()).isEqualTo(RunState.ALREADY_DONE);
    }
}
