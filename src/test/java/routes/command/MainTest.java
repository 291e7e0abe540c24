package routes.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.camel.util.AntPathMatcher;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

    @ParameterizedTest
    @CsvSource({
        "routes/http/RunDoors_ClientProxy, true",
        "routes/http/ConsoleDoors, true",
        "routes/http/ConsoleDeeds_ClientProxy, true",
        "routes/http/DoorFailures_ClientProxy, false",
        "routes/RunRoutes_ClientProxy, false"
    })
    void aCommandMakesNoDoors(String builder, boolean left) {
        // When
        boolean matches = Arrays.stream(Main.DOORS.split(","))
                .anyMatch(pattern -> AntPathMatcher.INSTANCE.match(pattern, builder));

        // Then
        assertThat(matches).isEqualTo(left);
    }
}
