package routes;

import static routes.Verbs.verb;

import ingest.AcceptedRequest;
import ingest.AcceptedRequests;
import ingest.Inbox;
import ingest.Load;
import ingest.LoadRequest;
import ingest.Loader;
import ingest.Redrive;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.File;
import java.sql.SQLException;
import java.util.List;
import ledger.Ledger;
import ledger.Run;
import org.apache.camel.WaitForTaskToComplete;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** CSV in, rows and dead letters out: the inbox, the queue of promised requests, and the transaction both end in. */
@ApplicationScoped
class IngestRoutes extends EndpointRouteBuilder {

    private final Inbox inbox;
    private final Loader loader;
    private final Redrive redrive;
    private final Ledger ledger;
    private final RunWaiters ends;
    private final AcceptedRequests promises;
    private final RunAttempts attempts;

    IngestRoutes(
            Inbox inbox,
            Loader loader,
            Redrive redrive,
            Ledger ledger,
            RunWaiters ends,
            AcceptedRequests promises,
            RunAttempts attempts) {
        this.inbox = inbox;
        this.loader = loader;
        this.redrive = redrive;
        this.ledger = ledger;
        this.ends = ends;
        this.promises = promises;
        this.attempts = attempts;
    }

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
                .poolSize("{{ingest.at-once}}")
                .maxPoolSize("{{ingest.at-once}}")
                .maxQueueSize("1")
                .rejectedPolicy(ThreadPoolRejectedPolicy.CallerRuns)
                .threadName("ingest-inbox")
                .transform()
                .body(File.class, inbox::claim)
                .to(direct("ingest-run"))
                .transform()
                .body(Run.class, ends::tell)
                .transform()
                .body(Run.class, verb(ends::settle))
                .setProperty("putAway")
                .body(Run.class, verb(inbox::putAway));

        from(direct("ingest-run"))
                .routeId("ingest-run")
                .routeConfigurationId("runs")
                .process(RunAttempts::enter)
                .transform()
                .body(LoadRequest.class, verb(this::load));

        // Once the request lies beside its body and its run is in the ledger, a crash cannot lose it.
        from(direct("ingest-promise"))
                .routeId("ingest-promise")
                .transform()
                .body(LoadRequest.class, verb(promises::make))
                .filter()
                .body(AcceptedRequest.class, AcceptedRequest::isNew)
                .to(seda("ingest-promised").waitForTaskToComplete(WaitForTaskToComplete.Never))
                .end()
                .transform()
                .body(AcceptedRequest.class, AcceptedRequest::run);

        from(seda("ingest-promised").concurrentConsumers("{{ingest.at-once}}").size(10_000))
                .routeId("ingest-promised")
                .transform()
                .body(AcceptedRequest.class, AcceptedRequest::request)
                .to(direct("ingest-run"))
                .transform()
                .body(Run.class, verb(promises::kept))
                .transform()
                .body(Run.class, ends::tell);

        from(direct("ingest-load"))
                .routeId("ingest-load")
                .routeConfigurationId("in-transaction")
                .transacted()
                .transform()
                .body(LoadRequest.class, verb(loader::open))
                .to(direct("ingest-rows"));

        from(direct("ingest-redrive"))
                .routeId("ingest-redrive")
                .routeConfigurationId("runs")
                .process(RunAttempts::enter)
                .transform()
                .body(Redrive.Request.class, request -> attempts.attempt("ingest-redrive-load", request));

        from(direct("ingest-redrive-load"))
                .routeId("ingest-redrive-load")
                .routeConfigurationId("in-transaction")
                .transacted()
                .transform()
                .body(Redrive.Request.class, verb(redrive::open))
                .to(direct("ingest-rows"));

        // Everything between opening and ending is one transaction: rows, letters, and the run that counts them.
        from(direct("ingest-rows"))
                .routeId("ingest-rows")
                .routeConfigurationId("in-transaction")
                .setProperty("load")
                .body()
                .doTry()
                .split(body())
                .streaming()
                .stopOnException()
                .transform()
                .body(Load.Step.class, verb(Load.Step::run))
                .filter()
                .body(List.class, letters -> !letters.isEmpty())
                .to(direct("letters-record"))
                .end()
                .end()
                .transform()
                .body(Load.class, verb(Load::finish))
                .to(direct("runs-finish"))
                .endDoTry()
                .doFinally()
                .process(exchange -> exchange.getProperty("load", Load.class).close())
                .end();
    }

    /** The run is in the ledger before the work begins; nobody waits for it yet. */
    private Run load(LoadRequest request) throws SQLException {
        ledger.begin(request);
        return attempts.attempt("ingest-load", request);
    }
}
