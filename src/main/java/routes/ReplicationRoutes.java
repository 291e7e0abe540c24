package routes;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import recovery.replication.LagGauges;
import recovery.replication.LagSeries;
import recovery.replication.Replication;

/** Who stands by: looked at all the time, so that one that vanishes is known. */
@ApplicationScoped
class ReplicationRoutes extends EndpointRouteBuilder {

    private final Replication replication;
    private final LagGauges gauges;

    ReplicationRoutes(Replication replication, LagGauges gauges) {
        this.replication = replication;
        this.gauges = gauges;
    }

    // spotless:off
    @Override
    public void configure() {
        from(timer("replication-look").delay(0).period(10_000))
            .routeId("replication-look")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .transform(verb(this::look));
    }
    // spotless:on

    private List<LagSeries.Lag> look() throws IOException, SQLException {
        List<LagSeries.Lag> lags = replication.look();
        gauges.show(lags);
        return lags;
    }
}
