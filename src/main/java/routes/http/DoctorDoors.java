package routes.http;

import static routes.Steps.verb;

import doctor.Doctor;
import doctor.Finding;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

/** The HTTP door of what is wrong. */
@ApplicationScoped
class DoctorDoors extends EndpointRouteBuilder {

    private final Doctor doctor;

    DoctorDoors(Doctor doctor) {
        this.doctor = doctor;
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

    private Map<String, Object> look() {
        List<Finding> findings = doctor.look();
        return Map.of("well", findings.isEmpty(), "findings", findings);
    }
}
