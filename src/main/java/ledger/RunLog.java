package ledger;

import java.util.UUID;
import org.jboss.logging.MDC;

/** Which run a line of the log is about: every line of the thread that works for it names the run. */
public final class RunLog {

    private static final String RUN = "run";

    private RunLog() {}

    /** From here on this thread works for that run. */
    public static void begin(UUID run) {
        MDC.put(RUN, run.toString());
    }

    /** It works for none any more. */
    public static void end() {
        MDC.remove(RUN);
    }

    /** The same work, done for that run on a thread of its own. */
    static Runnable of(UUID run, Runnable work) {
        return () -> {
            begin(run);
            work.run();
        };
    }
}
