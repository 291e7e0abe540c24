package routes.http;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import recovery.replication.LagSeries;
import recovery.replication.Replication;
import recovery.replication.StandbyFacts;

/** The HTTP doors of replication: who stands by, and how far they were behind. */
@ApplicationScoped
class ReplicationDoors extends EndpointRouteBuilder {

    private static final int MANY = 1_000;
    private static final int MOST = 100_000;

    private final Replication replication;
    private final LagSeries series;

    ReplicationDoors(Replication replication, LagSeries series) {
        this.replication = replication;
        this.series = series;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/replication")
            .get().routeId("replication-http").to("direct:replication-now")
            .get("/lag").routeId("replication-lag-http").to("direct:replication-lag")
            .delete("/{standby}").routeId("replication-forget-http").to("direct:replication-forget");

        from(direct("replication-now"))
            .routeId("replication-now")
            .transform(verb(replication::now))
            .process(Answers::json);

        from(direct("replication-lag"))
            .routeId("replication-lag")
            .process(HttpCall.taking("standby", "since", "limit"))
            .transform(verb(HttpCall.class, this::lag))
            .process(Answers::json);

        from(direct("replication-forget"))
            .routeId("replication-forget")
            .process(HttpCall::take)
            .process(AdminDeeds.only("forgetting a standby"))
            .transform(verb(HttpCall.class, this::forget))
            .process(Answers::json);
    }
    // spotless:on

    private Map<String, List<LagSeries.Lag>> lag(HttpCall call) throws SQLException {
        int most = call.number("limit").orElse(MANY);
        if (most < 1 || most > MOST) {
            throw new ProblemException(Problem.malformed("limit is from 1 to " + MOST + ", not " + most, null));
        }
        return Map.of(
                "lag",
                series.list(
                        call.value("standby").orElse(null),
                        call.value("since").map(ReplicationDoors::moment).orElse(null),
                        most));
    }

    private static Instant moment(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new ProblemException(
                    Problem.malformed("since is a moment as in 2026-11-21T12:00:00Z, not \"" + text + '"', null));
        }
    }

    private StandbyFacts forget(HttpCall call) throws IOException, SQLException {
        call.requireNoBody();
        return replication.forget(call.value("standby").orElseThrow());
    }
}
