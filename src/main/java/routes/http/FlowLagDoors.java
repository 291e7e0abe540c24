package routes.http;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunOverview;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import sync.Flow;
import sync.Flows;

/** The HTTP door of how far behind each flow was, run by run. */
@ApplicationScoped
class FlowLagDoors extends EndpointRouteBuilder {

    private static final int MANY = 200;
    private static final int MOST = 10_000;

    private final Flows flows;
    private final RunOverview overview;

    FlowLagDoors(Flows flows, RunOverview overview) {
        this.flows = flows;
        this.overview = overview;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/flows/lag")
            .get().routeId("sync-lag-http").to("direct:sync-lag");

        from(direct("sync-lag"))
            .routeId("sync-lag")
            .process(HttpCall.taking("flow", "limit"))
            .transform(verb(HttpCall.class, this::lag))
            .process(Answers::json);
    }
    // spotless:on

    private Map<String, List<RunOverview.Lag>> lag(HttpCall call) throws SQLException {
        int most = call.number("limit").orElse(MANY);
        if (most < 1 || most > MOST) {
            throw new ProblemException(Problem.malformed("limit is from 1 to " + MOST + " runs, not " + most, null));
        }
        List<String> names = call.value("flow")
                .map(name -> List.of(flows.find(name).name()))
                .orElseGet(() -> flows.all().stream().map(Flow::name).toList());
        return Map.of("lag", overview.lag(names, RunOverview.BRINGING, most));
    }
}
