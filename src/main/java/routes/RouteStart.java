package routes;

import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;

/** Starts routes in two steps: those that need no database at once, the others when the ledger is there. */
@ApplicationScoped
@Unremovable
public class RouteStart {

    /** Of those that begin by themselves; what is entered by others waits for them. */
    private static final Set<String> WITHOUT_LEDGER = Set.of(
            "recover-http",
            "recovery-window-http",
            "recovery-list-http",
            "recovery-show-http",
            "recovery-delete-http",
            "recovery-promote-http",
            "recovery-export-http",
            "recovery-go-on-http",
            "incidents-list-http",
            "incidents-show-http",
            "recover-look",
            "recover-resume-filed",
            "runs-show-http",
            "runs-cancel-http");

    private final CamelContext camel;

    RouteStart(CamelContext camel) {
        this.camel = camel;
    }

    /** What goes on while the database is away. */
    public void withoutLedger() {
        camel.setAutoStartup(true);
        start(route -> isEntered(route));
        start(route -> WITHOUT_LEDGER.contains(route.getId()));
    }

    /** All of them. */
    public void all() {
        camel.setAutoStartup(true);
        // First what is entered by those that begin by themselves.
        start(RouteStart::isEntered);
        start(route -> true);
    }

    private static boolean isEntered(Route route) {
        return route.getEndpoint().getEndpointUri().startsWith("direct:");
    }

    private void start(Predicate<Route> which) {
        for (Route route : camel.getRoutes()) {
            if (which.test(route) && isWanted(route)) {
                try {
                    camel.getRouteController().startRoute(route.getId());
                } catch (Exception e) {
                    throw new IllegalStateException("the route " + route.getId() + " does not start", e);
                }
            }
        }
    }

    private boolean isWanted(Route route) {
        return !Boolean.FALSE.equals(route.isAutoStartup())
                && camel.getRouteController().getRouteStatus(route.getId()).isStartable();
    }
}
