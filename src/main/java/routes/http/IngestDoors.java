package routes.http;

import static routes.Steps.exchange;
import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.RunWaiters;

/** The HTTP doors of ingest: what comes in is promised, and waited for as long as the caller likes. */
@ApplicationScoped
class IngestDoors extends EndpointRouteBuilder {

    private final Uploads uploads;
    private final RunWaiters waiters;

    IngestDoors(Uploads uploads, RunWaiters waiters) {
        this.uploads = uploads;
        this.waiters = waiters;
    }

    // spotless:off
    @Override
    public void configure() {
        from(platformHttp("/api/v1/tables/{table}/rows").httpMethodRestrict("POST"))
            .routeId("ingest-rows-http")
            .autoStartup("{{service.doors}}")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, uploads::raw))
            .to(direct("ingest-promise"))
            .transform(exchange(waiters::await))
            .process(Answers::started);

        from(platformHttp("/api/v1/uploads").httpMethodRestrict("POST"))
            .routeId("ingest-uploads-http")
            .autoStartup("{{service.doors}}")
            .to(direct("ingest-uploads"));

        from(platformHttp("/upload").httpMethodRestrict("POST"))
            .routeId("ingest-upload-http")
            .autoStartup("{{service.doors}}")
            .to(direct("ingest-uploads"));

        from(direct("ingest-uploads"))
            .routeId("ingest-uploads")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, uploads::form))
            .split(body(), AggregationStrategies.groupedBody()).stopOnException()
                .to(direct("ingest-promise"))
            .end()
            .transform(exchange(waiters::awaitAll))
            .process(Answers::startedAll);
    }
    // spotless:on
}
