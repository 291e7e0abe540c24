package routes;

import static routes.Steps.verb;

import ingest.Statistics;
import jakarta.enterprise.context.ApplicationScoped;
import ledger.Run;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

/** What the planner knows of tables that have grown. */
@ApplicationScoped
class StatisticsRoutes extends EndpointRouteBuilder {

    private final Statistics statistics;

    StatisticsRoutes(Statistics statistics) {
        this.statistics = statistics;
    }

    // spotless:off
    @Override
    public void configure() {
        // Beside the run, whose caller does not wait for it; a process that ends waits for a poll to end.
        from(seda("statistics-due").advanced().pollTimeout(100))
            .routeId("statistics-due")
            .routeConfigurationId("quiet")
            .transform(verb(Run.class, statistics::renewal))
            .split(body())
                .to(jdbc("main"))
            .end();
    }
    // spotless:on
}
