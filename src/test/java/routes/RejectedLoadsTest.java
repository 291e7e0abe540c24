package routes;

import static org.assertj.core.api.Assertions.assertThat;

import ledger.Rows;
import ledger.Run;
import ledger.RunState;
import org.junit.jupiter.api.Test;

/** A load of which nothing could go in is not done. */
class RejectedLoadsTest extends LoadingCamel {

    @Test
    void aFileOfWhichEveryRowIsALetterIsRejected() throws Exception {
        // Given
        make("id int primary key, n int");

        // When
        Run run = load("id,n\n1,x\n2,y\n", "header", "present");

        // Then
        assertThat(run.state()).isEqualTo(RunState.REJECTED);
        assertThat(run.rows()).isEqualTo(new Rows(2, 0, 2, 0, 0));
        assertThat(run.problem().status()).isEqualTo(422);
        assertThat(run.problem().detail()).contains("all 2 rows were rejected").contains("line 2: \"x\" is no integer");
        assertThat(letters("open")).isEqualTo(2);
    }

    @Test
    void aFileOfWhichOneRowGoesInIsDone() throws Exception {
        // Given
        make("id int primary key, n int");

        // When
        Run run = load("id,n\n1,x\n2,2\n", "header", "present");

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE_WITH_REJECTS);
        assertThat(run.problem()).isNull();
    }

    @Test
    void aRedriveOfWhichEveryLetterFailsAgainIsRejected() throws Exception {
        // Given
        make("id int primary key, n int");
        load("id,n\n1,x\n", "header", "present");

        // When
        Run run = redrive();

        // Then
        assertThat(run.state()).isEqualTo(RunState.REJECTED);
        assertThat(run.rows()).isEqualTo(new Rows(1, 0, 1, 0, 0));
        assertThat(letters("open")).isEqualTo(1);
    }

    @Test
    void anEmptyFileIsNoneThatWasRejected() throws Exception {
        // Given
        make("id int primary key, n int");

        // When
        Run run = load("id,n\n");

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE);
    }
}
