package routes.http;

import ingest.ContentCoding;
import ingest.IngestSettings;
import ingest.OptionTexts;
import ingest.Spool;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.ProblemType;

/**
 * Streams the bodies of uploads to disk before Camel sees the request, whose own HTTP door would hold them in memory; those
 * of all other requests are small, or not taken. The exchange then carries a ticket in a header, which a client cannot
 * forge: it is overwritten here.
 */
@ApplicationScoped
class BodySpool {

    /** The header that carries the ticket. */
    static final String HEADER = "caravanserai-spool";

    /** Behind authentication and authorization, before Camel. */
    static final int ORDER = -50;

    /** Bodies of every other request are read into memory. */
    private static final int MOST_IN_MEMORY = 1 << 20;

    private static final int PAYLOAD_TOO_LARGE = 413;

    /** Who is refused in the middle of his body has so long to hear of it. */
    private static final long LINGER_MILLIS = 5_000;

    private final Vertx vertx;
    private final Spool spool;
    private final IngestSettings settings;
    private final Map<String, Arrived> arrived = new ConcurrentHashMap<>();

    BodySpool(Vertx vertx, Spool spool, IngestSettings settings) {
        this.vertx = vertx;
        this.spool = spool;
        this.settings = settings;
    }

    /** One body on disk; {@code fileName} and {@code contentType} as the client named them, or null. */
    record Body(UUID run, String fileName, String contentType, Path path) {}

    /** All bodies of one request, in the order sent, and the form's plain fields. */
    record Arrived(List<Body> bodies, Map<String, List<String>> fields) {}

    /** The bodies behind a ticket; each ticket is good once. */
    Arrived take(String ticket) {
        return arrived.remove(ticket);
    }

    void listen(@Observes Router router) {
        BodyHandler small = BodyHandler.create(false).setBodyLimit(MOST_IN_MEMORY);
        router.route().order(ORDER - 1).handler(this::guard);
        router.route(HttpMethod.POST, "/api/v1/tables/:table/rows").order(ORDER).handler(this::raw);
        router.route(HttpMethod.POST, "/api/v1/tables/:table/preview")
                .order(ORDER)
                .handler(this::raw);
        router.route(HttpMethod.POST, "/api/v1/dead-letters.csv").order(ORDER).handler(this::sheet);
        router.route(HttpMethod.POST, "/api/v1/uploads").order(ORDER).handler(this::form);
        router.route(HttpMethod.POST, "/upload").order(ORDER).handler(this::form);
        router.route(HttpMethod.POST, "/api/v1/dumps").order(ORDER).handler(this::dumps);
        router.route(HttpMethod.POST, "/api/v1/dumps/:archive/files")
                .order(ORDER)
                .handler(this::dumps);
        router.route(HttpMethod.POST, "/dumps").order(ORDER).handler(this::dumps);
        router.route(HttpMethod.POST, "/dumps/:archive/files").order(ORDER).handler(this::dumps);
        router.route(HttpMethod.POST, "/letters/sheet").order(ORDER).handler(this::form);
        router.route(HttpMethod.POST, "/load").order(ORDER).handler(this::form);
        router.route(HttpMethod.POST, "/load/look").order(ORDER).handler(this::form);
        // What is spooled has been read by now, and is not read again.
        router.route().order(ORDER + 1).handler(small).failureHandler(BodySpool::tooLarge);
        router.route().last().handler(new UnknownDoors(router)::answer);
    }

    private void guard(RoutingContext context) {
        MultiMap headers = context.request().headers();
        headers.remove(HEADER);
        String type = type(context.request());
        if (!isSpooled(context.request())) {
            if (type.startsWith("multipart/")) {
                refuse(
                        context,
                        Problem.of(
                                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                                "a form is not taken here",
                                "send files to /api/v1/uploads, and what is asked of other doors as JSON"));
                return;
            }
            if (type.startsWith("application/x-www-form-urlencoded")) {
                // What curl says unless told otherwise: read as a form its text would be lost.
                headers.set("Content-Type", "application/json");
            }
        }
        context.next();
    }

    /** The small body is too large; what else fails goes its way. */
    private static void tooLarge(RoutingContext context) {
        if (context.statusCode() == PAYLOAD_TOO_LARGE) {
            refuse(
                    context,
                    Problem.tooLarge("the body is larger than 1 MiB", "send rows to /api/v1/tables/{table}/rows"));
        } else {
            context.next();
        }
    }

