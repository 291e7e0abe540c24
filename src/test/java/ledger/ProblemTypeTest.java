package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTypeTest {

    @ParameterizedTest
    @EnumSource
    void everyTypeIsKnownByItsText(ProblemType type) {
        assertThat(ProblemType.of(type.text())).contains(type);
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalIsAnswered4xxAndAFailure5xx(ProblemType type) {
        assertThat(type.status() < 500).isEqualTo(type.isRefusal());
    }

    @Test
    void rowsThatAreNotEqualHaveOneTitleAndOneStatusWhoeverFindsThem() {
        // When
        Problem problem = Problem.notEqual("t has the hash 1 instead of 2", "look");

        // Then
        assertThat(problem.type()).isEqualTo("not-equal");
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.isRefusal()).isTrue();
        assertThat(problem.exitCode()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({"423,7,true", "422,4,true", "418,4,true", "503,1,false", "599,1,false"})
    void aTypeOfAnotherVersionIsJudgedByItsStatus(int status, int exitCode, boolean refusal) {
        // When
        Problem problem = new Problem("of-another-version", "Another", status, "some", null);

        // Then
        assertThat(problem.exitCode()).isEqualTo(exitCode);
        assertThat(problem.isRefusal()).isEqualTo(refusal);
    }
}
