package routes.http;

import static routes.Steps.exchange;
import static routes.Steps.verb;

import ingest.AcceptedRequests;
import ingest.LoadRequest;
import ingest.OptionTexts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.support.SynchronizationAdapter;
import routes.RunWaiters;

/** The HTTP doors of ingest: what comes in is promised, and waited for as long as the caller likes. */
@ApplicationScoped
class IngestDoors extends EndpointRouteBuilder {

    private static final String ALL_PROMISED = "allPromised";

    private final Uploads uploads;
    private final RunWaiters waiters;
    private final AcceptedRequests accepted;

    IngestDoors(Uploads uploads, RunWaiters waiters, AcceptedRequests accepted) {
        this.uploads = uploads;
        this.waiters = waiters;
        this.accepted = accepted;
    }

    // spotless:off
    @Override
    public void configure() {
        from(platformHttp("/api/v1/tables/{table}/rows").httpMethodRestrict("POST"))
            .routeId("ingest-rows-http")
            .autoStartup("{{service.doors}}")
            .process(HttpCall.taking(OptionTexts.NAMES, OptionTexts.REPEATABLE))
            .transform(verb(HttpCall.class, uploads::raw))
            .to(direct("ingest-room"))
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
            .process(HttpCall.taking(Uploads.OF_A_FORM, OptionTexts.REPEATABLE))
            .transform(verb(HttpCall.class, uploads::form))
            .to(direct("ingest-form"));

        from(direct("ingest-form"))
            .routeId("ingest-form")
            .to(direct("ingest-room"))
            .transform(verb(LoadRequest[].class, form -> accepted.together(List.of(form))))
            .process(this::holdTogether)
            .split(body(), AggregationStrategies.groupedBody()).stopOnException()
                .to(direct("ingest-promise"))
            .end()
            .setProperty(ALL_PROMISED, constant(true))
            .transform(exchange(waiters::awaitAll))
            .process(Answers::startedAll);
    }
    // spotless:on

    /** Where one cannot be promised nobody waits for those behind it. */
    private void holdTogether(Exchange exchange) {
        List<LoadRequest> together = List.of(exchange.getMessage().getBody(LoadRequest[].class));
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                if (done.getProperty(ALL_PROMISED) == null) {
                    accepted.forgetUnpromised(together);
                }
            }
        });
    }
}
