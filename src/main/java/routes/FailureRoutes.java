package routes;

import jakarta.enterprise.context.ApplicationScoped;
import ledger.Attempt;
import ledger.Door;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.endpoint.EndpointRouteConfigurationBuilder;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.jboss.logging.Logger;
import postgres.SqlState;

/**
 * What happens when something breaks, said once. What may pass is tried again, for a file in the inbox as long as it
 * takes; what will not pass ends its run as failed, with the transaction undone. At an HTTP door it is a problem:
 * {@link routes.http}.
 */
@ApplicationScoped
class FailureRoutes extends EndpointRouteConfigurationBuilder {

    private static final Logger LOG = Logger.getLogger(FailureRoutes.class);

    /** Tries for what goes on where it was, the first among them: half a minute, in which a server restarts. */
    private static final int TRIES_FOR_A_FLOW = 9;

    // spotless:off
    @Override
    public void configuration() {
        // Continued, not handled: whoever waits behind the run goes on with it, failed as it is.
        runs("runs", "runs-failed");
        // What lies whole on disk has not failed because the ledger did not hear of it.
        runs("published", "runs-failed-published");
        // What may be in another database has not failed before that one says so.
        runs("elsewhere", "runs-failed-elsewhere");

        // A rehearsed loss: what may pass is tried again, and what does not is looked at by the flow that knows its steps.
        RouteConfigurationDefinition drill = routeConfiguration("drill");
        whatMayPass(drill)
            .maximumRedeliveries(Attempt.TRIES - 1)
            .handled(true)
            .to(direct("drill-rescue"));
        whatDoesNotPass(drill)
            .handled(true)
            .to(direct("drill-rescue"));

        // A copy goes on where it was when what broke it passes, and is undone when it does not.
        RouteConfigurationDefinition copies = routeConfiguration("copies");
        whatMayPass(copies)
            .maximumRedeliveries(TRIES_FOR_A_FLOW - 1)
            .maximumRedeliveryDelay(10_000)
            .continued(true)
            .to(direct("copy-undo"));
        whatDoesNotPass(copies)
            .continued(true)
            .to(direct("runs-failed"));

        // So does a sync.
        RouteConfigurationDefinition syncs = routeConfiguration("syncs");
        whatMayPass(syncs)
            .maximumRedeliveries(TRIES_FOR_A_FLOW - 1)
            .maximumRedeliveryDelay(10_000)
            .continued(true)
            .to(direct("runs-failed"));
        whatDoesNotPass(syncs)
            .continued(true)
            .to(direct("runs-failed"));

        // Not even that was possible: nothing ends the run but having its rows back, so it goes on at the next tick.
        routeConfiguration("drill-left")
            .onException(Exception.class)
            .logExhausted(false)
            .continued(true)
            .log(LoggingLevel.ERROR, "routes", "the drill is taken up again: ${exception.message}")
            .setBody(exchangeProperty("begun"));

        // The ledger still does not answer: the end of the run is told at the next tick.
        routeConfiguration("still-away")
            .onException(Exception.class)
            .handled(true)
            .log(LoggingLevel.DEBUG, "routes", "${routeId}: ${exception.message}");

        // Not even the ledger can be told: its end is kept by the last stop itself.
        routeConfiguration("last-stop")
            .errorHandler(noErrorHandler());

        // Timers come again by themselves, so nothing is tried again: a message that died is recorded.
        routeConfiguration("quiet")
            .errorHandler(deadLetterChannel("direct:messages-dead").logExhausted(false));

        // Whoever is told may be away for a moment; for longer, and the message comes again later.
        routeConfiguration("notices")
            .errorHandler(deadLetterChannel("direct:notify-failed")
                .maximumRedeliveries(2)
                .redeliveryDelay(250)
                .useExponentialBackOff()
                .backOffMultiplier(4)
                .retryAttemptedLogLevel(LoggingLevel.OFF)
                .logExhausted(false));

        // Nothing is tried again or answered inside a transaction: it is undone, and the route around it decides.
        routeConfiguration("in-transaction")
            .errorHandler(noErrorHandler());
    }
    // spotless:on

    private void runs(String configuration, String lastStop) {
        RouteConfigurationDefinition runs = routeConfiguration(configuration);
        whatMayPass(runs)
                .retryWhile(FailureRoutes::worthwhile)
                .maximumRedeliveryDelay(10_000)
                .continued(true)
                .to(direct(lastStop));
        whatDoesNotPass(runs).continued(true).to(direct(lastStop));
    }

    /** Not tried again, nor where something else was before that might have passed. */
    private static OnExceptionDefinition whatDoesNotPass(RouteConfigurationDefinition configuration) {
        return configuration.onException(Exception.class).maximumRedeliveries(0).logExhausted(false);
    }

    /** Tried again after 250 ms, 500 ms, and so on, unless the wait is set; the caller says how often. */
    private static OnExceptionDefinition whatMayPass(RouteConfigurationDefinition configuration) {
        return configuration
                .onException(Exception.class)
                .onWhen(exchange -> SqlState.mayPass(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)))
                .redeliveryDelay("{{runs.retry-millis:250}}")
                .useExponentialBackOff()
                .backOffMultiplier(2)
                .retryAttemptedLogLevel(LoggingLevel.OFF)
                .logExhausted(false)
                .onRedelivery(FailureRoutes::tellRetry);
    }

    private static void tellRetry(Exchange exchange) {
        Throwable trouble = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        LOG.warnf(
                "run %s is tried again (%s): %s",
                exchange.getProperty("run"),
                exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER),
                SqlState.find(trouble).getMessage());
    }

    private static boolean worthwhile(Exchange exchange) {
        return exchange.getProperty("door", Door.class) == Door.INBOX
                || exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class) < Attempt.TRIES;
    }
}
