package routes;

import static routes.Steps.verb;

import ingest.UndoKeeping;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

/** What loads overwrote is given up when they are not taken back any more. */
@ApplicationScoped
class UndoExpiryRoutes extends EndpointRouteBuilder {

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private final UndoKeeping keeping;

    UndoExpiryRoutes(UndoKeeping keeping) {
        this.keeping = keeping;
    }

    // spotless:off
    @Override
    public void configure() {
        from(timer("ingest-expiry").delay(MINUTE).period(MINUTE))
            .routeId("ingest-expiry")
            .routeConfigurationId("quiet")
            .to(direct("ingest-expire"));

        from(direct("ingest-expire"))
            .routeId("ingest-expire")
            .routeConfigurationId("in-transaction")
            .transacted()
            .process(exchange -> keeping.expire());

        from(timer("ingest-expiry-elsewhere").delay(MINUTE).period(HOUR))
            .routeId("ingest-expiry-elsewhere")
            .routeConfigurationId("quiet")
            .transform(verb(keeping::elsewhere))
            .split(body())
                .to(direct("ingest-expire-elsewhere"))
            .end();

        from(direct("ingest-expire-elsewhere"))
            .routeId("ingest-expire-elsewhere")
            .routeConfigurationId("quiet")
            .process(exchange -> keeping.expire(exchange.getMessage().getBody(String.class)));
    }
    // spotless:on
}
