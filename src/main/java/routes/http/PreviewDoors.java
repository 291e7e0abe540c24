package routes.http;

import static routes.Steps.verb;

import ingest.LoadRequest;
import ingest.OptionTexts;
import ingest.Previews;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

/** The HTTP door through which one sees how rows would be loaded. */
@ApplicationScoped
class PreviewDoors extends EndpointRouteBuilder {

    private final Uploads uploads;
    private final Previews previews;

    PreviewDoors(Uploads uploads, Previews previews) {
        this.uploads = uploads;
        this.previews = previews;
    }

    // spotless:off
    @Override
    public void configure() {
        from(platformHttp("/api/v1/tables/{table}/preview").httpMethodRestrict("POST"))
            .routeId("ingest-preview-http")
            .autoStartup("{{service.doors}}")
            .process(HttpCall.taking(OptionTexts.NAMES, OptionTexts.REPEATABLE))
            .transform(verb(HttpCall.class, uploads::raw))
            .transform(verb(LoadRequest.class, previews::of))
            .process(Answers::json);
    }
    // spotless:on
}
