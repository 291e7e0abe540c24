package routes.http;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import java.security.SecureRandom;
import java.util.Objects;
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

    /**
     * What a call asks for.
     *
     * @param keepBackup whether the backup table stays; true unless said otherwise
     */
    record Asked(
            @NotNull(message = "which table is not said; send {\"table\":\"customers\",\"rows\":10}") String table,
            Integer rows,
            Integer seed,
            Boolean keepBackup) {}

    private DrillRequest asked(HttpCall call) {
        Asked asked = RequestBody.read(call, Asked.class);
        return new DrillRequest(
                call.runHeader(),
                asked.table(),
                Objects.requireNonNullElse(asked.rows(), settings.rows()),
                Objects.requireNonNullElseGet(asked.seed(), () -> seeds.nextInt(Integer.MAX_VALUE)),
                !Boolean.FALSE.equals(asked.keepBackup()));
    }
}
