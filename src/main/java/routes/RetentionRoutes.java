package routes;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import ledger.Door;
import ledger.RunHeader;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import snapshot.Expiry;

/** Which snapshots are kept: applied when asked for, and after every one that is made on schedule. */
@ApplicationScoped
class RetentionRoutes extends EndpointRouteBuilder {

    private final Expiry expiry;
    private final RunAttempts attempts;

    RetentionRoutes(Expiry expiry, RunAttempts attempts) {
        this.expiry = expiry;
        this.attempts = attempts;
    }

    // spotless:off
    @Override
    public void configure() {
        from(direct("retention-run"))
            .routeId("retention-run")
            .routeConfigurationId("runs")
            .process(RunAttempts::enter)
            .transform(attempts.at("retention-delete"));

        from(direct("retention-delete"))
            .routeId("retention-delete")
            .routeConfigurationId("in-transaction")
            .transform(verb(Expiry.Request.class, expiry::apply))
            .to(direct("runs-finish"));

        // What was made on schedule makes room for itself, in a run of its own.
        from(seda("retention-due").advanced().pollTimeout(100))
            .routeId("retention-due")
            .routeConfigurationId("quiet")
            .transform(verb(RetentionRoutes::due))
            .to(direct("runs-begin"));
    }
    // spotless:on

    private static Expiry.Request due() {
        return new Expiry.Request(RunHeader.next(Door.TIMER));
    }
}
