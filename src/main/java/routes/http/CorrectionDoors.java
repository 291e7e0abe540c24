package routes.http;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

/** The HTTP door by which a corrected sheet of letters comes back. */
@ApplicationScoped
class CorrectionDoors extends EndpointRouteBuilder {

    private final SheetUploads uploads;

    CorrectionDoors(SheetUploads uploads) {
        this.uploads = uploads;
    }

    // spotless:off
    @Override
    public void configure() {
        from(platformHttp("/api/v1/dead-letters.csv").httpMethodRestrict("POST"))
            .routeId("letters-upload-http")
            .autoStartup("{{service.doors}}")
            .process(HttpCall.taking("table", "encoding", "delimiter", "quote"))
            .transform(verb(HttpCall.class, uploads::raw))
            .to(direct("runs-ask"));
    }
    // spotless:on
}
