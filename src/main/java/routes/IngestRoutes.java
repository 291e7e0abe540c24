package routes;

import static routes.Verbs.verb;

import ingest.Inbox;
import ingest.Load;
import ingest.LoadRequest;
import ingest.Loader;
import ingest.Promise;
import ingest.Promises;
import ingest.Redrive;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.File;
import java.sql.SQLException;
import java.util.List;
import ledger.Ledger;
import ledger.Run;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** CSV in, rows and dead letters out: the inbox, the queue of promised requests, and the transaction both end in. */
@ApplicationScoped
class IngestRoutes extends EndpointRouteBuilder {

    private final Inbox inbox;
    private final Loader loader;
    private final Redrive redrive;
    private final Ledger ledger;
    private final RunEnds ends;
    /** Enters a transaction on an exchange of its own: what fails in there arrives here as an exception like any other. */
    private final ProducerTemplate transactions;

    private final Promises promises;

    IngestRoutes(
            Inbox inbox,
            Loader loader,
            Redrive redrive,
            Ledger ledger,
            RunEnds ends,
            Promises promises,
            ProducerTemplate transactions) {
        this.inbox = inbox;
        this.loader = loader;
        this.redrive = redrive;
        this.ledger = ledger;
        this.ends = ends;
        this.promises = promises;
        this.transactions = transactions;
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
                        .delay(200)
                        .initialDelay(200)
                        .maxMessagesPerPoll(1000)
                        .eagerMaxMessagesPerPoll(true)
                        .move("${exchangeProperty.putAway}"))
                .routeId("ingest-inbox")
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
                .setProperty("putAway")
                .body(Run.class, verb(inbox::putAway));

        from(direct("ingest-run"))
                .routeId("ingest-run")
                .routeConfigurationId("runs")
                .setProperty("run")
                .body(LoadRequest.class, LoadRequest::run)
                .setProperty("door")
                .body(LoadRequest.class, LoadRequest::door)
                .transform()
                .body(LoadRequest.class, verb(this::admit))
                .transform()
                .body(LoadRequest.class, request -> transactions.requestBody("direct:ingest-load", request, Run.class));

        from(seda("ingest-promised").concurrentConsumers("{{ingest.at-once}}").size(10_000))
                .routeId("ingest-promised")
                .transform()
                .body(Promise.class, Promise::request)
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
                .setProperty("run")
                .body(Redrive.Request.class, Redrive.Request::run)
                .setProperty("door")
                .body(Redrive.Request.class, Redrive.Request::door)
                .transform()
                .body(
                        Redrive.Request.class,
                        request -> transactions.requestBody("direct:ingest-redrive-load", request, Run.class));

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
    private LoadRequest admit(LoadRequest request) throws SQLException {
        ledger.begin(request);
        return request;
    }
}
