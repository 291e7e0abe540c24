package routes.http;

import static routes.Steps.exchange;

import console.Pages;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import ledger.Json;
import ledger.Problem;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteConfigurationBuilder;
import org.jboss.logging.Logger;
import routes.Problems;

/** What breaks on the way to a page is a page too, with the problem and its hint. */
@ApplicationScoped
class ConsoleFailures extends EndpointRouteConfigurationBuilder {

    private static final Logger LOG = Logger.getLogger(ConsoleFailures.class);

    private final Pages pages;

    ConsoleFailures(Pages pages) {
        this.pages = pages;
    }

    // spotless:off
    @Override
    public void configuration() {
        routeConfiguration("console")
            .onException(Exception.class)
            .handled(true)
            .transform(exchange(this::page))
            .process(Answers::problemPage);
    }
    // spotless:on

    private String page(Exchange failed) {
        Throwable trouble = failed.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Problem problem = Problems.of(trouble);
        if (problem.status() >= 500) {
            LOG.errorf(trouble, "%s failed", failed.getFromRouteId());
        }
        ConsoleCall asked = ConsoleCall.orNone(failed);
        return pages.render(
                "problem", asked.values("", Map.of("problem", Json.mapper().valueToTree(problem), "back", "/")));
    }
}
