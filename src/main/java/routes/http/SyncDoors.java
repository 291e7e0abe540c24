package routes.http;

import static routes.Steps.verb;

import com.fasterxml.jackson.annotation.JsonFormat;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** The tables that a sync is about; none are all of the flow. */
    record Tables(@JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> tables) {
        Tables {
            tables = Objects.requireNonNullElse(tables, List.of());
        }
    }

    /** What a copy takes, and how its rows take the place of those that are there: in one swap unless said otherwise. */
    record Copy(
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> tables,
            CopyRequest.How how) {
        Copy {
            tables = Objects.requireNonNullElse(tables, List.of());
            how = Objects.requireNonNullElse(how, CopyRequest.How.SWAP);
        }
    }

    /** What is compared, and whether the target is repaired, which has to be said. */
    record Compare(
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> tables, Boolean repair) {
        Compare {
            tables = Objects.requireNonNullElse(tables, List.of());
            repair = Objects.requireNonNullElse(repair, false);
        }
    }

    /** Nothing more is to be said. */
    record Nothing() {}

    private SyncRequest sync(HttpCall call) {
        return new SyncRequest(
                call.runHeader(),
                flow(call),
                RequestBody.read(call, Tables.class).tables());
    }

    private CopyRequest copy(HttpCall call) {
        Copy asked = RequestBody.read(call, Copy.class);
        return new CopyRequest(call.runHeader(), flow(call), asked.tables(), asked.how());
    }

    private CompareRequest compare(HttpCall call) {
        Compare asked = RequestBody.read(call, Compare.class);
        return new CompareRequest(call.runHeader(), flow(call), asked.tables(), asked.repair());
    }

    private DeleteLogRequest install(HttpCall call) {
        return deleteLog(call, true);
    }

    private DeleteLogRequest uninstall(HttpCall call) {
        return deleteLog(call, false);
    }

    private DeleteLogRequest deleteLog(HttpCall call, boolean install) {
        RequestBody.read(call, Nothing.class);
        return new DeleteLogRequest(call.runHeader(), flow(call), install);
    }

    private String flow(HttpCall call) {
        return flows.find(call.value("name").orElseThrow()).name();
    }
}
