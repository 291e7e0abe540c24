package routes.http;

import static routes.Steps.verb;
import static routes.http.BodyFields.choice;
import static routes.http.BodyFields.flag;
import static routes.http.BodyFields.known;
import static routes.http.BodyFields.members;
import static routes.http.BodyFields.texts;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import sync.DeleteLogRequest;
import sync.Flows;
import sync.SyncRequest;
import sync.compare.CompareRequest;
import sync.copy.CopyRequest;

/** The HTTP doors of flows between databases. */
@ApplicationScoped
class SyncDoors extends EndpointRouteBuilder {

    private final Flows flows;

    SyncDoors(Flows flows) {
        this.flows = flows;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/flows")
            .get().routeId("sync-list-http").to("direct:sync-list")
            .post("/{name}/copy").routeId("copy-http").to("direct:copy-asked")
            .post("/{name}/compare").routeId("compare-http").to("direct:compare-asked")
            .post("/{name}/sync").routeId("sync-http").to("direct:sync-asked")
            .post("/{name}/install").routeId("install-http").to("direct:install-asked")
            .post("/{name}/uninstall").routeId("uninstall-http").to("direct:uninstall-asked");

        from(direct("sync-list"))
            .routeId("sync-list")
            .transform(verb(this::list))
            .process(Answers::json);

        from(direct("sync-asked"))
            .routeId("sync-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::sync))
            .to(direct("runs-ask"));

        from(direct("copy-asked"))
            .routeId("copy-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::copy))
            .to(direct("runs-ask"));

        from(direct("compare-asked"))
            .routeId("compare-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::compare))
            .to(direct("runs-ask"));

        from(direct("install-asked"))
            .routeId("install-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::install))
            .to(direct("runs-ask"));

        from(direct("uninstall-asked"))
            .routeId("uninstall-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::uninstall))
            .to(direct("runs-ask"));
    }
    // spotless:on

    private Map<String, Object> list() {
        return Map.of("flows", flows.list());
    }

    private SyncRequest sync(HttpCall call) {
        return new SyncRequest(call.runHeader(), flow(call), texts(known(members(call), "tables"), "tables"));
    }

    private CopyRequest copy(HttpCall call) {
        JsonNode body = known(members(call), "tables", "how");
        return new CopyRequest(
                call.runHeader(),
                flow(call),
                texts(body, "tables"),
                choice(body, "how", CopyRequest.How.class, CopyRequest.How.SWAP));
    }

    private CompareRequest compare(HttpCall call) {
        JsonNode body = known(members(call), "tables", "repair");
        return new CompareRequest(call.runHeader(), flow(call), texts(body, "tables"), flag(body, "repair", false));
    }

    private DeleteLogRequest install(HttpCall call) {
        return deleteLog(call, true);
    }

    private DeleteLogRequest uninstall(HttpCall call) {
        return deleteLog(call, false);
    }

    private DeleteLogRequest deleteLog(HttpCall call, boolean install) {
        known(members(call));
        return new DeleteLogRequest(call.runHeader(), flow(call), install);
    }

    private String flow(HttpCall call) {
        return flows.find(call.value("name").orElseThrow()).name();
    }
}
