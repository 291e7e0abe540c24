package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.Map;
import ledger.Json;
import ledger.RunRequest;
import org.apache.camel.Message;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.Test;

class RunListTest extends DoorCamel {

    private final RunRequest request = some(null);

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        context.addRoutesConfigurations(new DoorFailures());
        return new RoutesBuilder[] {new RunDoors(ledger, waiters), mocked("runs-begin")};
    }

    @Test
    void theLatestRunsThatFitAreListedAsEachIsShown() throws SQLException {
        // Given
        ledger.begin(request);
        RunRequest next = some(null);
        ledger.begin(next);
        active.find(next.run()).orElseThrow().progress(3, 10, "tables");

        // When
        JsonNode latest = json(call("runs-list", Map.of("limit", "1", "state", "running"), null));
        JsonNode before = json(call("runs-list", Map.of("limit", "1", "before", next.run()), null));
        JsonNode shown = json(call("runs-show", Map.of("id", next.run()), null));

        // Then
        assertThat(latest.get("runs")).hasSize(1);
        assertThat(latest.at("/runs/0/id")).isEqualTo(shown.get("id"));
        assertThat(latest.at("/runs/0/startedAt")).isEqualTo(shown.get("startedAt"));
        assertThat(latest.at("/runs/0/progress")).isEqualTo(shown.get("progress"));
        assertThat(latest.at("/runs/0/progress/done").asInt()).isEqualTo(3);
        assertThat(before.at("/runs/0/id").asText()).isEqualTo(request.run().toString());
    }

    @Test
    void noRunThatFitsIsAnEmptyList() {
        // When
        JsonNode none = json(call("runs-list", Map.of("kind", "none of that name"), null));

        // Then
        assertThat(none).isEqualTo(Json.read("{\"runs\":[]}"));
    }

    @Test
    void moreThanAPageHoldsIsRefused() {
        // When
        Message answer = call("runs-list", Map.of("limit", "1001"), null);

        // Then
        assertThat(status(answer)).isEqualTo(400);
    }
}
