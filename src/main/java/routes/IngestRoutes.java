package routes;

import static routes.Steps.holds;
import static routes.Steps.verb;

import ingest.AcceptedRequest;
import ingest.AcceptedRequests;
import ingest.Inbox;
import ingest.LoadRequest;
import ingest.Loader;
import ingest.Redrive;
import ingest.Statistics;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.File;
import java.sql.SQLException;
import ledger.Ledger;
import ledger.Run;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** CSV in, rows and dead letters out: the inbox, the queue of promised requests, and letters tried again. */
@ApplicationScoped
class IngestRoutes extends EndpointRouteBuilder {

    private final Inbox inbox;
    private final Loader loader;
    private final Redrive redrive;
    private final Ledger ledger;
    private final RunWaiters waiters;
    private final AcceptedRequests accepted;
    private final RunAttempts attempts;
    private final RunWorkers workers;
    private final Statistics statistics;

    IngestRoutes(
            Inbox inbox,
            Loader loader,
            Redrive redrive,
            Ledger ledger,
            RunWaiters waiters,
            AcceptedRequests accepted,
            RunAttempts attempts,
            RunWorkers workers,
            Statistics statistics) {
        this.inbox = inbox;
        this.loader = loader;
        this.redrive = redrive;
        this.ledger = ledger;
        this.waiters = waiters;
        this.accepted = accepted;
        this.attempts = attempts;
        this.workers = workers;
        this.statistics = statistics;
    }

    // spotless:off
    @Override
    public void configure() {
        // A file is taken when it lies still; it stays where it is until its run has ended, so a crash loses nothing.
        from(file("{{ingest.inbox}}")
                .recursive(true)
                .maxDepth(2)
                .include("(?i).*\\.csv(\\.gz)?")
                .readLock("changed")
                .readLockMinLength(0)
                .readLockMinAge("{{ingest.settle-millis}}")
                .readLockCheckInterval(50)
                .readLockTimeout(150)
                .readLockMarkerFile(false)
                .readLockLoggingLevel("DEBUG")
                .scheduler(new InboxScheduler(inbox::watch))
                .maxMessagesPerPoll(1000)
                .eagerMaxMessagesPerPoll(true)
                .move("${exchangeProperty.putAway}"))
            .routeId("ingest-inbox")
            // What fails here leaves the file where it is, to be taken again.
            .routeConfigurationId("in-transaction")
            .autoStartup("{{service.doors}}")
            // The polling thread helps when all workers are busy: that is all the queue there is.
            .threads()
                .poolSize("{{runs.at-once.ingest}}")
                .maxPoolSize("{{runs.at-once.ingest}}")
                .maxQueueSize("1")
                .rejectedPolicy(ThreadPoolRejectedPolicy.CallerRuns)
                .threadName("ingest-inbox")
            .transform(verb(File.class, inbox::claim))
            .to(direct("ingest-run"))
            .transform(verb(Run.class, waiters::tell))
            .transform(verb(Run.class, waiters::settled))
            .setProperty("putAway", verb(Run.class, inbox::putAway));

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
            .routeConfigurationId("runs")
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
            .routeConfigurationId("runs")
            .process(RunAttempts::enter)
            .transform(attempts.at("redrive-letters"));

        from(direct("redrive-letters"))
            .routeId("redrive-letters")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(Redrive.Request.class, redrive::open))
            .to(direct("rows-attempt"));
    }
    // spotless:on

    private void queue(Exchange exchange) throws InvalidPayloadException {
        workers.submit(
                exchange.getMessage().getMandatoryBody(AcceptedRequest.class).request(), "ingest-promised");
    }

    /** The run is in the ledger before the work begins; nobody waits for it yet. */
    private LoadRequest begin(LoadRequest request) throws SQLException {
        ledger.begin(request);
        return request;
    }
}
