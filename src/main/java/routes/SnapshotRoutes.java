package routes;

import static routes.Steps.closing;
import static routes.Steps.exchange;
import static routes.Steps.holds;
import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import ledger.Door;
import ledger.Ledger;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import snapshot.Expiry;
import snapshot.FileSnapshot;
import snapshot.SnapshotKinds;
import snapshot.SnapshotRequest;
import snapshot.SnapshotSettings;
import snapshot.Snapshots;
import snapshot.TableSnapshots;
import snapshot.Verifier;

/** Snapshots: made, on schedule too, and verified. */
@ApplicationScoped
class SnapshotRoutes extends EndpointRouteBuilder implements Scheduled {

    private final Snapshots snapshots;
    private final TableSnapshots tableSnapshots;
    private final Verifier verifier;
    private final Expiry expiry;
    private final SnapshotSettings settings;
    private final RunAttempts attempts;
    private final Ledger ledger;
    private final PublishedWork published;

    SnapshotRoutes(
            Snapshots snapshots,
            TableSnapshots tableSnapshots,
            Verifier verifier,
            Expiry expiry,
            SnapshotSettings settings,
            RunAttempts attempts,
            Ledger ledger) {
        this.snapshots = snapshots;
        this.tableSnapshots = tableSnapshots;
        this.verifier = verifier;
        this.expiry = expiry;
        this.settings = settings;
        this.attempts = attempts;
        this.ledger = ledger;
        published = new PublishedWork("set", snapshots::published);
    }

    // spotless:off
    @Override
    public void configure() {
        from(direct("snapshot-due"))
            .routeId("snapshot-due")
            .transform(exchange(this::scheduled))
            .to(direct("runs-begin"));

        from(direct("snapshot-run"))
            .routeId("snapshot-run")
            .routeConfigurationId("published")
            .process(RunAttempts::enter)
            .process(published::look)
            .to(direct("runs-published"))
            .filter(PublishedWork::isMissing)
                .choice()
                    .when(holds(SnapshotRequest.class, SnapshotRequest::isOfTables))
                        .to(direct("snapshot-tables"))
                    .otherwise()
                        .transform(attempts.at("snapshot-files"))
                .end()
            .end()
            // One that was not made deletes nothing.
            .filter(holds(Run.class, this::makesRoom))
                .wireTap(seda("retention-due"))
            .end();

        // One moment, seen by all workers; nothing of the set is there before all of it is.
        from(direct("snapshot-files"))
            .routeId("snapshot-files")
            .routeConfigurationId("in-transaction")
            .transform(verb(SnapshotRequest.class, snapshots::openFiles))
            .setProperty("snapshot", body())
            .doTry()
                .split(verb(FileSnapshot.class, FileSnapshot::pieces))
                    .parallelProcessing().executorService(workers()).stopOnException()
                    .transform(verb(FileSnapshot.Piece.class, FileSnapshot.Piece::run))
                .end()
                .transform(verb(FileSnapshot.class, FileSnapshot::publish))
                .to(direct("runs-finish"))
            .endDoTry()
            .doFinally()
                .process(closing("snapshot"))
            .end();

        from(direct("snapshot-tables"))
            .routeId("snapshot-tables")
            .routeConfigurationId("in-transaction")
            .transform(verb(SnapshotRequest.class, tableSnapshots::plan))
            .transform(attempts.at("snapshot-tables-make"));

        from(direct("snapshot-tables-make"))
            .routeId("snapshot-tables-make")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(TableSnapshots.Plan.class, tableSnapshots::make))
            .to(direct("runs-finish"));

        // The set may have been whole before its run could say so.
        from(timer("snapshot-resume").delay(0).period(10_000))
            .routeId("snapshot-resume")
            .routeConfigurationId("quiet")
            .transform(verb(() -> ledger.leftRunning(SnapshotKinds.SNAPSHOT)))
            .split(body())
                .transform(verb(Run.class, this::leftBehind))
                .to(direct("runs-end"))
            .end();

        from(direct("verify-run"))
            .routeId("verify-run")
            .routeConfigurationId("runs")
            .process(RunAttempts::enter)
            .transform(attempts.at("verify-contents"));

        from(direct("verify-contents"))
            .routeId("verify-contents")
            .routeConfigurationId("in-transaction")
            .transform(verb(Verifier.Request.class, verifier::verify))
            .to(direct("runs-finish"));
    }
    // spotless:on

    @Override
    public List<Schedule> schedules() {
        return settings.cron().map(cron -> new Schedule("snapshot", "", cron, "snapshot-due")).stream()
                .toList();
    }

    private SnapshotRequest scheduled(Exchange exchange) {
        return new SnapshotRequest(
                RunHeader.next(Door.TIMER, ScheduledFiring.key("snapshot", exchange)),
                settings.tables().orElse(List.of()),
                settings.as().orElse(null),
                null,
                null);
    }

    private boolean makesRoom(Run run) {
        return run.door().equals(Door.TIMER.text()) && run.state() == RunState.DONE && expiry.isOn();
    }

    private RunEnd leftBehind(Run run) throws IOException {
        return published.leftBehind(SnapshotKinds.SNAPSHOT, run);
    }

    private ExecutorService workers() {
        return getContext().getExecutorServiceManager().newFixedThreadPool(this, "snapshot-worker", settings.workers());
    }
}
