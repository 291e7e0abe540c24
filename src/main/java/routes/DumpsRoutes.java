package routes;

import static routes.Steps.exchange;
import static routes.Steps.verb;

import dumps.archive.Archives;
import dumps.archive.DumpsInbox;
import dumps.archive.DumpsRequest;
import dumps.load.DumpLoads;
import dumps.load.DumpsLoadRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import ledger.Ledger;
import ledger.Run;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

/** Old dumps: read into archives, and the state that they make put into a database. */
@ApplicationScoped
class DumpsRoutes extends EndpointRouteBuilder {

    private final Archives archives;
    private final DumpLoads loads;
    private final DumpsInbox inbox;
    private final RunAttempts attempts;
    private final RunWaiters waiters;
    private final Ledger ledger;

    DumpsRoutes(
            Archives archives,
            DumpLoads loads,
            DumpsInbox inbox,
            RunAttempts attempts,
            RunWaiters waiters,
            Ledger ledger) {
        this.archives = archives;
        this.loads = loads;
        this.inbox = inbox;
        this.attempts = attempts;
        this.waiters = waiters;
        this.ledger = ledger;
    }

    // spotless:off
    @Override
    public void configure() {
        // A folder stays where it is until its run has ended, so a crash loses nothing.
        from(timer("dumps-inbox").period(1000))
            .routeId("dumps-inbox")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .transform(verb(() -> inbox.due(archives::isInHand)))
            .split(body())
                .to(direct("dumps-arrived"))
            .end();

        from(direct("dumps-arrived"))
            .routeId("dumps-arrived")
            .routeConfigurationId("quiet")
            .setProperty("arrived", body())
            .transform(verb(DumpsRequest.class, this::begin))
            .to(direct("dumps-run"))
            .transform(verb(Run.class, waiters::tell))
            .transform(verb(Run.class, waiters::settled))
            .transform(exchange(this::putAway));

        from(direct("dumps-run"))
            .routeId("dumps-run")
            .routeConfigurationId("runs")
            .process(RunAttempts::enter)
            .transform(attempts.at("dumps-make"));

        from(direct("dumps-make"))
            .routeId("dumps-make")
            .routeConfigurationId("in-transaction")
            .transform(verb(DumpsRequest.class, archives::make))
            .to(direct("runs-finish"));

        from(direct("dumps-load-run"))
            .routeId("dumps-load-run")
            .routeConfigurationId("elsewhere")
            .process(RunAttempts::enter)
            .transform(attempts.at("dumps-load-tables"));

        from(direct("dumps-load-tables"))
            .routeId("dumps-load-tables")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(DumpsLoadRequest.class, loads::open))
            .to(direct("rows-attempt"));
    }
    // spotless:on

    /** The run is in the ledger before the work begins; nobody waits for it yet. */
    private DumpsRequest begin(DumpsRequest request) throws SQLException {
        ledger.begin(request);
        return request;
    }

    private Run putAway(Exchange exchange) throws IOException {
        return inbox.ended(
                exchange.getProperty("arrived", DumpsRequest.class),
                exchange.getMessage().getBody(Run.class));
    }
}
