package routes.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import postgres.SpareConnections;

/** Not ready while the database that is looked after does not answer; that work holds all of the pool is no such thing. */
@Readiness
@ApplicationScoped
class DatabaseCheck implements HealthCheck {

    private static final int PATIENCE_SECONDS = 5;

    private final SpareConnections connections;

    DatabaseCheck(SpareConnections connections) {
        this.connections = connections;
    }

    @Override
    public HealthCheckResponse call() {
        try (Connection connection = connections.open()) {
            return HealthCheckResponse.named("database")
                    .status(connection.isValid(PATIENCE_SECONDS))
                    .build();
        } catch (SQLException away) {
            return HealthCheckResponse.named("database")
                    .down()
                    .withData("sqlstate", String.valueOf(away.getSQLState()))
                    .build();
        }
    }
}
