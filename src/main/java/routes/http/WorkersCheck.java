package routes.http;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import routes.RunWorkers;

/** Not ready while runs wait that nobody works on though somebody could. */
@Readiness
@ApplicationScoped
class WorkersCheck implements HealthCheck {

    private final RunWorkers workers;

    WorkersCheck(RunWorkers workers) {
        this.workers = workers;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("workers").status(workers.areAtWork()).build();
    }
}
