package routes.http;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.CamelContext;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready before every door is open: the HTTP port opens a moment earlier than the routes behind it. */
@Readiness
@ApplicationScoped
class StartedCheck implements HealthCheck {

    private final CamelContext camel;

    StartedCheck(CamelContext camel) {
        this.camel = camel;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("doors").status(camel.isStarted()).build();
    }
}
