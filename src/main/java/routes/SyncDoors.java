package routes;

import static routes.Members.known;
import static routes.Members.members;
import static routes.Members.texts;
import static routes.Verbs.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import ledger.Door;
import ledger.RunId;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import sync.DeleteLogRequest;
import sync.Flows;
import sync.SyncRequest;

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
                .exchange(exchange -> Map.of("flows", flows.all()))
                .process(Answers::json);

        from(direct("sync-asked"))
                .routeId("sync-asked")
                .process(Call::take)
                .setProperty("patience")
                .body(Call.class, Call::patience)
                .transform()
                .body(Call.class, verb(this::sync))
                .setProperty("flow", constant("sync-run"))
                .to(direct("runs-ask"));

        from(direct("sync-install-asked"))
                .routeId("sync-install-asked")
                .process(Call::take)
                .setProperty("patience")
                .body(Call.class, Call::patience)
                .transform()
                .body(Call.class, call -> deleteLog(call, true))
                .setProperty("flow", constant("sync-log"))
                .to(direct("runs-ask"));

        from(direct("sync-uninstall-asked"))
                .routeId("sync-uninstall-asked")
                .process(Call::take)
                .setProperty("patience")
                .body(Call.class, Call::patience)
                .transform()
                .body(Call.class, call -> deleteLog(call, false))
                .setProperty("flow", constant("sync-log"))
                .to(direct("runs-ask"));
    }

    private SyncRequest sync(Call call) {
        return new SyncRequest(
                RunId.next(),
                flow(call),
                texts(known(members(call), "tables"), "tables"),
                Door.HTTP,
                call.value("idempotency-key").orElse(null));
    }

    private DeleteLogRequest deleteLog(Call call, boolean install) {
        known(members(call));
        return new DeleteLogRequest(
                RunId.next(),
                flow(call),
                install,
                Door.HTTP,
                call.value("idempotency-key").orElse(null));
    }

    private String flow(Call call) {
        return flows.find(call.value("name").orElseThrow()).name();
    }
}
