package routes.http;

import static routes.Verbs.verb;
import static routes.http.BodyFields.choice;
import static routes.http.BodyFields.flag;
import static routes.http.BodyFields.known;
import static routes.http.BodyFields.members;
import static routes.http.BodyFields.texts;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import ledger.Door;
import ledger.RunId;
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

    @Override
    public void configure() {
        rest("/api/v1/flows")
                .get()
                .routeId("sync-list-http")
                .to("direct:sync-list")
                .post("/{name}/copy")
                .routeId("sync-copy-http")
                .to("direct:sync-copy-asked")
                .post("/{name}/compare")
                .routeId("sync-compare-http")
                .to("direct:sync-compare-asked")
                .post("/{name}/sync")
                .routeId("sync-run-http")
                .to("direct:sync-asked")
                .post("/{name}/install")
                .routeId("sync-install-http")
                .to("direct:sync-install-asked")
                .post("/{name}/uninstall")
                .routeId("sync-uninstall-http")
                .to("direct:sync-uninstall-asked");

        from(direct("sync-list"))
                .routeId("sync-list")
                .transform()
                .exchange(exchange -> Map.of("flows", flows.told()))
                .process(Answers::json);

        from(direct("sync-asked"))
                .routeId("sync-asked")
                .process(HttpCall::take)
                .setProperty("patience")
                .body(HttpCall.class, HttpCall::patience)
                .transform()
                .body(HttpCall.class, verb(this::sync))
                .setProperty("flow", constant("sync-run"))
                .to(direct("runs-ask"));

        from(direct("sync-copy-asked"))
                .routeId("sync-copy-asked")
                .process(HttpCall::take)
                .setProperty("patience")
                .body(HttpCall.class, HttpCall::patience)
                .transform()
                .body(HttpCall.class, verb(this::copy))
                .setProperty("flow", constant("sync-copy"))
                .to(direct("runs-ask"));

        from(direct("sync-compare-asked"))
                .routeId("sync-compare-asked")
                .process(HttpCall::take)
                .setProperty("patience")
                .body(HttpCall.class, HttpCall::patience)
                .transform()
                .body(HttpCall.class, verb(this::compare))
                .setProperty("flow", constant("sync-compare"))
                .to(direct("runs-ask"));

        from(direct("sync-install-asked"))
                .routeId("sync-install-asked")
                .process(HttpCall::take)
                .setProperty("patience")
                .body(HttpCall.class, HttpCall::patience)
                .transform()
                .body(HttpCall.class, call -> deleteLog(call, true))
                .setProperty("flow", constant("sync-log"))
                .to(direct("runs-ask"));

        from(direct("sync-uninstall-asked"))
                .routeId("sync-uninstall-asked")
                .process(HttpCall::take)
                .setProperty("patience")
                .body(HttpCall.class, HttpCall::patience)
                .transform()
                .body(HttpCall.class, call -> deleteLog(call, false))
                .setProperty("flow", constant("sync-log"))
                .to(direct("runs-ask"));
    }

    private SyncRequest sync(HttpCall call) {
        return new SyncRequest(
                RunId.next(),
                flow(call),
                texts(known(members(call), "tables"), "tables"),
                Door.HTTP,
                call.value("idempotency-key").orElse(null));
    }

    private CopyRequest copy(HttpCall call) {
        JsonNode body = known(members(call), "tables", "how");
        return new CopyRequest(
                RunId.next(),
                flow(call),
                texts(body, "tables"),
                choice(body, "how", CopyRequest.How.class, CopyRequest.How.SWAP),
                Door.HTTP,
                call.value("idempotency-key").orElse(null));
    }

    private CompareRequest compare(HttpCall call) {
        JsonNode body = known(members(call), "tables", "repair");
        return new CompareRequest(
                RunId.next(),
                flow(call),
                texts(body, "tables"),
                flag(body, "repair", false),
                Door.HTTP,
                call.value("idempotency-key").orElse(null));
    }

    private DeleteLogRequest deleteLog(HttpCall call, boolean install) {
        known(members(call));
        return new DeleteLogRequest(
                RunId.next(),
                flow(call),
                install,
                Door.HTTP,
                call.value("idempotency-key").orElse(null));
    }

    private String flow(HttpCall call) {
        return flows.find(call.value("name").orElseThrow()).name();
    }
}
