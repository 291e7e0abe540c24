package routes;

import static routes.Verbs.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import ledger.Ledger;
import ledger.Run;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.jboss.logging.Logger;
import snapshot.restore.Attempt;
import snapshot.restore.RemoteTargets;

/** How restores and their undoing are done, and what becomes of those whose end only another database knows. */
@ApplicationScoped
class RestoreRoutes extends EndpointRouteBuilder {

    private static final Logger LOG = Logger.getLogger(RestoreRoutes.class);

    private final Ledger ledger;
    private final RemoteTargets elsewhere;
    private final RunAttempts attempts;

    RestoreRoutes(Ledger ledger, RemoteTargets elsewhere, RunAttempts attempts) {
        this.ledger = ledger;
        this.elsewhere = elsewhere;
        this.attempts = attempts;
    }

    @Override
    public void configure() {
        // In the caller's transaction: rows, what they replaced, letters, and the run. Rows in another database are
        // committed when the ledger has taken all of it, and just before that is committed too.
        from(direct("restore-attempt"))
                .routeId("restore-attempt")
                .routeConfigurationId("in-transaction")
                .setProperty("attempt")
                .body()
                .doTry()
                .split()
                .body(Attempt.class, Attempt::steps)
                .stopOnException()
                .transform()
                .body(Attempt.Step.class, verb(Attempt.Step::run))
                .filter()
                .body(List.class, letters -> !letters.isEmpty())
                .to(direct("letters-record"))
                .end()
                .end()
                .transform()
                .body(Attempt.class, verb(Attempt::finish))
                .to(direct("runs-finish"))
                .process(exchange -> attempt(exchange).keep())
                .endDoTry()
                .doFinally()
                .process(exchange -> attempt(exchange).close())
                .end();

        // The last stop of a restore that broke. One that may be done elsewhere goes on running: it is asked for below.
        from(direct("restore-failed"))
                .routeId("restore-failed")
                .routeConfigurationId("last-stop")
                .choice()
                .when(this::mayBeDone)
                .process(RestoreRoutes::logUnknown)
                .setBody(exchangeProperty("begun"))
                .otherwise()
                .to(direct("runs-failed"))
                .end();

        // What a crash or an outage left between the two commits: as soon as the other database answers.
        from(timer("restore-resume").delay(0).period(10_000))
                .routeId("restore-resume")
                .routeConfigurationId("quiet")
                .transform()
                .exchange(verb(exchange -> ledger.leftRunning()))
                .split(body())
                .filter()
                .body(Run.class, RemoteTargets::concerns)
                .to(direct("restore-settle"));

        from(direct("restore-settle"))
                .routeId("restore-settle")
                .routeConfigurationId("quiet")
                .transform()
                .body(Run.class, run -> attempts.attempt("restore-tell", run));

        from(direct("restore-tell"))
                .routeId("restore-tell")
                .routeConfigurationId("in-transaction")
                .transacted()
                .transform()
                .body(Run.class, verb(elsewhere::settle))
                .to(direct("restore-attempt"));
    }

    private static Attempt attempt(Exchange exchange) {
        return exchange.getProperty("attempt", Attempt.class);
    }

    private boolean mayBeDone(Exchange exchange) {
        return elsewhere.mayHaveKept(exchange.getProperty("run", UUID.class));
    }

    private static void logUnknown(Exchange exchange) {
        LOG.errorf(
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class),
                "run %s may be done in another database, and that is asked again",
                exchange.getProperty("run"));
    }
}
