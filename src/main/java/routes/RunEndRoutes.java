package routes;

import static routes.Steps.exchange;
import static routes.Steps.verb;

import ingest.AcceptedRequests;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.UUID;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Ledger;
import ledger.Problem;
import ledger.Rows;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunState;
import ledger.UnwrittenEnds;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.component.sql.SqlConstants;
import org.jboss.logging.Logger;
import postgres.SqlState;

/** How runs end: in the transaction of their rows, after a failure, and later where the ledger was away. */
@ApplicationScoped
class RunEndRoutes extends EndpointRouteBuilder {

    private static final Logger LOG = Logger.getLogger(RunEndRoutes.class);

    private final Ledger ledger;
    private final ActiveRuns active;
    private final UnwrittenEnds unwritten;
    private final AcceptedRequests accepted;
    private final RunWaiters waiters;

    RunEndRoutes(
            Ledger ledger, ActiveRuns active, UnwrittenEnds unwritten, AcceptedRequests accepted, RunWaiters waiters) {
        this.ledger = ledger;
        this.active = active;
        this.unwritten = unwritten;
        this.accepted = accepted;
        this.waiters = waiters;
    }

    // spotless:off
    @Override
    public void configure() {
        // The end of a run, in the transaction of its rows: who has lost the run meanwhile loses what it did.
        from(direct("runs-finish"))
            .routeId("runs-finish")
            .routeConfigurationId("in-transaction")
            .setProperty("end", body())
            .choice()
                .when(this::isFiled)
                    .transform(verb(RunEnd.class, ledger.filed()::end))
                .otherwise()
                    .to(direct("runs-write"))
                    .process(RunEndRoutes::requireWritten)
                    .transform(exchange(this::standing))
            .end();

        // What a run makes may lie whole on disk before the run could say so: then it has only to be said.
        from(direct("runs-published"))
            .routeId("runs-published")
            .routeConfigurationId("in-transaction")
            .filter(PublishedWork::isFound)
                .transform(exchange(PublishedWork::end))
                .to(direct("runs-finish"))
            .end();

        // The last stop of such a run: what it makes may be there all the same.
        from(direct("runs-failed-published"))
            .routeId("runs-failed-published")
            .routeConfigurationId("last-stop")
            .process(PublishedWork::lookAgain)
            .choice()
                .when(PublishedWork::isFound)
                    .transform(exchange(PublishedWork::end))
                    .to(direct("runs-end"))
                .otherwise()
                    .to(direct("runs-failed"))
            .end();

        // The last stop of a run that broke: its transaction is undone, and the ledger says so. What broke off because the
        // service stops has not ended: the next start finishes it, or says what became of it.
        from(direct("runs-failed"))
            .routeId("runs-failed")
            .routeConfigurationId("last-stop")
            .choice()
                .when(this::isBrokenOff)
                    .setBody(exchangeProperty("begun"))
                .otherwise()
                    .to(direct("runs-broken"))
            .end();

        // The same of one that may be done in another database, where the ledger's transaction does not reach: it goes on
        // running, and that database is asked.
        from(direct("runs-failed-elsewhere"))
            .routeId("runs-failed-elsewhere")
            .routeConfigurationId("last-stop")
            .choice()
                .when(this::mayBeDoneElsewhere)
                    .process(RunEndRoutes::logUnknown)
                    .setBody(exchangeProperty("begun"))
                .otherwise()
                    .to(direct("runs-failed"))
            .end();

        from(direct("runs-broken"))
            .routeId("runs-broken")
            .routeConfigurationId("last-stop")
            .process(RunEndRoutes::logFailure)
            .transform(exchange(this::failed))
            .to(direct("runs-end"));

        // An end outside of any transaction. What broke the run may keep the ledger from hearing of it: then it is told later.
        from(direct("runs-end"))
            .routeId("runs-end")
            .routeConfigurationId("last-stop")
            .setProperty("end", body())
            .doTry()
                .choice()
                    .when(this::isFiled)
                        .transform(verb(RunEnd.class, ledger.filed()::end))
                    .otherwise()
                        .to(direct("runs-write"))
                        .transform(exchange(this::standing))
                .endChoice()
            .endDoTry()
            .doCatch(Exception.class)
                .process(this::keep)
                .setBody(exchangeProperty("begun"))
            .end();

        from(direct("runs-write"))
            .routeId("runs-write")
            .routeConfigurationId("in-transaction")
            .transform(verb(RunEnd.class, ledger::ending))
            .to(sql("classpath:sql/ledger/finish-run.sql").noop(true));

        // What could not be told is told when the ledger answers again.
        from(timer("runs-unwritten").period(1000))
            .routeId("runs-unwritten")
            .routeConfigurationId("quiet")
            .transform(verb(unwritten::all))
            .split(body())
                .to(direct("runs-unwritten-end"))
            .end();

        from(direct("runs-unwritten-end"))
            .routeId("runs-unwritten-end")
            .routeConfigurationId("still-away")
            .setProperty("end", body())
            .to(direct("runs-write"))
            .transform(exchange(this::standing))
            .transform(verb(Run.class, accepted::kept))
            // Not sooner: what breaks before this is done again at the next tick, and an end that stands is not written twice.
            .process(this::written)
            .transform(verb(Run.class, waiters::tell));
    }
    // spotless:on

