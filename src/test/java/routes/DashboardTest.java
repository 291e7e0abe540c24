package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ledger.Json;
import ledger.Rows;
import ledger.Run;
import ledger.RunId;
import ledger.RunMeters;
import ledger.RunState;
import org.junit.jupiter.api.Test;
import recovery.replication.LagGauges;
import recovery.replication.LagSeries;

/** The dashboard for Grafana shows what Prometheus reads: all of it, and nothing else. */
// It is the registry that Quarkus 3.27 brings.
@SuppressWarnings("deprecation")
class DashboardTest {

    private static final Path DASHBOARD = Path.of("src/main/docker/grafana-dashboard.json");
    private static final Pattern METRIC = Pattern.compile("caravanserai_\\w+");
    private static final Instant AT = Instant.parse("2026-11-21T02:15:00Z");

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RunMeters runs = new RunMeters(meters);
    private final StandingGauges standing = new StandingGauges(meters);
    private final LagGauges lags = new LagGauges(meters);

    @Test
    void theDashboardShowsEveryMetricAndNoOther() throws IOException {
        // Given
        runs.count(run("ingest", new Rows(10, 7, 1, 2, 0)));
        standing.show(full());
        lags.show(List.of(new LagSeries.Lag(AT, "stands_by", true, 1L, 3.0, 2L)));

        // When
        Set<String> read = names(meters.scrape().lines().filter(line -> !line.startsWith("#")));
        Set<String> shown = names(expressions());

        // Then
        assertThat(shown).isEqualTo(read);
    }

    @Test
    void rowsAreCountedByWhatBecameOfThem() {
        // When
        runs.count(run("ingest", new Rows(10, 7, 1, 2, 0)));
        runs.count(run("ingest", new Rows(5, 5, 0, 0, 0)));

        // Then
        assertThat(meters.scrape())
                .contains("caravanserai_rows_total{kind=\"ingest\",outcome=\"loaded\",} 12.0")
                .contains("caravanserai_rows_total{kind=\"ingest\",outcome=\"rejected\",} 1.0")
                .contains("caravanserai_rows_total{kind=\"ingest\",outcome=\"unchanged\",} 2.0")
                .contains("caravanserai_runs_total{kind=\"ingest\",state=\"done\",} 2.0")
                .contains("caravanserai_run_duration_seconds_sum{kind=\"ingest\",} 4.0");
    }

    @Test
    void whatIsNotKnownHasNoValue() {
        // Given
        standing.show(full());

        // When
        standing.show(new StandingGauges.Standing(
                new StandingGauges.Kept(AT, null, 1),
                new StandingGauges.Kept(null, null, 0),
                null,
                null,
                null,
                0,
                0,
                Map.of(),
                Map.of()));

        // Then
        assertThat(meters.scrape())
                .contains("caravanserai_snapshot_age_seconds ", "caravanserai_dead_letters_open 0.0")
                .doesNotContain(
                        "NaN",
                        "\ncaravanserai_snapshot_proven_age_seconds",
                        "\ncaravanserai_base_backup_age_seconds",
                        "\ncaravanserai_recovery_r",
                        "\ncaravanserai_runs_running",
                        "\ncaravanserai_flow_lag_seconds");
    }

    private static StandingGauges.Standing full() {
        return new StandingGauges.Standing(
                new StandingGauges.Kept(AT, AT, 100),
                new StandingGauges.Kept(AT, AT, 1000),
                0.5,
                16L,
                3.25,
                4,
                1,
                Map.of("ingest", 2L),
                Map.of("orders", AT));
    }

    private static Run run(String kind, Rows rows) {
        return new Run(
                RunId.next(),
                kind,
                "customers",
                "http",
                null,
                RunState.DONE,
                rows,
                new Run.Progress(rows.in(), rows.in(), "rows"),
                AT,
                AT.plusSeconds(2),
                null,
                null);
    }

    private static Stream<String> expressions() throws IOException {
        JsonNode panels = Json.read(Files.readString(DASHBOARD)).get("panels");
        return panels.findValuesAsText("expr").stream();
    }

    private static Set<String> names(Stream<String> lines) {
        return lines.flatMap(line -> METRIC.matcher(line).results().map(MatchResult::group))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
