package startup;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Pattern;
import ledger.Json;
import ledger.Problem;

/**
 * Answers for the doors as long as there is nothing behind them: the port opens before the database has to be there, so that
 * health can be asked for.
 */
@Singleton
public final class ClosedDoors {

    /** After it has been found out who comes in, and before a body is kept on disk. */
    private static final int AFTER_SECURITY = 60;

    private static final Pattern NEEDS_NO_DATABASE =
            Pattern.compile("(GET|POST|DELETE) /api/v1/recoveries(/[^/]+(/(promote|go-on|export))?)?"
                    + "|GET /api/v1/recovery/(window|incidents(/[^/]+)?)"
                    + "|(GET /api/v1/runs/[^/]+|POST /api/v1/runs/[^/]+/cancel)");

    private static final String RETRY_AFTER_SECONDS = "5";

    private final LedgerStart start;

    ClosedDoors(LedgerStart start) {
        this.start = start;
    }

    void guard(@Observes Filters filters) {
        filters.register(this::answer, AFTER_SECURITY);
    }

    private void answer(RoutingContext request) {
        Optional<Problem> waitsFor = start.waitsFor();
        String path = request.normalizedPath();
        // Health, metrics and the documentation of the doors stay open.
        if (waitsFor.isEmpty()
                || path.startsWith("/q/")
                || start.areSomeOpen()
                        && NEEDS_NO_DATABASE
                                .matcher(request.request().method() + " " + path)
                                .matches()) {
            request.next();
            return;
        }
        Problem problem = waitsFor.get();
        request.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Retry-After", RETRY_AFTER_SECONDS)
                .end(Json.write(problem));
    }
}
