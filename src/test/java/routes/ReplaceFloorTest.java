package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import ledger.Rows;
import ledger.Run;
import ledger.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A replace does not empty a table by mistake. */
class ReplaceFloorTest extends LoadingCamel {

    private void hundredRows() throws Exception {
        make("id int, v int");
        DATABASE.execute("insert into " + table + " select i, i from generate_series(1, 100) i");
    }

    private String count() throws Exception {
        return DATABASE.value("select count(*) from " + table);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "id,v\n", "id,v\n1,x\n2,y\n", "\n\n"})
    void aFileThatBringsNoRowIsRefusedAndTheRowsStay(String file) throws Exception {
        // Given
        hundredRows();

        // When
        Run run = load(file, "mode", "replace");

        // Then
        assertThat(run.state()).isEqualTo(RunState.REFUSED);
        assertThat(run.problem().status()).isEqualTo(422);
        assertThat(run.detail().has("replaced")).isFalse();
        assertThat(count()).isEqualTo("100");
        assertThat(letters("open")).isZero();
    }

    @Test
    void emptyingIsDoneWhenItIsMeant() throws Exception {
        // Given
        hundredRows();

        // When
        Run run = load("id,v\n", "mode", "replace", "replace-min-percent", "0");

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(run.detail().get("replaced").asInt()).isEqualTo(100);
        assertThat(count()).isEqualTo("0");
    }

    @Test
    void aFileThatIsAllWrongEmptiesNothingEvenThen() throws Exception {
        // Given
        hundredRows();

        // When
        Run run = load("id,v\n1,x\n", "mode", "replace", "replace-min-percent", "0");

        // Then
        assertThat(run.state()).isEqualTo(RunState.REFUSED);
        assertThat(run.rows()).isEqualTo(Rows.allSkipped(1));
        assertThat(count()).isEqualTo("100");
    }

    @ParameterizedTest
    @CsvSource({"2, refused, 100", "1, done, 1"})
    void howMuchHasToComeCanBeSaid(String percent, String state, String left) throws Exception {
        // Given
        hundredRows();

        // When
        Run run = load("id,v\n1,1\n", "mode", "replace", "replace-min-percent", percent);

        // Then
        assertThat(run.state().text()).isEqualTo(state);
        assertThat(count()).isEqualTo(left);
    }

    @Test
    void anEmptyTableMayBeReplacedByAnEmptyFile() throws Exception {
        // Given
        make("id int, v int");

        // When
        Run run = load("id,v\n", "mode", "replace");

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE);
    }

    /** The same, set for every replace. */
    static class SetTest extends LoadingCamel {

        @Override
        protected Map<String, String> settings() {
            return Map.of("ingest.replace.min-percent", "50");
        }

        @ParameterizedTest
        @CsvSource({", refused", "10, done"})
        void whatARequestSaysIsNearer(String percent, String state) throws Exception {
            // Given
            make("id int");
            DATABASE.execute("insert into " + table + " select generate_series(1, 10)");

            // When
            Run run = percent == null
                    ? load("1\n", "mode", "replace")
                    : load("1\n", "mode", "replace", "replace-min-percent", percent);

            // Then
            assertThat(run.state().text()).isEqualTo(state);
        }
    }
}
