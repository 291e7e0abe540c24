package routes;

import static routes.Verbs.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import ledger.Door;
import ledger.Ledger;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunId;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.jboss.logging.Logger;
import snapshot.FileSnapshot;
import snapshot.SnapshotIndex;
import snapshot.SnapshotRequest;
import snapshot.SnapshotSettings;
import snapshot.Snapshots;
import snapshot.TableSnapshots;
import snapshot.Verifier;
import snapshot.restore.RestoreRequest;
import snapshot.restore.Restorer;
import snapshot.restore.UndoService;

/** Snapshots: made, listed, verified, compared, restored, taken back. */
@ApplicationScoped
class SnapshotRoutes extends EndpointRouteBuilder {

    private static final Logger LOG = Logger.getLogger(SnapshotRoutes.class);

    private final Snapshots snapshots;
    private final TableSnapshots tableSnapshots;
    private final SnapshotIndex catalogue;
    private final Verifier verifier;
    private final Restorer restorer;
    private final UndoService undoing;
    private final SnapshotSettings settings;
    private final RunAttempts attempts;
    private final Ledger ledger;

    SnapshotRoutes(
            Snapshots snapshots,
            TableSnapshots tableSnapshots,
            SnapshotIndex catalogue,
            Verifier verifier,
            Restorer restorer,
            UndoService undoing,
            SnapshotSettings settings,
            RunAttempts attempts,
            Ledger ledger) {
        this.snapshots = snapshots;
        this.tableSnapshots = tableSnapshots;
        this.catalogue = catalogue;
        this.verifier = verifier;
        this.restorer = restorer;
        this.undoing = undoing;
        this.settings = settings;
        this.attempts = attempts;
        this.ledger = ledger;
    }

