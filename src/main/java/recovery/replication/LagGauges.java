package recovery.replication;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** How far standbys are behind, as Prometheus reads it. */
@ApplicationScoped
public class LagGauges {

    private final MultiGauge connected;
    private final MultiGauge bytes;
    private final MultiGauge seconds;
    private final MultiGauge unflushed;

    public LagGauges(MeterRegistry meters) {
        connected = MultiGauge.builder("caravanserai.replication.connected")
                .description("1 for a standby that is sent the log, 0 for one that is cut off")
                .register(meters);
        bytes = MultiGauge.builder("caravanserai.replication.lag.bytes")
                .description("log that a standby does not show yet")
                .register(meters);
        seconds = MultiGauge.builder("caravanserai.replication.lag.seconds")
                .description("since a standby last showed everything")
                .register(meters);
        unflushed = MultiGauge.builder("caravanserai.replication.unflushed.bytes")
                .description("log that is not on the disk of a standby")
                .register(meters);
    }

    /** Those that were not named go. */
    public void show(List<LagSeries.Lag> lags) {
        show(connected, lags, lag -> lag.connected() ? 1 : 0);
        show(bytes, lags, LagSeries.Lag::lagBytes);
        show(seconds, lags, LagSeries.Lag::lagSeconds);
        show(unflushed, lags, LagSeries.Lag::unflushedBytes);
    }

    private static void show(
            MultiGauge gauge, List<LagSeries.Lag> lags, Function<LagSeries.Lag, ? extends Number> value) {
        gauge.register(
                lags.stream()
                        .filter(lag -> Objects.nonNull(value.apply(lag)))
                        .map(lag -> MultiGauge.Row.of(Tags.of("standby", lag.standby()), value.apply(lag)))
                        .toList(),
                true);
    }
}
