package postgres;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** How long a test waits for a condition, whichever test it is: the machine may be busy with other things. */
public final class Patience implements LauncherSessionListener {

    /** Nobody waits as long on a quiet machine; after this, what is waited for does not come. */
    public static final Duration LIMIT = Duration.ofMinutes(4);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
