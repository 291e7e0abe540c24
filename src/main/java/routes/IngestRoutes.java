package routes;

import static routes.Steps.exchange;
import static routes.Steps.holds;
import static routes.Steps.verb;

import ingest.AcceptedRequest;
import ingest.AcceptedRequests;
import ingest.Inbox;
import ingest.InboxClaim;
import ingest.InboxTurns;
import ingest.Leftover;
import ingest.LoadOrder;
import ingest.LoadProfiles;
import ingest.LoadRequest;
import ingest.Loader;
import ingest.Redrive;
import ingest.Statistics;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.File;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import ledger.Json;
import ledger.Ledger;
import ledger.ProblemException;
import ledger.Rows;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunState;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Ordered;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** CSV in, rows and dead letters out: the inbox, the queue of promised requests, and letters tried again. */
@ApplicationScoped
class IngestRoutes extends EndpointRouteBuilder {

    private final Inbox inbox;
    private final InboxTurns turns;
    private final LoadProfiles profiles;
    private final Loader loader;
    private final Redrive redrive;
    private final Ledger ledger;
    private final RunWaiters waiters;
    private final AcceptedRequests accepted;
    private final RunAttempts attempts;
    private final RunWorkers workers;
    private final Statistics statistics;
    private final LoadOrder order;

    IngestRoutes(
            Inbox inbox,
            InboxTurns turns,
            LoadProfiles profiles,
            Loader loader,
            Redrive redrive,
            Ledger ledger,
            RunWaiters waiters,
            AcceptedRequests accepted,
            RunAttempts attempts,
            RunWorkers workers,
            Statistics statistics,
            LoadOrder order) {
        this.inbox = inbox;
        this.turns = turns;
        this.profiles = profiles;
        this.loader = loader;
        this.redrive = redrive;
        this.ledger = ledger;
        this.waiters = waiters;
        this.accepted = accepted;
        this.attempts = attempts;
        this.workers = workers;
        this.statistics = statistics;
        this.order = order;
        order.onLeave(workers::look);
    }

    // spotless:off
    @Override
    public void configure() {
        // A file is taken when its turn has come; it stays where it is until its run has ended, so a crash loses nothing.
        from(file("{{ingest.inbox}}")
                .recursive(true)
                .maxDepth(2)
                .filter(file -> file.isDirectory() || turns.mayTake(file.getRelativeFilePath())
                        && !inbox.hasEnded(file.getRelativeFilePath()))
                .scheduler(new InboxScheduler(turns::watch, this::look, turns::awaitNextLook))
                .maxMessagesPerPoll(1000)
                .eagerMaxMessagesPerPoll(true)
                .move("${exchangeProperty.putAway}"))
            .routeId("ingest-inbox")
            // What fails here leaves the file where it is, to be taken again.
            .routeConfigurationId("in-transaction")
            .autoStartup("{{service.doors}}")
            .transform(verb(File.class, file -> inbox.claim(file, profiles)))
            .process(this::take)
            .threads()
                .poolSize("{{runs.at-once.ingest}}")
                .maxPoolSize("{{runs.at-once.ingest}}")
                .rejectedPolicy(ThreadPoolRejectedPolicy.CallerRuns)
                .threadName("ingest-inbox")
            .to(direct("ingest-claimed"))
            .transform(verb(Run.class, waiters::tell))
            .transform(verb(Run.class, waiters::settled))
            .transform(verb(Run.class, inbox::ended))
            .process(this::release)
            .setProperty("putAway", verb(Run.class, inbox::putAway));

        from(direct("ingest-claimed"))
            .routeId("ingest-claimed")
            .choice()
                .when(holds(InboxClaim.class, InboxClaim::isRefused))
                    .to(direct("ingest-refuse"))
                .otherwise()
                    .transform(verb(InboxClaim.class, InboxClaim::request))
                    .to(direct("ingest-run"))
            .end();

        // What lies in the inbox and is nothing that is loaded does not lie there for ever.
        from(timer("ingest-leftovers").period(1000))
            .routeId("ingest-leftovers")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .transform(verb(turns::leftovers))
            .split(body())
                .to(direct("ingest-leftover"))
            .end();

        from(direct("ingest-leftover"))
            .routeId("ingest-leftover")
            .routeConfigurationId("quiet")
            .setProperty("leftover", body())
            .transform(verb(Leftover.class, Leftover::claim))
            .to(direct("ingest-refuse"))
            .transform(verb(Run.class, waiters::tell))
            .transform(verb(Run.class, waiters::settled))
            .process(this::putLeftoverAway);

        from(direct("ingest-refuse"))
            .routeId("ingest-refuse")
            .routeConfigurationId("runs")
            .setProperty("claim", body())
            .transform(verb(InboxClaim.class, InboxClaim::request))
            .process(RunAttempts::enter)
            .transform(verb(LoadRequest.class, this::begin))
            .transform(exchange(IngestRoutes::refused))
            .to(direct("runs-end"));

        // Nobody is promised anything while too many wait already; the body is one request, or all that came together.
        from(direct("ingest-room"))
            .routeId("ingest-room")
            .process(this::requireRoom);

        // Once the request lies beside its body and its run is in the ledger, a crash cannot lose it.
        from(direct("ingest-promise"))
            .routeId("ingest-promise")
            .transform(verb(LoadRequest.class, accepted::make))
            .filter(holds(AcceptedRequest.class, AcceptedRequest::isNew))
                .to(direct("ingest-queue"))
            .end()
            .transform(verb(AcceptedRequest.class, AcceptedRequest::run));

        from(direct("ingest-queue"))
            .routeId("ingest-queue")
            .process(this::queue);

        from(direct("ingest-promised"))
            .routeId("ingest-promised")
            .to(direct("ingest-run"))
            .transform(verb(Run.class, accepted::kept));

        from(direct("ingest-run"))
            .routeId("ingest-run")
            // What may be in another database has not failed before that one says so.
            .routeConfigurationId("elsewhere")
            .process(RunAttempts::enter)
            .transform(verb(LoadRequest.class, this::begin))
            .transform(attempts.at("ingest-load"))
            .filter(holds(Run.class, statistics::areStale))
                .wireTap(seda("statistics-due"))
            .end();

        from(direct("ingest-load"))
            .routeId("ingest-load")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(LoadRequest.class, loader::open))
            .to(direct("rows-attempt"));

