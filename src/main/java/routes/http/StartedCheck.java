package routes.http;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import startup.LedgerStart;

/** Not ready before every door is open: the HTTP port opens a moment earlier than the routes behind it. */
@Readiness
@ApplicationScoped
class StartedCheck implements HealthCheck {

    private final LedgerStart start;

    StartedCheck(LedgerStart start) {
        this.start = start;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("doors")
                .status(start.waitsFor().isEmpty())
                .build();
    }
}
