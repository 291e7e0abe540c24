package routes;

import static routes.Verbs.verb;

import ingest.AcceptedRequest;
import ingest.AcceptedRequests;
import ingest.LoadRequest;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.WaitForTaskToComplete;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

/** The HTTP doors of ingest: what comes in is promised, queued, and waited for as long as the caller likes. */
@ApplicationScoped
class UploadRoutes extends EndpointRouteBuilder {

    private final Uploads uploads;
    private final AcceptedRequests promises;
    private final RunWaiters ends;

    UploadRoutes(Uploads uploads, AcceptedRequests promises, RunWaiters ends) {
        this.uploads = uploads;
        this.promises = promises;
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

        // Once the request lies beside its body and its run is in the ledger, a crash cannot lose it.
        from(direct("ingest-promise"))
                .routeId("ingest-promise")
                .transform()
                .body(LoadRequest.class, verb(promises::make))
                .filter()
                .body(AcceptedRequest.class, AcceptedRequest::isNew)
                .to(seda("ingest-promised").waitForTaskToComplete(WaitForTaskToComplete.Never))
                .end()
                .transform()
                .body(AcceptedRequest.class, AcceptedRequest::run);
    }
}
