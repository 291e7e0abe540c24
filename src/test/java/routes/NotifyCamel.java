package routes;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import notify.NotifySettings;
import notify.NotifySettingsOf;
import notify.Rules;
import org.apache.camel.RoutesBuilder;
import sync.SyncSettings;

/** The routes of notifications, for the tests of what they do with doors and the network. */
public final class NotifyCamel {

    private NotifyCamel() {}

    public static RoutesBuilder routes(Rules rules, NotifySettings settings) {
        return new NotifyRoutes(rules, settings);
    }

    public static RoutesBuilder watch(NotifySettings settings, SyncSettings flows) {
        return new NotifyWatchRoutes(settings, flows);
    }

    /** As whoever knows the secret works it out. */
    public static String signature(String id, long timestamp, String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(
                Base64.getDecoder().decode(NotifySettingsOf.SECRET.substring("whsec_".length())), "HmacSHA256"));
        byte[] signed = mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(signed);
    }
}
