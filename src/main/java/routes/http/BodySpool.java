package routes.http;

import ingest.IngestSettings;
import ingest.Spool;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemType;
import ledger.RunId;
import org.jboss.logging.Logger;

/**
 * Streams the bodies of uploads to disk before Camel sees the request, whose own HTTP door would hold them in memory.
 * The exchange then carries a ticket in a header, which a client cannot forge: it is overwritten here.
 */
@ApplicationScoped
class BodySpool {

    /** The header that carries the ticket. */
    static final String HEADER = "caravanserai-spool";

    private static final Logger LOG = Logger.getLogger(BodySpool.class);

    /** Behind authentication and authorization, before Camel. */
    static final int ORDER = -50;

    /** Bodies of every other request are read into memory. */
    private static final long MOST_IN_MEMORY = 1 << 20;

    /** Where Quarkus keeps the limit its body handler obeys. */
    private static final String QUARKUS_LIMIT = "io.quarkus.max-request-size";

    private final Vertx vertx;
    private final Spool spool;
    private final IngestSettings settings;
    private final Map<String, Arrived> arrived = new ConcurrentHashMap<>();

    BodySpool(Vertx vertx, Spool spool, IngestSettings settings) {
        this.vertx = vertx;
        this.spool = spool;
        this.settings = settings;
    }

    /** One body on disk; {@code field} and {@code fileName} as the client named them, or null. */
    record Body(UUID run, String field, String fileName, Path path) {}

    /** All bodies of one request, in the order sent, and the form's plain fields. */
    record Arrived(List<Body> bodies, Map<String, String> fields) {}

    /** The bodies behind a ticket; each ticket is good once. */
    Arrived take(String ticket) {
        return arrived.remove(ticket);
    }

    void listen(@Observes Router router) {
        router.route().order(ORDER - 1).handler(this::guard);
        router.route(HttpMethod.POST, "/api/v1/tables/:table/rows").order(ORDER).handler(this::raw);
        router.route(HttpMethod.POST, "/api/v1/uploads").order(ORDER).handler(this::multipart);
        router.route(HttpMethod.POST, "/upload").order(ORDER).handler(this::multipart);
        router.route("/api/*").last().handler(BodySpool::nowhere);
    }

    private void guard(RoutingContext context) {
        context.request().headers().remove(HEADER);
        if (!isSpooled(context.request())) {
            if (announced(context.request()) > MOST_IN_MEMORY) {
                refuse(
                        context,
                        Problem.tooLarge("the body is larger than 1 MiB", "send rows to /api/v1/tables/{table}/rows"));
                return;
            }
            context.put(QUARKUS_LIMIT, MOST_IN_MEMORY);
        }
        context.next();
    }

    private static void nowhere(RoutingContext context) {
        refuse(context, Problem.notFound("there is no " + context.request().method() + " here", "see /q/swagger-ui"));
    }

    private static boolean isSpooled(HttpServerRequest request) {
        String path = request.path();
        return request.method() == HttpMethod.POST
                && (path.equals("/upload")
                        || path.equals("/api/v1/uploads")
                        || path.startsWith("/api/v1/tables/") && path.endsWith("/rows"));
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }

    private boolean tooLarge(RoutingContext context, long bytes) {
        if (bytes <= settings.maxUploadBytes()) {
            return false;
        }
        refuse(
                context,
                Problem.tooLarge(
                        "the body is larger than " + settings.maxUploadBytes() + " bytes",
                        "send it in pieces, or raise ingest.max-upload-bytes"));
        return true;
    }

    private void raw(RoutingContext context) {
        if (tooLarge(context, announced(context.request()))) {
            return;
        }
        UUID run = RunId.next();
        Path path = spool.body(run);
        HttpServerRequest request = context.request().pause();
        vertx.fileSystem()
                .open(
                        path.toString(),
                        new OpenOptions().setCreateNew(true).setWrite(true).setRead(false))
                .onFailure(trouble -> full(context, trouble))
                .onSuccess(file -> receive(context, request, file, new Body(run, null, null, path)));
    }

