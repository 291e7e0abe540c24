package routes.http;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

/** The HTTP door of how everything stands. */
@ApplicationScoped
class StatusDoors extends EndpointRouteBuilder {

    private final Standing standing;

    StatusDoors(Standing standing) {
        this.standing = standing;
    }

    // spotless:off
    @Override
    public void configure() {
        // Who wants events is served by StatusStream, which leaves to this door what it does not understand.
        rest("/api/v1/status")
            .get().routeId("status-http").to("direct:status-show")
            .get("/events").routeId("status-events-http").to("direct:status-events");

        from(direct("status-show"))
            .routeId("status-show")
            .process(HttpCall.taking())
            .transform(verb(standing::now))
            .process(Answers::json);

        from(direct("status-events"))
            .routeId("status-events")
            .to(direct("status-show"));
    }
    // spotless:on
}
