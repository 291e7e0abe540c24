package routes;

import static routes.Steps.verb;

import ingest.CorrectionsFolder;
import ingest.Redrive;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.File;
import java.sql.SQLException;
import ledger.Ledger;
import ledger.Run;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

/** Corrected sheets of letters out of their folder: each is a redrive of the letters in it. */
@ApplicationScoped
class CorrectionRoutes extends EndpointRouteBuilder {

    private final CorrectionsFolder corrections;
    private final Ledger ledger;
    private final RunWaiters waiters;

    CorrectionRoutes(CorrectionsFolder corrections, Ledger ledger, RunWaiters waiters) {
        this.corrections = corrections;
        this.ledger = ledger;
        this.waiters = waiters;
    }

    // spotless:off
    @Override
    public void configure() {
        // A sheet is taken when it lies still, and stays where it is until its run has ended, as a file of the inbox does.
        from(file("{{ingest.corrections}}")
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
                .delay(500)
                .move("${exchangeProperty.putAway}"))
            .routeId("letters-corrections")
            // What fails here leaves the file where it is, to be taken again.
            .routeConfigurationId("in-transaction")
            .autoStartup("{{service.doors}}")
            .transform(verb(File.class, corrections::claim))
            .transform(verb(Redrive.Request.class, this::begin))
            .to(direct("redrive-run"))
            .transform(verb(Run.class, waiters::tell))
            .transform(verb(Run.class, waiters::settled))
            .setProperty("putAway", verb(Run.class, corrections::putAway));
    }
    // spotless:on

    private Redrive.Request begin(Redrive.Request request) throws SQLException {
        ledger.begin(request);
        return request;
    }
}
