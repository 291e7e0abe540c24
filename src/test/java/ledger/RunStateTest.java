package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunStateTest {

    @ParameterizedTest
    @EnumSource
    void everyStateIsReadBackFromItsText(RunState state) {
        // When
        RunState read = RunState.of(state.text());

        // Then
        assertThat(read).isEqualTo(state);
        assertThat(state.text()).matches("[a-z-]+");
    }

    @Test
    void jsonHoldsTheText() {
        // When
        String json = Json.write(RunState.DONE_WITH_REJECTS);

        // Then
        assertThat(json).isEqualTo("\"done-with-rejects\"");
        assertThat(Json.read(json, RunState.class)).isEqualTo(RunState.DONE_WITH_REJECTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "finished", "done "})
    void otherTextsAreNoState(String text) {
        // When
        var reading = assertThatThrownBy(() -> RunState.of(text));

        // Then
        reading.isInstanceOf(IllegalArgumentException.class);
    }
}
