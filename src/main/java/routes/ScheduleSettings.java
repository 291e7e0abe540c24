package routes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** What holds for all schedules. */
@ConfigMapping(prefix = "schedules")
public interface ScheduleSettings {

    /** Whether a schedule that fell due while the service was down runs once after the start. */
    @WithDefault("true")
    boolean catchUp();

    /** Whose clocks are meant, such as {@code Europe/Berlin}; the machine's unless set. */
    Optional<String> timeZone();
}
