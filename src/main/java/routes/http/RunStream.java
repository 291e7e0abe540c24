package routes.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.UUID;
import ledger.Json;
import ledger.Ledger;
import ledger.Run;
import ledger.RunState;
import ledger.RunWatch;
import security.HttpFront;

/**
 * A run as server-sent events: once at the beginning, whenever its progress moves, and when it has ended, which ends the
 * stream too. Camel's HTTP door would keep a thread for each; here nobody waits. What is no run goes on to that door.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
@ApplicationScoped
class RunStream {

    /** A line now and then tells proxies, and us, that somebody still listens. */
    private static final long SAY_SOMETHING_MILLIS = 15_000;

    private static final String EVENTS = "text/event-stream";

    private final Vertx vertx;
    private final Ledger ledger;
    private final RunWatch watch;

    RunStream(Vertx vertx, Ledger ledger, RunWatch watch) {
        this.vertx = vertx;
        this.ledger = ledger;
        this.watch = watch;
    }

    void listen(@Observes Router router) {
        router.route(HttpMethod.GET, "/api/v1/runs/:id/events")
                .order(BodySpool.ORDER)
                .handler(this::open);
    }

    private void open(RoutingContext context) {
        vertx.executeBlocking(() -> find(context.pathParam("id")), false)
                .onFailure(trouble -> context.next())
                .onSuccess(run -> run.ifPresentOrElse(known -> tell(context, known), context::next));
    }

    private void tell(RoutingContext context, Run run) {
        if (context.get(HttpFront.HEAD) == null) {
            new Listener(context.response()).begin(run);
        } else {
            context.response().putHeader("Content-Type", EVENTS).end();
        }
    }

    private Optional<Run> find(String id) throws Exception {
        return ledger.find(UUID.fromString(id));
    }

    /** One who listens. All of it happens on the event loop of his connection. */
    private final class Listener {

        private final HttpServerResponse response;
        private RunWatch.Watcher watcher;
        private long clock;
        private Run last;

        private Listener(HttpServerResponse response) {
            this.response = response;
        }

        private void begin(Run run) {
            var loop = vertx.getOrCreateContext();
            response.setChunked(true)
                    .putHeader("Content-Type", EVENTS)
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .closeHandler(gone -> leave());
            clock = vertx.setPeriodic(SAY_SOMETHING_MILLIS, due -> say(": still running\n\n"));
            watcher = watch.watch(run.id(), moved -> loop.runOnContext(now -> tell(moved)));
            tell(run);
        }

        private void tell(Run run) {
            if (response.ended() || response.closed()) {
                leave();
                return;
            }
            boolean ended = run.state() != RunState.RUNNING;
            boolean moved = last == null || ended || !run.progress().equals(last.progress());
            // Who reads slowly is spared what is between; the end he gets.
            if (!moved || last != null && !ended && response.writeQueueFull()) {
                return;
            }
            last = run;
            say("event: run\nid: " + run.id() + "\ndata: " + Json.write(run) + "\n\n");
            if (ended) {
                response.end();
                leave();
            }
        }

        private void say(String text) {
            if (!response.ended() && !response.closed()) {
                response.write(text);
            }
        }

        private void leave() {
            vertx.cancelTimer(clock);
            watcher.close();
        }
    }
}
