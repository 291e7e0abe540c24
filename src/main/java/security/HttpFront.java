package security;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * What is said to every request before anybody asks who sends it: how browsers are to treat the answer, that what two
 * servers in a row could read in two ways is read in none, and that HEAD is GET without the body.
 */
@Singleton
public final class HttpFront {

    /** Under this name a request keeps that no body is wanted. */
    public static final String HEAD = "head";

    private static final int BEFORE_SECURITY = 400;

    void stand(@Observes Filters filters) {
        filters.register(HttpFront::receive, BEFORE_SECURITY);
    }

    private static void receive(RoutingContext context) {
        HttpServerRequest request = context.request();
        headers(context);
        Optional<String> ambiguous = ambiguous(request);
        if (ambiguous.isPresent()) {
            refuse(context, Refusal.malformed(ambiguous.get()));
        } else if (request.method() == HttpMethod.HEAD) {
            context.put(HEAD, true);
            context.reroute(HttpMethod.GET, request.uri());
        } else {
            context.next();
        }
    }

    private static void headers(RoutingContext context) {
        String path = context.normalizedPath();
        context.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Content-Security-Policy", "frame-ancestors 'none'");
        if (path.startsWith("/api/") || context.request().method() == HttpMethod.POST) {
            context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }

    /** What a proxy may have understood otherwise: where the body ends, and whose it is. */
    private static Optional<String> ambiguous(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return Optional.empty();
        }
        // A value that was folded over two lines begins with a blank.
        List<String> transfer = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        if (!transfer.isEmpty() && (transfer.size() > 1 || !transfer.get(0).equalsIgnoreCase("chunked"))) {
            return Optional.of("Transfer-Encoding is chunked or not there");
        }
        if (!transfer.isEmpty() && request.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            return Optional.of("Content-Length and Transfer-Encoding are both there");
        }
        return request.headers().getAll(HttpHeaders.HOST).size() > 1
                ? Optional.of("Host is said more than once")
                : Optional.empty();
    }

    /** Nothing that follows on the connection is read. */
    private static void refuse(RoutingContext context, Refusal refusal) {
        context.response().putHeader(HttpHeaders.CONNECTION, "close");
        AccessPolicy.answer(context.response(), refusal);
        context.request().connection().close();
    }
}
