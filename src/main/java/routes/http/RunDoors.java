package routes.http;

import static routes.Steps.exchange;
import static routes.Steps.holds;
import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import ledger.Ledger;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunQuery;
import ledger.RunState;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.RowsAs;
import routes.RunWaiters;
import rows.undo.UndoService;

/** The HTTP doors of runs: looked at, watched, cancelled, taken back. */
@ApplicationScoped
class RunDoors extends EndpointRouteBuilder {

    private static final int PAGE = 100;

    /** The call, kept beside the run that it names. */
    private static final String ASKED = "asked";

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
            .process(HttpCall.taking("kind", "state", "subject", "limit", "before"))
            .transform(verb(HttpCall.class, RunDoors::wanted))
            .to(sql("classpath:sql/ledger/list-runs.sql").dataSource("#ledger")
                .advanced().rowMapperFactory(new RowsAs<>(ledger::run)))
            .transform(verb(List.class, runs -> Map.of("runs", runs)))
            .process(Answers::json);

        from(direct("runs-show"))
            .routeId("runs-show")
            .process(HttpCall::take)
            .to(direct("runs-find"))
            .process(Answers::json);

        from(direct("runs-find"))
            .routeId("runs-find")
            .setProperty(ASKED, body())
            .choice()
                // The ledger was away when it began, and may be still.
                .when(holds(HttpCall.class, call -> ledger.filed().find(id(call)).isPresent()))
                    .transform(verb(HttpCall.class, call -> ledger.find(id(call)).orElseThrow()))
                .otherwise()
                    .transform(verb(HttpCall.class, call -> List.of(id(call))))
                    .to(sql("classpath:sql/ledger/find-run.sql").dataSource("#ledger")
                        .advanced().rowMapperFactory(new RowsAs<>(ledger::run)))
                    .transform(exchange(RunDoors::found))
            .end();

        // RunStream answers before this; here comes what is no run.
        from(direct("runs-events"))
            .routeId("runs-events")
            .process(HttpCall::take)
            .to(direct("runs-find"))
            .process(Answers::json);

        from(direct("runs-cancel"))
            .routeId("runs-cancel")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, HttpCall::withoutBody))
            .to(direct("runs-find"))
            .transform(exchange(this::cancel))
            .transform(exchange(waiters::await))
            .process(Answers::json);

        // What is answered is the run that was taken back; the one that did it is in its detail.
        from(direct("undo-asked"))
            .routeId("undo-asked")
            .process(HttpCall::take)
            .to(direct("runs-find"))
            .transform(exchange(RunDoors::undo))
            .process(AdminDeeds::guard)
            .to(direct("runs-begin"))
            .transform(exchange(waiters::await))
            .transform(verb(Run.class, this::undone))
            .process(Answers::undone);

        // Any other request: its run, as far as it is when the caller's patience ends.
        from(direct("runs-ask"))
            .routeId("runs-ask")
            .process(AdminDeeds::guard)
            .to(direct("runs-begin"))
            .transform(exchange(waiters::await))
            .process(Answers::started);
    }
    // spotless:on

    private static Map<String, Object> wanted(HttpCall call) {
        return new RunQuery(
                        call.value("kind").orElse(null),
                        call.value("state", RunState::of, "a run's state").orElse(null),
                        call.value("subject").orElse(null),
                        call.uuid("before").orElse(null),
                        call.number("limit").orElse(PAGE))
                .parameters();
    }

    private static UUID id(HttpCall call) {
        return call.uuid("id").orElseThrow();
    }

    private static HttpCall call(Exchange exchange) {
        return exchange.getProperty(ASKED, HttpCall.class);
    }

    private static Run found(Exchange exchange) {
        List<?> found = exchange.getMessage().getBody(List.class);
        if (found.isEmpty()) {
            throw new ProblemException(
                    Problem.notFound("there is no run " + id(call(exchange)), "list them with GET /api/v1/runs"));
        }
        return (Run) found.get(0);
    }

    /** The body of an undo. */
    record Undoing(Boolean dryRun) {
        Undoing {
            dryRun = Objects.requireNonNullElse(dryRun, false);
        }
    }

    private static UndoService.Request undo(Exchange exchange) {
        HttpCall call = call(exchange);
        return UndoService.Request.of(
                call.runHeader(),
                exchange.getMessage().getBody(Run.class),
                RequestBody.read(call, Undoing.class).dryRun());
    }

    /** What is answered is the run that was taken back; of a dry run the one that looked. */
    private Run undone(Run undo) throws SQLException {
        return undo.state() == RunState.DONE && !undo.detail().path("dryRun").asBoolean()
                ? ledger.find(UUID.fromString(undo.subject())).orElseThrow()
                : undo;
    }

    private Run cancel(Exchange exchange) throws SQLException {
        Run run = exchange.getMessage().getBody(Run.class);
        Caller caller = call(exchange).caller();
        if (!Objects.equals(run.askedBy(), caller.name())) {
            caller.requireAdmin("cancelling a run that somebody else asked for");
        }
        if (!ledger.wantCancel(run.id())) {
            RunState state = ledger.find(run.id()).orElseThrow().state();
            throw new ProblemException(
                    Problem.conflict("the run has ended: " + state.text(), "only a running run can be cancelled"));
        }
        return run;
    }
}
