package snapshot.drill;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Optional;

/** When losses are rehearsed by themselves. */
@ConfigMapping(prefix = "drill")
public interface DrillSettings {

    /** A Quartz cron expression; never unless set. */
    Optional<String> cron();

    /** The tables that lose rows, one drill each. */
    Optional<List<String>> tables();

    /** Rows that each of them loses. */
    @WithDefault("10")
    @Min(1)
    @Max(100_000)
    int rows();

    /** Rows that a drill may lose at most, with all that refer to them, 1 to 10,000,000. */
    @WithDefault("100000")
    @Min(1)
    @Max(10_000_000)
    int maxRows();
}
