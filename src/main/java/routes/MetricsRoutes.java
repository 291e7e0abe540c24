package routes;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import ledger.Run;
import ledger.RunOverview;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import recovery.backup.BackupFacts;
import recovery.backup.BaseBackups;
import recovery.incidents.Incidents;
import recovery.window.RecoveryWindow;
import recovery.window.WindowFacts;
import routes.StandingGauges.Kept;
import routes.StandingGauges.Standing;
import snapshot.Facts;
import snapshot.SnapshotIndex;
import sync.Flow;
import sync.Flows;

/** What Prometheus reads of how everything stands: looked at now and then, whoever reads it how often. */
@ApplicationScoped
class MetricsRoutes extends EndpointRouteBuilder {

    private final SnapshotIndex snapshots;
    private final BaseBackups backups;
    private final RecoveryWindow window;
    private final Incidents incidents;
    private final Flows flows;
    private final RunOverview overview;
    private final StandingGauges gauges;

    MetricsRoutes(
            SnapshotIndex snapshots,
            BaseBackups backups,
            RecoveryWindow window,
            Incidents incidents,
            Flows flows,
            RunOverview overview,
            StandingGauges gauges) {
        this.snapshots = snapshots;
        this.backups = backups;
        this.window = window;
        this.incidents = incidents;
        this.flows = flows;
        this.overview = overview;
        this.gauges = gauges;
    }

    // spotless:off
    @Override
    public void configure() {
        from(timer("metrics-look").delay(0).period(15_000))
            .routeId("metrics-look")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .transform(verb(this::look));
    }
    // spotless:on

    Standing look() throws SQLException, IOException {
        List<Facts> sets = snapshots.list();
        List<BackupFacts> bases = backups.list();
        WindowFacts reach = window.now();
        Standing now = new Standing(
                new Kept(
                        latest(sets, Facts::made),
                        latest(sets, Facts::provenAt),
                        sets.stream().mapToLong(Facts::bytes).sum()),
                new Kept(
                        latest(bases, BackupFacts::made),
                        latest(bases, BackupFacts::provenAt),
                        bases.stream().mapToLong(BackupFacts::bytes).sum()),
                reach.rpo().seconds(),
                reach.rpo().bytes(),
                reach.rto().seconds(),
                overview.letters().open(),
                incidents.open().size(),
                overview.running().stream().collect(Collectors.groupingBy(Run::kind, Collectors.counting())),
                flows());
        gauges.show(now);
        return now;
    }

    private static <T> Instant latest(List<T> all, Function<T, Instant> moment) {
        return all.stream()
                .map(moment)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private Map<String, Instant> flows() throws SQLException {
        List<String> names = flows.all().stream().map(Flow::name).toList();
        return overview.last(names, RunOverview.BRINGING).stream()
                .filter(last -> last.doneAsOf() != null)
                .collect(Collectors.toMap(RunOverview.Last::subject, RunOverview.Last::doneAsOf));
    }
}