    @Override
    public void configure() {
        settings.cron().ifPresent(this::onSchedule);

        from(direct("snapshot-make"))
                .routeId("snapshot-make")
                .routeConfigurationId("snapshots")
                .process(RunAttempts::enter)
                .setProperty("published")
                .body(SnapshotRequest.class, request -> whole(request.run()))
                .choice()
                .when(SnapshotRoutes::isPublished)
                .transform()
                .exchange(exchange -> attempts.attempt("runs-finish", published(exchange)))
                .endChoice()
                .when(exchange -> body(exchange, SnapshotRequest.class).as() == SnapshotRequest.As.TABLE)
                .to(direct("snapshot-tables"))
                .otherwise()
                .transform()
                .body(SnapshotRequest.class, request -> attempts.attempt("snapshot-files", request))
                .end();

        // The last stop of a snapshot: its set may be there all the same.
        from(direct("snapshot-failed"))
                .routeId("snapshot-failed")
                .routeConfigurationId("last-stop")
                .setProperty("published")
                .exchange(exchange -> whole(exchange.getProperty("run", UUID.class)))
                .choice()
                .when(SnapshotRoutes::isPublished)
                .setBody(SnapshotRoutes::published)
                .to(direct("runs-end"))
                .otherwise()
                .to(direct("runs-failed"))
                .end();

        from(direct("snapshot-tables"))
                .routeId("snapshot-tables")
                .routeConfigurationId("in-transaction")
                .transform()
                .body(SnapshotRequest.class, verb(tableSnapshots::plan))
                .transform()
                .body(TableSnapshots.Plan.class, plan -> attempts.attempt("snapshot-tables-make", plan));

        // One moment, seen by all workers; nothing of the set is there before all of it is.
        from(direct("snapshot-files"))
                .routeId("snapshot-files")
                .routeConfigurationId("in-transaction")
                .transform()
                .body(SnapshotRequest.class, verb(snapshots::openFiles))
                .setProperty("attempt")
                .body()
                .doTry()
                .split()
                .body(FileSnapshot.class, FileSnapshot::pieces)
                .parallelProcessing()
                .executorService(workers())
                .stopOnException()
                .transform()
                .body(FileSnapshot.Piece.class, verb(FileSnapshot.Piece::run))
                .end()
                .transform()
                .exchange(verb(exchange ->
                        exchange.getProperty("attempt", FileSnapshot.class).publish()))
                .to(direct("runs-finish"))
                .endDoTry()
                .doFinally()
                .process(exchange ->
                        exchange.getProperty("attempt", FileSnapshot.class).close())
                .end();

        from(direct("snapshot-tables-make"))
                .routeId("snapshot-tables-make")
                .routeConfigurationId("in-transaction")
                .transacted()
                .transform()
                .body(TableSnapshots.Plan.class, verb(tableSnapshots::make))
                .to(direct("runs-finish"));

        // The set may have been whole before its run could say so.
        from(timer("snapshot-resume").delay(0).period(10_000))
                .routeId("snapshot-resume")
                .routeConfigurationId("quiet")
                .transform()
                .exchange(verb(exchange -> ledger.leftRunning("snapshot")))
                .split(body())
                .transform()
                .body(Run.class, verb(run -> snapshots.published(run.id()).orElseGet(() -> RunRoutes.leftBehind(run))))
                .to(direct("runs-end"));

        from(direct("snapshot-verify"))
                .routeId("snapshot-verify")
                .routeConfigurationId("runs")
                .process(RunAttempts::enter)
                .transform()
                .body(Verifier.Request.class, request -> attempts.attempt("snapshot-verify-contents", request));

        from(direct("snapshot-verify-contents"))
                .routeId("snapshot-verify-contents")
                .routeConfigurationId("in-transaction")
                .transform()
                .body(Verifier.Request.class, verb(verifier::verify))
                .to(direct("runs-finish"));

        from(direct("snapshot-restore"))
                .routeId("snapshot-restore")
                .routeConfigurationId("restores")
                .process(RunAttempts::enter)
                .transform()
                .body(RestoreRequest.class, request -> attempts.attempt("snapshot-restore-tables", request));

        from(direct("snapshot-restore-tables"))
                .routeId("snapshot-restore-tables")
                .routeConfigurationId("in-transaction")
                .transacted()
                .transform()
                .body(RestoreRequest.class, verb(restorer::open))
                .to(direct("restore-attempt"));

        from(direct("snapshot-undo"))
                .routeId("snapshot-undo")
                .routeConfigurationId("restores")
                .process(RunAttempts::enter)
                .transform()
                .body(UndoService.Request.class, request -> attempts.attempt("snapshot-undo-tables", request));

        from(direct("snapshot-undo-tables"))
                .routeId("snapshot-undo-tables")
                .routeConfigurationId("in-transaction")
                .transacted()
                .transform()
                .body(UndoService.Request.class, verb(undoing::open))
                .to(direct("restore-attempt"));
    }

    private void onSchedule(String cron) {
        from(quartz("snapshot").cron(cron))
                .routeId("snapshot-schedule")
                .autoStartup("{{service.doors}}")
                .transform()
                .exchange(exchange -> new SnapshotRequest(
                        RunId.next(),
                        settings.tables().orElse(List.of()),
                        SnapshotRequest.As.FILES,
                        null,
                        null,
                        Door.TIMER,
                        ScheduledFiring.key("snapshot", exchange)))
                .setProperty("flow", constant("retention-scheduled"))
                .to(direct("runs-schedule"));
    }

    private java.util.concurrent.ExecutorService workers() {
        return getContext().getExecutorServiceManager().newFixedThreadPool(this, "snapshot-worker", settings.workers());
    }

    /** How the run ended, if all of its set is there; a repository that cannot be read holds none. */
    private Optional<RunEnd> whole(UUID run) {
        try {
            return snapshots.published(run);
        } catch (IOException e) {
            LOG.warnf("cannot look for the set of run %s: %s", run, e);
            return Optional.empty();
        }
    }

    private static boolean isPublished(Exchange exchange) {
        return exchange.getProperty("published", Optional.class).isPresent();
    }

    private static RunEnd published(Exchange exchange) {
        return (RunEnd) exchange.getProperty("published", Optional.class).orElseThrow();
    }

    private static <T> T body(Exchange exchange, Class<T> type) {
        return exchange.getMessage().getBody(type);
    }
}
