package routes.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import ledger.Json;
import ledger.Run;
import org.jboss.logging.Logger;
import security.HttpFront;

/**
 * How everything stands as server-sent events: at once, and whenever anything is otherwise or a run is further. However many
 * listen, it is looked at once a second, and not at all while nobody does.
 */
@ApplicationScoped
class StatusStream {

    private static final Logger LOG = Logger.getLogger(StatusStream.class);
    private static final String EVENTS = "text/event-stream";
    private static final long LOOK_MILLIS = 1_000;

    /** A line now and then tells proxies, and us, that somebody still listens. */
    private static final int SAY_SOMETHING_LOOKS = 15;

    private final Vertx vertx;
    private final Standing standing;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();

    StatusStream(Vertx vertx, Standing standing) {
        this.vertx = vertx;
        this.standing = standing;
    }

    void listen(@Observes Router router) {
        router.route(HttpMethod.GET, "/api/v1/status/events")
                .order(BodySpool.ORDER)
                .handler(this::open);
        vertx.setPeriodic(LOOK_MILLIS, due -> look());
    }

    private void open(RoutingContext context) {
        if (context.request().query() != null) {
            context.next();
            return;
        }
        HttpServerResponse response = context.response();
        response.putHeader("Content-Type", EVENTS)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (context.get(HttpFront.HEAD) != null) {
            response.end();
            return;
        }
        Listener listener = new Listener(response.setChunked(true));
        listeners.add(listener);
        response.closeHandler(gone -> listeners.remove(listener));
        look();
    }

    private void look() {
        if (listeners.isEmpty() || !looking.compareAndSet(false, true)) {
            return;
        }
        vertx.executeBlocking(standing::now, false).onComplete(done -> {
            looking.set(false);
            if (done.succeeded()) {
                tell(done.result());
            } else {
                // Who listens sees that nothing comes, and asks the page, which says why.
                LOG.debugf(
                        "how everything stands cannot be told: %s", done.cause().getMessage());
                listeners.forEach(Listener::sayNothing);
            }
        });
    }

    private void tell(Standing.Status status) {
        List<Run.Progress> progress =
                status.running().stream().map(Run::progress).toList();
        int seen = Objects.hash(status.mark(), progress);
        String event = "event: status\nid: " + status.mark() + "\ndata: " + Json.write(status) + "\n\n";
        listeners.forEach(listener -> listener.tell(seen, event));
    }

    /** One who listens. */
    private static final class Listener {

        private final HttpServerResponse response;
        private Integer last;
        private int quiet;

        private Listener(HttpServerResponse response) {
            this.response = response;
        }

        /** Who reads slowly is spared what is between. */
        private synchronized void tell(int seen, String event) {
            if (last != null && last == seen || response.writeQueueFull()) {
                sayNothing();
                return;
            }
            last = seen;
            quiet = 0;
            write(event);
        }

        private synchronized void sayNothing() {
            if (++quiet >= SAY_SOMETHING_LOOKS) {
                quiet = 0;
                write(": nothing new\n\n");
            }
        }

        private void write(String text) {
            if (!response.ended() && !response.closed()) {
                response.write(text);
            }
        }
    }
}
