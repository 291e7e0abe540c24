package ledger;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** What the runs of this process did since it started, as Prometheus reads it; several processes add up. */
@ApplicationScoped
public class RunMeters {

    private static final String ROWS = "caravanserai.rows";

    private final MeterRegistry meters;

    public RunMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Counts a run that has ended: its rows by what became of them, itself by its state, and how long it took. */
    public void count(Run run) {
        Rows rows = run.rows();
        rows(run, "loaded", rows.loaded());
        rows(run, "rejected", rows.rejected());
        rows(run, "unchanged", rows.unchanged());
        rows(run, "skipped", rows.skipped());
        meters.counter(
                        "caravanserai.runs",
                        "kind",
                        run.kind(),
                        "state",
                        run.state().text())
                .increment();
        meters.timer("caravanserai.run.duration", "kind", run.kind())
                .record(Duration.between(run.startedAt(), run.endedAt()));
    }

    private void rows(Run run, String outcome, long count) {
        meters.counter(ROWS, "kind", run.kind(), "outcome", outcome).increment(count);
    }
}
