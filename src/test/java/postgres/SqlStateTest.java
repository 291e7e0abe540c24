package postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStateTest {

    private static SQLException error(String state) {
        return new SQLException("made up", state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "40001", "40P01", "53300", "53100", "55P03", "57P01", "57P03", "58030"})
    void troublesOfTheServerMayPassAndAreNoRowsFault(String state) {
        // When
        boolean mayPass = SqlState.mayPass(new RuntimeException(new IOException(error(state))));
        boolean rowsFault = SqlState.isRowsFault(error(state));

        // Then
        assertThat(mayPass).isTrue();
        assertThat(rowsFault).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22P02", "22003", "23505", "23503", "23514", "22021", "P0001", "54000", "42804", "0A000"})
    void troublesOfARowStay(String state) {
        // When
        boolean mayPass = SqlState.mayPass(error(state));
        boolean rowsFault = SqlState.isRowsFault(error(state));

        // Then
        assertThat(mayPass).isFalse();
        assertThat(rowsFault).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"25P02", "26000", "28P01", "3B001", "XX000", "XX001"})
    void brokenTransactionsLostRightsAndBugsAreNeither(String state) {
        // When
        boolean mayPass = SqlState.mayPass(error(state));
        boolean rowsFault = SqlState.isRowsFault(error(state));

        // Then
        assertThat(mayPass).isFalse();
        assertThat(rowsFault).isFalse();
    }

    @Test
    void aStatementSomebodyCancelledIsNotTriedAgain() {
        // When
        boolean mayPass = SqlState.mayPass(error(SqlState.QUERY_CANCELED));

        // Then
        assertThat(mayPass).isFalse();
    }

    @Test
    void anErrorWithoutAStateIsNoRowsFaultAndPassesOnlyWhenThePoolWasEmpty() {
        // When
        boolean rowsFault = SqlState.isRowsFault(error(null));
        boolean poolExhausted = SqlState.mayPass(new SQLException("Sorry, acquisition timeout!"));
        boolean poolTimeout =
                SqlState.mayPass(new SQLException("Acquisition timeout while waiting for new connection"));
        boolean noMessage = SqlState.mayPass(new SQLException());

        // Then
        assertThat(rowsFault).isFalse();
        assertThat(poolExhausted).isFalse();
        assertThat(poolTimeout).isTrue();
        assertThat(noMessage).isFalse();
    }

    @Test
    void theFirstErrorOfTheDatabaseIsFoundBehindOthers() {
        // Given
        SQLException inner = error("23505");

        // When
        SQLException found = SqlState.find(new IllegalStateException(new IOException(inner)));
        SQLException none = SqlState.find(new IllegalStateException("no database in it"));
        SQLException ofNothing = SqlState.find(null);

        // Then
        assertThat((Throwable) found).isSameAs(inner);
        assertThat((Throwable) none).isNull();
        assertThat((Throwable) ofNothing).isNull();
    }

    @Test
    void theFirstLineIsWhatTheDatabaseSaysInShort() {
        // When
        String line = SqlState.firstLine(new SQLException("ERROR: no\n  Where: COPY t, line 1"));
        String none = SqlState.firstLine(new SQLException(""));

        // Then
        assertThat(line).isEqualTo("ERROR: no");
        assertThat(none).isEmpty();
    }

    @Test
    void theDatabaseJudgesAsWeDoWhoseFaultAnErrorIs() {
        // When
        String condition = SqlState.notARowsFault("state");

        // Then
        assertThat(condition)
                .isEqualTo(
                        "left(state, 2) in ('08', '25', '26', '28', '34', '3B', '40', '53', '55', '57', '58', 'XX')");
    }
}
