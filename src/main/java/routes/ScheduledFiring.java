package routes;

import java.util.Date;
import org.apache.camel.Exchange;

/** A timer that has fired. */
final class ScheduledFiring {

    private ScheduledFiring() {}

    /**
     * The key of what it asks for. Every process that has the timer asks with the same one, and the ledger keeps the first.
     *
     * @param what the timer is for
     */
    static String key(String what, Exchange exchange) {
        Date due = exchange.getMessage().getHeader("scheduledFireTime", Date.class);
        return what + " due " + due.toInstant();
    }
}