    /** An upload is larger than is taken. */
    static Problem tooLarge(long most) {
        return Problem.tooLarge(
                "the body is larger than " + most + " bytes", "send it in pieces, or raise ingest.max-upload-bytes");
    }

    private static boolean isSpooled(HttpServerRequest request) {
        String path = request.path();
        return request.method() == HttpMethod.POST
                && (path.equals("/upload")
                        || path.equals("/letters/sheet")
                        || path.equals("/load")
                        || path.equals("/load/look")
                        || path.equals("/api/v1/uploads")
                        || path.equals("/api/v1/dead-letters.csv")
                        || path.startsWith("/api/v1/tables/") && (path.endsWith("/rows") || path.endsWith("/preview"))
                        || isOfDumps(request));
    }

    /** Dumps come as a form, or lie in a folder that a small body names. */
    private static boolean isOfDumps(HttpServerRequest request) {
        String path = request.path().replaceFirst("^/api/v1/", "/");
        return type(request).startsWith("multipart/")
                && (path.equals("/dumps") || path.startsWith("/dumps/") && path.endsWith("/files"));
    }

    private static String type(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        return type == null ? "" : type.toLowerCase(Locale.ROOT);
    }

    private void raw(RoutingContext context) {
        whole(context, OptionTexts.NAMES);
    }

    private void sheet(RoutingContext context) {
        whole(context, Uploads.OF_A_FORM);
    }

    private void whole(RoutingContext context, Set<String> parameters) {
        receive(context, parameters, () -> {
            String type = context.request().getHeader("Content-Type");
            if (type != null) {
                Uploads.end(type);
            }
            ContentCoding.of(context.request().getHeader("Content-Encoding"));
            return new Reception.Whole();
        });
    }

    private void dumps(RoutingContext context) {
        if (isOfDumps(context.request())) {
            form(context, Set.of());
        } else {
            context.next();
        }
    }

    private void form(RoutingContext context) {
        form(context, Uploads.OF_A_FORM);
    }

    private void form(RoutingContext context, Set<String> parameters) {
        receive(context, parameters, () -> {
            String type = context.request().getHeader("Content-Type");
            if (!type(context.request()).startsWith("multipart/form-data")) {
                throw new ProblemException(Problem.of(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "the body is not multipart/form-data",
                        "send files as a form, or one as text/csv to /api/v1/tables/{table}/rows"));
            }
            if (ContentCoding.of(context.request().getHeader("Content-Encoding")) != ContentCoding.NONE) {
                throw new ProblemException(Problem.of(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "a form is not taken compressed",
                        "compress the files in it, or send one to /api/v1/tables/{table}/rows"));
            }
            return new FormCutter(PartHead.parameters(type).get("boundary"));
        });
    }

    /** What can be said before anything is received is said then. */
    private void receive(RoutingContext context, Set<String> parameters, Supplier<Reception.Cutter> cutter) {
        context.request().pause();
        try {
            Query.read(context.request().query()).only(parameters, OptionTexts.REPEATABLE);
            if (announced(context.request()) > settings.maxUploadBytes()) {
                throw new ProblemException(tooLarge(settings.maxUploadBytes()));
            }
            Reception reception = new Reception(
                    context, vertx, spool, settings.maxUploadBytes(), cutter.get(), all -> pass(context, all));
            reception.begin();
        } catch (ProblemException e) {
            refuse(context, e.problem());
        }
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }

    private void pass(RoutingContext context, Arrived all) {
        String ticket = UUID.randomUUID().toString();
        arrived.put(ticket, all);
        context.request().headers().set(HEADER, ticket);
        context.addEndHandler(end -> {
            Arrived left = arrived.remove(ticket);
            if (left != null) {
                left.bodies().forEach(body -> vertx.fileSystem().delete(body.path.toString()));
            }
        });
        // Nothing is left to read, and over HTTP/2 who tries it all the same breaks.
        ((RoutingContextInternal) context).visitHandler(RoutingContextInternal.BODY_HANDLER);
        context.next();
    }

    /** Answers before all of the body is there: the client is to hear of it, and not to go on for ever. */
    static void refuse(RoutingContext context, Problem problem) {
        HttpServerRequest request = context.request();
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        context.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Connection", "close")
                .end(Json.write(problem));
        if (!request.isEnded()) {
            request.resume();
            context.vertx().setTimer(LINGER_MILLIS, late -> {
                if (request.version() == HttpVersion.HTTP_2) {
                    context.response().reset();
                } else {
                    request.connection().close();
                }
            });
        }
    }
}
