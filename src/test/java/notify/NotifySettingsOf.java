package notify;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Settings as an operator would write them. */
public final class NotifySettingsOf {

    public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private NotifySettingsOf() {}

    public static NotifySettings the(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(NotifySettings.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(NotifySettings.class);
    }
}
