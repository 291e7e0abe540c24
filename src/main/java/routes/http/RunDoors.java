package routes.http;

import static routes.Steps.exchange;
import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import ledger.Ledger;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunQuery;
import ledger.RunState;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.RunWaiters;
import rows.undo.UndoService;

/** The HTTP doors of runs: looked at, watched, cancelled, taken back. */
@ApplicationScoped
class RunDoors extends EndpointRouteBuilder {

    private static final int PAGE = 100;

    private final Ledger ledger;
    private final RunWaiters waiters;

    RunDoors(Ledger ledger, RunWaiters waiters) {
        this.ledger = ledger;
        this.waiters = waiters;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/runs")
            .get().routeId("runs-list-http").to("direct:runs-list")
            .get("/{id}").routeId("runs-show-http").to("direct:runs-show")
            .get("/{id}/events").routeId("runs-events-http").to("direct:runs-events")
            .post("/{id}/cancel").routeId("runs-cancel-http").to("direct:runs-cancel")
            .post("/{id}/undo").routeId("undo-http").to("direct:undo-asked");

        from(direct("runs-list"))
            .routeId("runs-list")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::list))
            .process(Answers::json);

        from(direct("runs-show"))
            .routeId("runs-show")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::show))
            .process(Answers::json);

        // RunStream answers before this; here comes what is no run.
        from(direct("runs-events"))
            .routeId("runs-events")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::show))
            .process(Answers::json);

        from(direct("runs-cancel"))
            .routeId("runs-cancel")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::cancel))
            .transform(exchange(waiters::await))
            .process(Answers::json);

        // What is answered is the run that was taken back; the one that did it is in its detail.
        from(direct("undo-asked"))
            .routeId("undo-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::undo))
            .to(direct("runs-begin"))
            .transform(exchange(waiters::await))
            .transform(verb(Run.class, this::undone))
            .process(Answers::undone);

        // Any other request: its run, as far as it is when the caller's patience waiters.
        from(direct("runs-ask"))
            .routeId("runs-ask")
            .to(direct("runs-begin"))
            .transform(exchange(waiters::await))
            .process(Answers::started);
    }
    // spotless:on

    private Map<String, List<Run>> list(HttpCall call) throws SQLException {
        return Map.of(
                "runs",
                ledger.list(new RunQuery(
                        call.value("kind").orElse(null),
                        call.value("state", RunState::of, "a run's state").orElse(null),
                        call.value("subject").orElse(null),
                        call.uuid("before").orElse(null),
                        call.number("limit").orElse(PAGE))));
    }

    private Run show(HttpCall call) throws SQLException {
        UUID id = call.uuid("id").orElseThrow();
        return ledger.find(id)
                .orElseThrow(() -> new ProblemException(
                        Problem.notFound("there is no run " + id, "list them with GET /api/v1/runs")));
    }

    private UndoService.Request undo(HttpCall call) throws SQLException {
        return UndoService.Request.of(call.runHeader(), show(call));
    }

    private Run undone(Run undo) throws SQLException {
        return undo.state() == RunState.DONE
                ? ledger.find(UUID.fromString(undo.subject())).orElseThrow()
                : undo;
    }

    private Run cancel(HttpCall call) throws SQLException {
        Run run = show(call);
        if (!ledger.wantCancel(run.id())) {
            throw new ProblemException(Problem.conflict(
                    "the run has ended: " + show(call).state().text(), "only a running run can be cancelled"));
        }
        return run;
    }
}