    private void receive(RoutingContext context, HttpServerRequest request, AsyncFile file, Body body) {
        long[] bytes = {0};
        Consumer<Runnable> giveUp = answer -> {
            request.handler(null).endHandler(null).exceptionHandler(null).resume();
            file.close().onComplete(done -> drop(body.path, answer));
        };
        request.exceptionHandler(gone -> giveUp.accept(() -> {}));
        request.handler(buffer -> {
            bytes[0] += buffer.length();
            if (bytes[0] > settings.maxUploadBytes()) {
                giveUp.accept(() -> tooLarge(context, bytes[0]));
                return;
            }
            file.write(buffer).onFailure(trouble -> giveUp.accept(() -> full(context, trouble)));
            if (file.writeQueueFull()) {
                request.pause();
                file.drainHandler(drained -> request.resume());
            }
        });
        request.endHandler(end -> file.flush()
                .compose(flushed -> file.close())
                .onFailure(trouble -> giveUp.accept(() -> full(context, trouble)))
                .onSuccess(done -> pass(context, List.of(body), Map.of())));
        request.resume();
    }

    private void multipart(RoutingContext context) {
        HttpServerRequest request = context.request();
        String type = request.getHeader("Content-Type");
        if (type == null || !type.toLowerCase(java.util.Locale.ROOT).startsWith("multipart/form-data")) {
            refuse(
                    context,
                    Problem.of(
                            ProblemType.UNSUPPORTED_MEDIA_TYPE,
                            "the body is not multipart/form-data",
                            "send files as a form, or one as text/csv to /api/v1/tables/{table}/rows"));
            return;
        }
        if (tooLarge(context, announced(request))) {
            return;
        }
        List<Body> bodies = new CopyOnWriteArrayList<>();
        AtomicInteger open = new AtomicInteger(1);
        request.setExpectMultipart(true);
        request.exceptionHandler(gone -> bodies.forEach(body -> drop(body.path, () -> {})));
        request.uploadHandler(upload -> {
            UUID run = RunId.next();
            Body body = new Body(run, upload.name(), upload.filename(), spool.body(run));
            bodies.add(body);
            open.incrementAndGet();
            upload.streamToFileSystem(body.path.toString())
                    .onFailure(trouble -> {
                        bodies.forEach(b -> drop(b.path, () -> {}));
                        full(context, trouble);
                    })
                    .onSuccess(done -> passWhenAllAreThere(context, bodies, open));
        });
        request.endHandler(end -> passWhenAllAreThere(context, bodies, open));
    }

    private void passWhenAllAreThere(RoutingContext context, List<Body> bodies, AtomicInteger open) {
        if (open.decrementAndGet() == 0) {
            Map<String, String> fields = new java.util.HashMap<>();
            context.request().formAttributes().forEach(fields::put);
            pass(context, bodies, fields);
        }
    }

    private void pass(RoutingContext context, List<Body> bodies, Map<String, String> fields) {
        String ticket = UUID.randomUUID().toString();
        arrived.put(ticket, new Arrived(List.copyOf(bodies), fields));
        context.request().headers().set(HEADER, ticket);
        context.addEndHandler(end -> arrived.remove(ticket));
        // Nothing is left to read, and over HTTP/2 who tries it all the same breaks.
        ((RoutingContextInternal) context).visitHandler(RoutingContextInternal.BODY_HANDLER);
        context.next();
    }

    private void drop(Path path, Runnable then) {
        vertx.fileSystem().delete(path.toString()).onComplete(done -> then.run());
    }

    private static void full(RoutingContext context, Throwable trouble) {
        LOG.error("cannot write a request's body to disk", trouble);
        refuse(context, Problem.noRoom("the body cannot be written to disk", "make room below data.dir"));
    }

    private static void refuse(RoutingContext context, Problem problem) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        context.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Connection", "close")
                .end(Json.write(problem));
    }
}
