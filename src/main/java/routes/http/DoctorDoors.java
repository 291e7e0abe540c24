package routes.http;

import static routes.Steps.verb;

import doctor.Finding;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.Checkup;

/** The HTTP door of what is wrong. */
@ApplicationScoped
class DoctorDoors extends EndpointRouteBuilder {

    private final Checkup checkup;

    DoctorDoors(Checkup checkup) {
        this.checkup = checkup;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/doctor")
            .get().routeId("doctor-http").to("direct:doctor-look");

        from(direct("doctor-look"))
            .routeId("doctor-look")
            .process(HttpCall.taking())
            .transform(verb(this::look))
            .process(Answers::json);
    }
    // spotless:on

    private Map<String, Object> look() throws SQLException {
        List<Finding> findings = checkup.look();
        return Map.of("well", findings.isEmpty(), "findings", findings);
    }
}