    private void written(Exchange exchange) {
        unwritten.written(end(exchange).run());
    }

    private static RunEnd end(Exchange exchange) {
        return exchange.getProperty("end", RunEnd.class);
    }

    /** The ledger was away when it began, and is told of it later. */
    private boolean isFiled(Exchange exchange) {
        return ledger.filed().find(end(exchange).run()).isPresent();
    }

    private boolean isBrokenOff(Exchange exchange) {
        return active.find(exchange.getProperty("run", UUID.class))
                .filter(ActiveRun::isBrokenOff)
                .isPresent();
    }

    private boolean mayBeDoneElsewhere(Exchange exchange) {
        return active.find(exchange.getProperty("run", UUID.class))
                .filter(ActiveRun::mayBeKeptElsewhere)
                .isPresent();
    }

    private static void logUnknown(Exchange exchange) {
        LOG.errorf(
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class),
                "run %s may be done in another database, and that is asked again",
                exchange.getProperty("run"));
    }

    private static void requireWritten(Exchange exchange) {
        if (exchange.getMessage().getHeader(SqlConstants.SQL_UPDATE_COUNT, Integer.class) != 1) {
            throw RunEnd.taken(end(exchange).run());
        }
    }

    private Run standing(Exchange exchange) throws SQLException {
        return ledger.standing(end(exchange).run());
    }

    private void keep(Exchange exchange) {
        unwritten.keep(end(exchange));
        LOG.warnf(
                "how run %s ended is written when the ledger answers again: %s",
                end(exchange).run(),
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class).getMessage());
    }

    private static void logFailure(Exchange exchange) {
        Throwable trouble = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (!Problems.isAnswer(trouble)) {
            LOG.errorf(trouble, "run %s failed", exchange.getProperty("run"));
        }
    }

    private RunEnd failed(Exchange exchange) {
        UUID id = exchange.getProperty("run", UUID.class);
        boolean cancelled = active.find(id).filter(ActiveRun::cancelWanted).isPresent();
        ActiveRun.Kept kept = active.find(id).map(ActiveRun::kept).orElse(ActiveRun.Kept.NOTHING);
        Throwable trouble = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        SQLException refusal = SqlState.find(trouble);
        Problem problem =
                refusal != null && SqlState.isOutOfLocks(refusal) ? ledger.outOfLocks(refusal) : Problems.of(trouble);
        boolean refused = Problems.isAnswer(trouble) && kept.rows().equals(Rows.NONE);
        RunState state = cancelled ? RunState.CANCELLED : refused ? RunState.REFUSED : RunState.FAILED;
        return new RunEnd(id, state, kept.rows(), kept.detail(), cancelled ? null : problem);
    }
}
