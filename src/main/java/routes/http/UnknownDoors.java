package routes.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.TreeSet;
import ledger.Problem;
import ledger.ProblemType;

/** Calls for which there is no door: of one that is there for others the answer says for which. */
final class UnknownDoors {

    private final Router router;

    UnknownDoors(Router router) {
        this.router = router;
    }

    void answer(RoutingContext context) {
        HttpMethod asked = context.request().method();
        // As the router reads it, which follows dots.
        Set<String> taken = taken(context.normalizedPath());
        if (taken.isEmpty() || taken.contains(asked.name())) {
            BodySpool.refuse(context, Problem.notFound("there is no " + asked + " here", "see /q/swagger-ui"));
            return;
        }
        String all = String.join(", ", taken);
        context.response().putHeader("Allow", all);
        BodySpool.refuse(
                context,
                Problem.of(
                        ProblemType.METHOD_NOT_ALLOWED,
                        "there is no " + asked + " here, but " + all,
                        "see /q/swagger-ui"));
    }

    private Set<String> taken(String path) {
        Set<String> taken = new TreeSet<>();
        for (Route route : router.getRoutes()) {
            if (route.methods() != null && route.getPath() != null && leadsTo(route.getPath(), path)) {
                route.methods().forEach(method -> taken.add(method.name()));
                if (route.methods().contains(HttpMethod.GET)) {
                    taken.add(HttpMethod.HEAD.name());
                }
            }
        }
        return taken;
    }

    /** Whether a path such as {@code /api/v1/runs/:id} is that of a call. */
    private static boolean leadsTo(String pattern, String path) {
        String[] parts = pattern.split("/", -1);
        String[] asked = path.split("/", -1);
        boolean same = parts.length == asked.length;
        for (int i = 0; same && i < parts.length; i++) {
            same = parts[i].startsWith(":") ? !asked[i].isEmpty() : parts[i].equals(asked[i]);
        }
        return same;
    }
}
