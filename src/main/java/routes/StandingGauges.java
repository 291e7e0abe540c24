package routes;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** How everything stands, as Prometheus reads it: what is not known has no value, and ages go on between two looks. */
@ApplicationScoped
class StandingGauges {

    private final MultiGauge snapshotAge;
    private final MultiGauge snapshotProvenAge;
    private final MultiGauge snapshotBytes;
    private final MultiGauge baseBackupAge;
    private final MultiGauge baseBackupProvenAge;
    private final MultiGauge baseBackupBytes;
    private final MultiGauge rpoSeconds;
    private final MultiGauge rpoBytes;
    private final MultiGauge rtoSeconds;
    private final MultiGauge letters;
    private final MultiGauge incidents;
    private final MultiGauge running;
    private final MultiGauge flowLag;

    StandingGauges(MeterRegistry meters) {
        snapshotAge = gauge(meters, "snapshot.age", "seconds", "since the newest snapshot was made");
        snapshotProvenAge =
                gauge(meters, "snapshot.proven.age", "seconds", "since the newest snapshot that was proven was proven");
        snapshotBytes = gauge(meters, "snapshots.size", "bytes", "of all snapshots on disk");
        baseBackupAge = gauge(meters, "base.backup.age", "seconds", "since the newest base backup was made");
        baseBackupProvenAge = gauge(
                meters, "base.backup.proven.age", "seconds", "since a server was last started from a base backup");
        baseBackupBytes = gauge(meters, "base.backups.size", "bytes", "of all base backups on disk");
        rpoSeconds = gauge(
                meters, "recovery.rpo.seconds", "seconds", "of work that would be lost if the server were gone now");
        rpoBytes =
                gauge(meters, "recovery.rpo.bytes", "bytes", "of log that would be lost if the server were gone now");
        rtoSeconds = gauge(meters, "recovery.rto", "seconds", "that it took the last time to have a server back");
        letters = gauge(meters, "dead.letters.open", null, "dead letters that wait, counted up to 100,001");
        incidents = gauge(meters, "incidents.open", null, "losses of rows that nobody has seen to");
        running = gauge(meters, "runs.running", null, "runs at work, in every process");
        flowLag = gauge(meters, "flow.lag", "seconds", "since the moment that the target of a flow is equal to");
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String unit, String description) {
        return MultiGauge.builder("caravanserai." + name)
                .baseUnit(unit)
                .description(description)
                .register(meters);
    }

    /**
     * Files of one kind.
     *
     * @param made the newest, or null
     * @param proven the newest proof, or null
     */
    record Kept(Instant made, Instant proven, long bytes) {}

    /**
     * How everything stands; null is what is not known.
     *
     * @param running the kind of each run that is at work
     * @param flows the moment that each target is equal to
     */
    record Standing(
            Kept snapshots,
            Kept baseBackups,
            Double rpoSeconds,
            Long rpoBytes,
            Double rtoSeconds,
            long letters,
            long incidents,
            Map<String, Long> running,
            Map<String, Instant> flows) {}

    void show(Standing now) {
        one(snapshotAge, age(now.snapshots().made()));
        one(snapshotProvenAge, age(now.snapshots().proven()));
        one(snapshotBytes, now.snapshots()::bytes);
        one(baseBackupAge, age(now.baseBackups().made()));
        one(baseBackupProvenAge, age(now.baseBackups().proven()));
        one(baseBackupBytes, now.baseBackups()::bytes);
        one(rpoSeconds, now.rpoSeconds() == null ? null : now::rpoSeconds);
        one(rpoBytes, now.rpoBytes() == null ? null : now::rpoBytes);
        one(rtoSeconds, now.rtoSeconds() == null ? null : now::rtoSeconds);
        one(letters, now::letters);
        one(incidents, now::incidents);
        many(running, "kind", now.running().entrySet().stream().map(e -> Map.entry(e.getKey(), e::getValue)));
        many(flowLag, "flow", now.flows().entrySet().stream().map(e -> Map.entry(e.getKey(), age(e.getValue()))));
    }

    private static Supplier<Number> age(Instant since) {
        return since == null
                ? null
                : () -> Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }

    private static void one(MultiGauge gauge, Supplier<Number> value) {
        gauge.register(
                Stream.ofNullable(value)
                        .map(known -> MultiGauge.Row.of(Tags.empty(), known))
                        .toList(),
                true);
    }

    private static void many(MultiGauge gauge, String tag, Stream<Map.Entry<String, Supplier<Number>>> values) {
        List<MultiGauge.Row<?>> rows = values.filter(Objects::nonNull)
                .<MultiGauge.Row<?>>map(each -> MultiGauge.Row.of(Tags.of(tag, each.getKey()), each.getValue()))
                .toList();
        gauge.register(rows, true);
    }
}
