package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void aProblemIsPrintedWithItsHint() {
        // When
        String withHint = Problem.refused("cannot load", "mend it").text();
        String without = Problem.refused("cannot load", null).text();

        // Then
        assertThat(withHint).isEqualTo("cannot load\nHINT: mend it");
        assertThat(without).isEqualTo("cannot load");
    }

    @Test
    void jsonHasTheShapeOfRfc9457() {
        // When
        String json = Json.write(Problem.notFound("there is no table x", null));

        // Then
        assertThat(json)
                .isEqualTo("{\"type\":\"not-found\",\"title\":\"Not found\",\"status\":404,"
                        + "\"detail\":\"there is no table x\"}");
        assertThat(Json.read(json, Problem.class)).isEqualTo(Problem.notFound("there is no table x", null));
    }

    @Test
    void successIsNoProblem() {
        // When
        var making = assertThatThrownBy(() -> new Problem("ok", "OK", 200, "fine", null));

        // Then
        making.isInstanceOf(IllegalArgumentException.class);
    }
}
