package routes;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import ledger.Run;
import ledger.RunRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
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

    /**
     * How the run ended whose work a route does.
     *
     * @param route its name; it takes the body
     */
    Expression at(String route) {
        return step(route, Run.class);
    }

    /** The same for work that is only a step of a run, and its outcome. */
    Expression step(String route, Class<?> outcome) {
        return verb(Object.class, body -> template.requestBody("direct:" + route, body, outcome));
    }
}
