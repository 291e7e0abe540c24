package routes.http;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import recovery.lab.Exercise;
import recovery.lab.LabRequest;
import recovery.lab.LabState;
import recovery.lab.Laboratory;

/** The HTTP doors of the laboratory. */
@ApplicationScoped
class LabDoors extends EndpointRouteBuilder {

    private final Laboratory laboratory;

    LabDoors(Laboratory laboratory) {
        this.laboratory = laboratory;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/lab")
            .post("/{exercise}").routeId("lab-http").to("direct:lab-asked")
            .get("/{run}").routeId("lab-show-http").to("direct:lab-show")
            .post("/{run}/next").routeId("lab-next-http").to("direct:lab-next");

        from(direct("lab-asked"))
            .routeId("lab-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, LabDoors::asked))
            .to(direct("runs-ask"));

        from(direct("lab-show"))
            .routeId("lab-show")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, call -> laboratory.state(run(call))))
            .process(Answers::json);

        from(direct("lab-next"))
            .routeId("lab-next")
            .process(HttpCall::take)
            .process(AdminDeeds.only("an exercise of the laboratory"))
            .transform(verb(HttpCall.class, this::next))
            .process(Answers::json);
    }
    // spotless:on

    /**
     * How an exercise is done.
     *
     * @param keep whether its servers stay for an hour
     * @param step whether it waits between the steps
     */
    record Asked(Boolean keep, Boolean step) {}

    private static LabRequest asked(HttpCall call) {
        Exercise exercise = Exercise.of(call.value("exercise").orElseThrow());
        Asked asked = RequestBody.read(call, Asked.class);
        return new LabRequest(
                call.runHeader(), exercise, Boolean.TRUE.equals(asked.keep()), Boolean.TRUE.equals(asked.step()));
    }

    private LabState next(HttpCall call) {
        call.requireNoBody();
        return laboratory.next(run(call));
    }

    private static UUID run(HttpCall call) {
        String text = call.value("run").orElseThrow();
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException none) {
            throw new ProblemException(Problem.notFound(
                    "there is no exercise of run \"" + text + '"',
                    "POST /api/v1/lab/pitr begins one, and tells its run"));
        }
    }
}
