package routes.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import ledger.Json;
import ledger.Problem;
import ledger.Rows;
import ledger.Run;
import ledger.RunId;
import ledger.RunKind;
import ledger.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {

    private static final RunKind VERIFY = RunKind.named("verify");

    @ParameterizedTest
    @CsvSource({"400,2", "404,6", "409,7", "423,7", "422,4", "413,4", "500,1", "503,1", "507,1"})
    void aProblemSaysByItsStatusWhatBecameOfTheCommand(int status, int code) {
        assertThat(ExitCode.of(problem("some", status))).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "done,0",
        "already-done,0",
        "done-with-rejects,3",
        "rejected,3",
        "running,7",
        "refused,4",
        "failed,1",
        "cancelled,1",
        "undone,1"
    })
    void aRunSaysByItsState(String state, int code) {
        assertThat(ExitCode.of(VERIFY, run(RunState.of(state), null))).isEqualTo(code);
    }

    @Test
    void aRefusedRunSaysByItsProblem() {
        assertThat(ExitCode.of(VERIFY, run(RunState.REFUSED, problem("not-found", 404))))
                .isEqualTo(6);
        assertThat(ExitCode.of(VERIFY, run(RunState.REFUSED, problem("locked", 423))))
                .isEqualTo(7);
        assertThat(ExitCode.of(VERIFY, run(RunState.REFUSED, problem("refused", 422))))
                .isEqualTo(4);
    }

    @Test
    void aSnapshotThatIsNotWhatWasKeptHasACodeOfItsOwn() {
        assertThat(ExitCode.of(VERIFY, run(RunState.FAILED, problem("verification-failed", 422))))
                .isEqualTo(9);
    }

    @Test
    void aRunThatWasDoneAndFoundADifferenceHasThatCodeToo() {
        // Given
        RunKind differing = RunKind.named("compare")
                .differingWhere(run -> !run.detail().path("equal").asBoolean());

        // When
        int code = ExitCode.of(differing, run(RunState.DONE, null));

        // Then
        assertThat(code).isEqualTo(9);
    }

    @Test
    void ofManyRunsTheWorstIsTold() {
        assertThat(ExitCode.worse(0, 3)).isEqualTo(3);
        assertThat(ExitCode.worse(4, 3)).isEqualTo(4);
        assertThat(ExitCode.worse(4, 6)).isEqualTo(6);
        assertThat(ExitCode.worse(1, 7)).isEqualTo(1);
        assertThat(ExitCode.worse(0, 0)).isZero();
    }

    private static Problem problem(String type, int status) {
        return new Problem(type, "Some", status, "some", null);
    }

    private static Run run(RunState state, Problem problem) {
        Instant now = Instant.now();
        return new Run(
                RunId.next(),
                "verify",
                "some",
                "command",
                null,
                state,
                Rows.NONE,
                null,
                now,
                now,
                Json.mapper().createObjectNode(),
                problem);
    }
}
