package routes;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import recovery.incidents.IncidentReading;

/** What destroyed rows: looked for in the log as it is received. */
@ApplicationScoped
class IncidentRoutes extends EndpointRouteBuilder {

    private final IncidentReading reading;

    IncidentRoutes(IncidentReading reading) {
        this.reading = reading;
    }

    // spotless:off
    @Override
    public void configure() {
        from(timer("incidents-look").delay(0).period(1_000))
            .routeId("incidents-look")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            // Until there is no more to be read at once.
            .loopDoWhile(exchangeProperty("more").isNotEqualTo(false))
                .setProperty("more", verb(reading::look))
            .end();
    }
    // spotless:on
}
