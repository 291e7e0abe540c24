package routes;

import jakarta.enterprise.context.ApplicationScoped;
import ledger.Run;
import ledger.RunRequest;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * The work of a run, in a route and on an exchange of its own: what fails in there arrives outside as an exception like
 * any other, and the route outside decides whether it is tried again.
 */
@ApplicationScoped
class RunAttempts {

    private final ProducerTemplate template;

    RunAttempts(ProducerTemplate template) {
        this.template = template;
    }

    /** Keeps what is said of the run when its work fails; the body is its request. */
    static void enter(Exchange exchange) {
        RunRequest request = exchange.getMessage().getBody(RunRequest.class);
        exchange.setProperty("run", request.run());
        exchange.setProperty("door", request.door());
        exchange.setProperty("begun", Run.begun(request));
    }

    /** Does the work, and returns how the run ended.
     *
     * @param route the name of the route that does it
     * @param body what that route takes
     */
    Run attempt(String route, Object body) {
        return step(route, body, Run.class);
    }

    /** The same for work that is only a step of a run. */
    <T> T step(String route, Object body, Class<T> outcome) {
        return template.requestBody("direct:" + route, body, outcome);
    }
}
