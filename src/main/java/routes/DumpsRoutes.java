package routes;

import static routes.Steps.exchange;
import static routes.Steps.holds;
import static routes.Steps.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dumps.archive.ArchiveMaker;
import dumps.archive.DumpsInbox;
import dumps.archive.DumpsRequest;
import dumps.load.DumpLoads;
import dumps.load.DumpsLoadRequest;
import dumps.load.PassingSchemas;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import ledger.Ledger;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.RunId;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import snapshot.SnapshotRequest;

/** Old dumps: read into archives, and the state that they make put into a database. */
@ApplicationScoped
class DumpsRoutes extends EndpointRouteBuilder {

    private final ArchiveMaker maker;
    private final DumpLoads loads;
    private final DumpsInbox inbox;
    private final PassingSchemas passing;
    private final RunAttempts attempts;
    private final RunWaiters waiters;
    private final Ledger ledger;

    DumpsRoutes(
            ArchiveMaker maker,
            DumpLoads loads,
            DumpsInbox inbox,
            PassingSchemas passing,
            RunAttempts attempts,
            RunWaiters waiters,
            Ledger ledger) {
        this.maker = maker;
        this.loads = loads;
        this.inbox = inbox;
        this.passing = passing;
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
            .transform(verb(() -> inbox.due(maker::isInHand)))
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
            .transform(verb(DumpsRequest.class, maker::make))
            .to(direct("runs-finish"));

        from(direct("dumps-load-run"))
            .routeId("dumps-load-run")
            .routeConfigurationId("elsewhere")
            .process(RunAttempts::enter)
            .choice()
                .when(holds(DumpsLoadRequest.class, load -> load.snapshot() && !load.dryRun()))
                    .transform(attempts.at("dumps-load-snapshot"))
                .otherwise()
                    .transform(attempts.at("dumps-load-tables"))
            .end();

        // The tables stand until the snapshot of them is made, whatever becomes of that.
        from(direct("dumps-load-snapshot"))
            .routeId("dumps-load-snapshot")
            .routeConfigurationId("in-transaction")
            .setProperty("request", body())
            .transform(attempts.step("dumps-load-passing", RunEnd.class))
            .setProperty("loaded", body())
            .doTry()
                .transform(exchange(this::beginSnapshot))
                .transform(attempts.at("snapshot-run"))
                .transform(exchange(DumpsRoutes::withSnapshot))
            .endDoTry()
            .doFinally()
                .process(this::drop)
            .end()
            .to(direct("runs-finish"));

        from(direct("dumps-load-passing"))
            .routeId("dumps-load-passing")
            .routeConfigurationId("in-transaction")
            .transacted()
            .setProperty("goesOn", constant(true))
            .transform(verb(DumpsLoadRequest.class, loads::open))
            .to(direct("rows-attempt"));

        // Those of a process that is gone.
        from(timer("dumps-passing-left").delay(0).period(10_000))
            .routeId("dumps-passing-left")
            .routeConfigurationId("quiet")
            .transform(verb(passing::dropLeft));

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

    private SnapshotRequest beginSnapshot(Exchange exchange) throws SQLException {
        DumpsLoadRequest request = exchange.getProperty("request", DumpsLoadRequest.class);
        List<String> tables = new ArrayList<>();
        exchange.getProperty("loaded", RunEnd.class)
                .detail()
                .path("tables")
                .forEach(table -> tables.add(table.path("table").asText()));
        SnapshotRequest snapshot = new SnapshotRequest(
                new RunHeader(
                        RunId.next(), request.door(), null, request.header().askedBy()),
                tables,
                SnapshotRequest.As.FILES,
                null,
                null);
        ledger.begin(snapshot);
        return snapshot;
    }

    /** The letters are those of the rows that are not in the snapshot. */
    private static RunEnd withSnapshot(Exchange exchange) {
        Run made = exchange.getMessage().getBody(Run.class);
        if (made.problem() != null) {
            throw new ProblemException(made.problem());
        }
        RunEnd loaded = exchange.getProperty("loaded", RunEnd.class);
        ObjectNode detail = loaded.detail().deepCopy();
        detail.put("snapshot", made.detail().path("snapshot").asText());
        return RunEnd.done(loaded.run(), loaded.rows(), detail);
    }

    private void drop(Exchange exchange) throws SQLException {
        passing.drop(exchange.getProperty("request", DumpsLoadRequest.class).schema());
    }

    private Run putAway(Exchange exchange) throws IOException {
        return inbox.ended(
                exchange.getProperty("arrived", DumpsRequest.class),
                exchange.getMessage().getBody(Run.class));
    }
}
