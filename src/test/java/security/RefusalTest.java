package security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusalTest {

    @Test
    void aRefusalIsAProblemWithAHint() {
        // Given
        Refusal refusal = Refusal.forbidden("nobody may", "ask \"nicely\"");

        // When
        String body = refusal.problem().encode();

        // Then
        assertThat(body)
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,"
                        + "\"detail\":\"nobody may\",\"hint\":\"ask \\\"nicely\\\"\"}");
        assertThat(refusal.getStackTrace()).isEmpty();
    }
}
