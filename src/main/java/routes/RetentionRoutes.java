package routes;

import static routes.Verbs.verb;

import jakarta.enterprise.context.ApplicationScoped;
import ledger.Door;
import ledger.Run;
import ledger.RunId;
import ledger.RunState;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import snapshot.Expiry;

/** Which snapshots are kept: looked at, applied when asked for, and after every one that is made on schedule. */
@ApplicationScoped
class RetentionRoutes extends EndpointRouteBuilder {

    private final Expiry housekeeper;
    private final RunAttempts attempts;

    RetentionRoutes(Expiry housekeeper, RunAttempts attempts) {
        this.housekeeper = housekeeper;
        this.attempts = attempts;
    }

    @Override
    public void configure() {
        from(direct("retention-apply"))
                .routeId("retention-apply")
                .routeConfigurationId("runs")
                .process(RunAttempts::enter)
                .transform()
                .body(Expiry.Request.class, request -> attempts.attempt("retention-delete", request));

        from(direct("retention-delete"))
                .routeId("retention-delete")
                .routeConfigurationId("in-transaction")
                .transform()
                .body(Expiry.Request.class, verb(housekeeper::apply))
                .to(direct("runs-finish"));

        // What was made on schedule makes room for itself, in a run of its own; one that was not made deletes nothing.
        from(direct("retention-scheduled"))
                .routeId("retention-scheduled")
                .to(direct("snapshot-make"))
                .filter()
                .body(Run.class, run -> run.state() == RunState.DONE && housekeeper.isOn())
                .wireTap(direct("retention-due"))
                .end();

        from(direct("retention-due"))
                .routeId("retention-due")
                .routeConfigurationId("quiet")
                .transform()
                .exchange(exchange -> new Expiry.Request(RunId.next(), Door.TIMER, null))
                .setProperty("flow", constant("retention-apply"))
                .to(direct("runs-schedule"));
    }
}
