package routes.http;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.Schedules;

/** The HTTP door of the clock: what is done when. */
@ApplicationScoped
class ScheduleDoors extends EndpointRouteBuilder {

    private final Schedules schedules;

    ScheduleDoors(Schedules schedules) {
        this.schedules = schedules;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/schedules")
            .get().routeId("schedule-http").to("direct:schedule-list");

        from(direct("schedule-list"))
            .routeId("schedule-list")
            .transform(verb(this::list))
            .process(Answers::json);
    }
    // spotless:on

    private Map<String, Object> list() {
        return Map.of(
                "timeZone", schedules.zone().getId(),
                "catchUp", schedules.catchesUp(),
                "schedules", schedules.told());
    }
}
