package routes.http;

import static routes.Steps.verb;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import snapshot.drill.DrillRequest;
import snapshot.drill.DrillSettings;

/** The HTTP door of the data-loss drill. */
@ApplicationScoped
class DrillDoors extends EndpointRouteBuilder {

    private final DrillSettings settings;
    private final SecureRandom seeds = new SecureRandom();

    DrillDoors(DrillSettings settings) {
        this.settings = settings;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/drills")
            .post().routeId("drill-http").to("direct:drill-asked");

        from(direct("drill-asked"))
            .routeId("drill-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::asked))
            .to(direct("runs-ask"));
    }
    // spotless:on

    private DrillRequest asked(HttpCall call) {
        JsonNode body = call.json();
        if (!body.path("table").isTextual()) {
            throw new ProblemException(
                    Problem.malformed("which table is not said", "send {\"table\":\"customers\",\"rows\":10}"));
        }
        return new DrillRequest(
                call.runHeader(),
                body.get("table").asText(),
                number(body, "rows", settings.rows()),
                number(body, "seed", seeds.nextInt(Integer.MAX_VALUE)),
                keepBackup(body));
    }

    private static boolean keepBackup(JsonNode body) {
        if (body.hasNonNull("keepBackup") && !body.get("keepBackup").isBoolean()) {
            throw new ProblemException(
                    Problem.malformed("keepBackup is true or false, not " + body.get("keepBackup"), null));
        }
        return body.path("keepBackup").asBoolean(true);
    }

    private static int number(JsonNode body, String name, int otherwise) {
        if (!body.hasNonNull(name)) {
            return otherwise;
        }
        if (!body.get(name).canConvertToExactIntegral() || !body.get(name).canConvertToInt()) {
            throw new ProblemException(Problem.malformed(
                    name + " is a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE + ", not "
                            + body.get(name),
                    null));
        }
        return body.get(name).asInt();
    }
}
