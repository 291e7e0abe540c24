package routes.http;

import static routes.Verbs.verb;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.RunWaiters;

/** The HTTP doors of ingest: what comes in is promised, and waited for as long as the caller likes. */
@ApplicationScoped
class IngestDoors extends EndpointRouteBuilder {

    private final Uploads uploads;
    private final RunWaiters ends;

    IngestDoors(Uploads uploads, RunWaiters ends) {
        this.uploads = uploads;
        this.ends = ends;
    }

    @Override
    public void configure() {
        from(platformHttp("/api/v1/tables/{table}/rows")
                        .httpMethodRestrict("POST")
                        .advanced()
                        .useBodyHandler(false))
                .routeId("ingest-rows-http")
                .autoStartup("{{service.doors}}")
                .process(HttpCall::take)
                .setProperty("patience")
                .body(HttpCall.class, HttpCall::patience)
                .transform()
                .body(HttpCall.class, verb(uploads::raw))
                .to(direct("ingest-promise"))
                .transform()
                .exchange(verb(ends::await))
                .process(Answers::started);

        from(platformHttp("/api/v1/uploads")
                        .httpMethodRestrict("POST")
                        .advanced()
                        .useBodyHandler(false))
                .routeId("ingest-uploads-http")
                .autoStartup("{{service.doors}}")
                .to(direct("ingest-uploads"));

        from(platformHttp("/upload").httpMethodRestrict("POST").advanced().useBodyHandler(false))
                .routeId("ingest-upload-http")
                .autoStartup("{{service.doors}}")
                .to(direct("ingest-uploads"));

        from(direct("ingest-uploads"))
                .routeId("ingest-uploads")
                .process(HttpCall::take)
                .setProperty("patience")
                .body(HttpCall.class, HttpCall::patience)
                .transform()
                .body(HttpCall.class, verb(uploads::form))
                .split(body(), AggregationStrategies.groupedBody())
                .stopOnException()
                .to(direct("ingest-promise"))
                .end()
                .transform()
                .exchange(verb(ends::awaitAll))
                .process(Answers::startedAll);
    }
}
