package routes;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunKind;
import org.apache.camel.Exchange;
import org.jboss.logging.Logger;

/**
 * What a run made may lie whole on disk before the run could say so: it is looked for before the run is worked on, when it
 * failed, and when its process is gone.
 *
 * @param what is looked for, in words
 * @param place where
 */
record PublishedWork(String what, Place place) {

    private static final Logger LOG = Logger.getLogger(PublishedWork.class);

    private static final String LOOKED_FOR = "publishedWork";
    private static final String FOUND = "published";

    /** Knows how a run ended, if all that it made is there. */
    @FunctionalInterface
    interface Place {
        Optional<RunEnd> endOf(UUID run) throws IOException;
    }

    /** Looks for that of the run in hand; a place that cannot be read holds none. */
    void look(Exchange exchange) {
        UUID run = exchange.getProperty("run", UUID.class);
        exchange.setProperty(LOOKED_FOR, this);
        try {
            exchange.setProperty(FOUND, place.endOf(run).orElse(null));
        } catch (IOException e) {
            LOG.warnf("cannot look for the %s of run %s: %s", what, run, e);
            exchange.removeProperty(FOUND);
        }
    }

    /** Looks once more, if that was looked for at all. */
    static void lookAgain(Exchange exchange) {
        PublishedWork work = exchange.getProperty(LOOKED_FOR, PublishedWork.class);
        if (work != null) {
            work.look(exchange);
        }
    }

    /** Whether it was found. */
    static boolean isFound(Exchange exchange) {
        return exchange.getProperty(FOUND) != null;
    }

    /** Whether it is still to be made. */
    static boolean isMissing(Exchange exchange) {
        return !isFound(exchange);
    }

    /** How its run ended. */
    static RunEnd end(Exchange exchange) {
        return exchange.getProperty(FOUND, RunEnd.class);
    }

    /** How a run ended whose process is gone. */
    RunEnd leftBehind(RunKind kind, Run run) throws IOException {
        return place.endOf(run.id()).orElseGet(() -> kind.leftBehind(run));
    }
}