        from(direct("redrive-run"))
            .routeId("redrive-run")
            .routeConfigurationId("elsewhere")
            .process(RunAttempts::enter)
            .transform(attempts.at("redrive-letters"))
            // A sheet that came by HTTP is no longer needed.
            .transform(verb(Run.class, accepted::kept));

        from(direct("redrive-letters"))
            .routeId("redrive-letters")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(Redrive.Request.class, redrive::open))
            .to(direct("rows-attempt"));
    }
    // spotless:on

    private void queue(Exchange exchange) throws InvalidPayloadException {
        LoadRequest request =
                exchange.getMessage().getMandatoryBody(AcceptedRequest.class).request();
        workers.submit(
                request,
                "ingest-promised",
                () -> order.mayBegin(request.run()) && turns.mayBegin(request.run()),
                () -> turns.ended(request.run()));
    }

    private void look() {
        turns.look();
        if (turns.holdsEntries()) {
            workers.look();
        }
    }

    /** From here on the file is in hand, until the exchange has ended and with it what becomes of the file. */
    private void take(Exchange exchange) throws InvalidPayloadException, SQLException {
        LoadRequest request =
                exchange.getMessage().getMandatoryBody(InboxClaim.class).request();
        turns.take(request);
        exchange.getExchangeExtension().addOnCompletion(new AtTheVeryEnd(() -> turns.leftAlone(request.run())));
    }

    private void requireRoom(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        List<LoadRequest> requests = body instanceof LoadRequest one
                ? List.of(one)
                : List.of(exchange.getMessage().getBody(LoadRequest[].class));
        try {
            workers.requireRoom(requests.get(0).kind(), requests.size());
        } catch (ProblemException full) {
            accepted.forgetUnpromised(requests);
            throw full;
        }
    }

    private static RunEnd refused(Exchange exchange) {
        InboxClaim claim = exchange.getProperty("claim", InboxClaim.class);
        return new RunEnd(
                claim.request().run(),
                RunState.REFUSED,
                Rows.NONE,
                Json.mapper().createObjectNode().put("file", claim.request().fileName()),
                claim.reason());
    }

    private void putLeftoverAway(Exchange exchange) throws InvalidPayloadException, IOException {
        inbox.putAway(
                exchange.getMessage().getMandatoryBody(Run.class), exchange.getProperty("leftover", Leftover.class));
    }

    private void release(Exchange exchange) throws InvalidPayloadException {
        turns.ended(exchange.getMessage().getMandatoryBody(Run.class).id());
    }

    /** Behind all else that is done when an exchange ends. */
    private static final class AtTheVeryEnd extends SynchronizationAdapter implements Ordered {

        private final Runnable end;

        AtTheVeryEnd(Runnable end) {
            this.end = end;
        }

        @Override
        public void onDone(Exchange exchange) {
            end.run();
        }

        @Override
        public int getOrder() {
            return LOWEST;
        }
    }

    /** The run is in the ledger before the work begins; nobody waits for it yet. */
    private LoadRequest begin(LoadRequest request) throws SQLException {
        ledger.begin(request);
        return request;
    }
}
