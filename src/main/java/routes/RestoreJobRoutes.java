package routes;

import static routes.Steps.exchange;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ledger.Door;
import ledger.ProblemException;
import ledger.RunHeader;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import rows.change.RowChoice;
import rows.restore.Into;
import snapshot.RestoreJobs;
import snapshot.RestoreRequest;
import snapshot.SnapshotIndex;
import startup.ConfigurationProblem;

/** Restores that come by themselves: a staging copy that is fresh every night. */
@ApplicationScoped
class RestoreJobRoutes extends EndpointRouteBuilder implements Scheduled {

    private final RestoreJobs jobs;
    private final SnapshotIndex snapshots;

    RestoreJobRoutes(RestoreJobs jobs, SnapshotIndex snapshots) {
        this.jobs = jobs;
        this.snapshots = snapshots;
    }

    void refuseFaults(@Observes @Priority(1) StartupEvent start) {
        List<String> faults = new ArrayList<>();
        jobs.jobs().forEach((name, job) -> {
            try {
                Into.read(job.into());
            } catch (ProblemException e) {
                faults.add("restore.jobs." + name + ".into: " + e.problem().detail());
            }
        });
        if (!faults.isEmpty()) {
            throw new ConfigurationProblem("cannot restore as configured", faults, "look after restore.jobs.*");
        }
    }

    // spotless:off
    @Override
    public void configure() {
        from(direct("restore-due"))
            .routeId("restore-due")
            .transform(exchange(this::scheduled))
            .to(direct("runs-begin"));
    }
    // spotless:on

    @Override
    public List<Schedule> schedules() {
        return jobs.jobs().entrySet().stream()
                .filter(job -> job.getValue().cron().isPresent())
                .sorted(Map.Entry.comparingByKey())
                .map(job -> new Schedule(
                        "restore", job.getKey(), job.getValue().cron().orElseThrow(), "restore-due"))
                .toList();
    }

    private RestoreRequest scheduled(Exchange exchange) throws IOException {
        String name = exchange.getMessage().getBody(String.class);
        RestoreJobs.Job job = jobs.jobs().get(name);
        List<String> tables = job.tables().orElse(List.of());
        return new RestoreRequest(
                RunHeader.next(Door.TIMER, ScheduledFiring.key("restore " + name, exchange)),
                snapshot(job, tables),
                tables,
                job.into(),
                job.database(),
                RowChoice.ALL,
                null,
                List.of(),
                false,
                false,
                true,
                false,
                name,
                null);
    }

    /** Where there is none yet the run itself says so. */
    private String snapshot(RestoreJobs.Job job, List<String> tables) throws IOException {
        if (!job.snapshot().equals(SnapshotIndex.LATEST)) {
            return job.snapshot();
        }
        try {
            return snapshots.newest(tables).id();
        } catch (ProblemException none) {
            return SnapshotIndex.LATEST;
        }
    }
}
