package routes.http;

import static routes.Steps.verb;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import recovery.incidents.IncidentQuery;
import recovery.incidents.IncidentReading;
import recovery.incidents.Incidents;
import recovery.incidents.StoredIncident;

/** The HTTP doors of incidents: looked at, and left alone. */
@ApplicationScoped
class IncidentDoors extends EndpointRouteBuilder {

    private final Incidents incidents;
    private final IncidentReading reading;

    IncidentDoors(Incidents incidents, IncidentReading reading) {
        this.incidents = incidents;
        this.reading = reading;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/recovery/incidents")
            .get().routeId("incidents-list-http").to("direct:incidents-list")
            .get("/{id}").routeId("incidents-show-http").to("direct:incidents-show")
            .patch("/{id}").routeId("incidents-change-http").to("direct:incidents-change");

        from(direct("incidents-list"))
            .routeId("incidents-list")
            .process(HttpCall.taking("since", "table", "kind"))
            .transform(verb(HttpCall.class, this::list))
            .process(Answers::json);

        from(direct("incidents-show"))
            .routeId("incidents-show")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, call -> incidents.find(id(call))))
            .process(Answers::json);

        from(direct("incidents-change"))
            .routeId("incidents-change")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::change))
            .process(Answers::json);
    }
    // spotless:on

    /**
     * What is answered.
     *
     * @param readTo the log is read up to there
     * @param trouble why it is read no further, or null
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Found(List<StoredIncident> incidents, String readTo, String trouble) {}

    /** What an incident becomes. */
    record Change(String state) {}

    private Found list(HttpCall call) throws SQLException {
        // Before the incidents: what is read meanwhile may be among them, but nothing is missing.
        IncidentReading.Progress progress = reading.progress();
        IncidentQuery query = incidents.query(
                call.value("since").orElse(null),
                call.value("table").orElse(null),
                call.value("kind").orElse(null));
        return new Found(incidents.list(query), progress.readTo(), progress.trouble());
    }

    private StoredIncident change(HttpCall call) throws SQLException {
        String state = RequestBody.read(call, Change.class).state();
        if (state == null) {
            throw new ProblemException(
                    Problem.malformed("it is not said what becomes of it", "say state=open or left"));
        }
        return incidents.change(id(call), state);
    }

    private static UUID id(HttpCall call) {
        String id = call.value("id").orElseThrow();
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException none) {
            throw new ProblemException(Problem.notFound(
                    "there is no incident \"" + id + '"', "list them with GET /api/v1/recovery/incidents"));
        }
    }
}
