package routes.http;

import static routes.Steps.verb;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunRequest;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import rows.place.With;
import sync.DeleteLogRequest;
import sync.Flow;
import sync.FlowPairs;
import sync.Flows;
import sync.SyncRequest;
import sync.compare.CompareRequest;
import sync.copy.CopyRequest;

/** The HTTP doors of flows between databases. */
@ApplicationScoped
class SyncDoors extends EndpointRouteBuilder {

    private final Flows flows;
    private final FlowPairs pairs;

    SyncDoors(Flows flows, FlowPairs pairs) {
        this.flows = flows;
        this.pairs = pairs;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/flows")
            .get().routeId("sync-list-http").to("direct:sync-list")
            .post().routeId("pair-http").to("direct:pair-asked")
            .post("/{name}/copy").routeId("copy-http").to("direct:copy-asked")
            .post("/{name}/compare").routeId("compare-http").to("direct:compare-asked")
            .post("/{name}/repair").routeId("repair-http").to("direct:repair-asked")
            .post("/{name}/sync").routeId("sync-http").to("direct:sync-asked")
            .post("/{name}/install").routeId("install-http").to("direct:install-asked")
            .post("/{name}/uninstall").routeId("uninstall-http").to("direct:uninstall-asked");

        from(direct("sync-list"))
            .routeId("sync-list")
            .transform(verb(this::list))
            .process(Answers::json);

        from(direct("pair-asked"))
            .routeId("pair-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::pair))
            .to(direct("runs-ask"));

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

        from(direct("repair-asked"))
            .routeId("repair-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::repair))
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

    /** The tables that a sync or a repair is about; none are all of the flow. */
    record Tables(@JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> tables) {
        Tables {
            tables = Objects.requireNonNullElse(tables, List.of());
        }
    }

    /** What a copy takes, and how its rows take the place of those that are there: in one swap unless said otherwise. */
    record Copy(
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> tables,
            CopyRequest.How how,
            With with) {
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

    /** Two databases, each by its name or its URL, and what is to be done between them. */
    record Pair(
            @NotNull(message = "from, the database that is read, is missing") JsonNode from,
            @NotNull(message = "to, the database that is written, is missing") JsonNode to,
            @NotNull(message = "verb is missing: copy, sync, compare or repair") Verb verb,
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> tables,
            Integer workers,
            With with) {

        /** What is done. */
        enum Verb {
            COPY,
            SYNC,
            COMPARE,
            REPAIR
        }

        Pair {
            tables = Objects.requireNonNullElse(tables, List.of());
        }

        /** A password may be among it. */
        @Override
        public String toString() {
            return "a pair of databases";
        }
    }

    private RunRequest pair(HttpCall call) {
        Pair asked = RequestBody.read(call, Pair.class);
        if (asked.with() != null && asked.verb() != Pair.Verb.COPY) {
            throw new ProblemException(Problem.malformed(
                    "with says what a copy brings along", "leave it away, or say \"verb\": \"copy\""));
        }
        Flow flow = pairs.of(side("from", asked.from()), side("to", asked.to()), asked.workers());
        return switch (asked.verb()) {
            case COPY ->
                new CopyRequest(
                        call.runHeader(),
                        flow.name(),
                        asked.tables(),
                        CopyRequest.How.SWAP,
                        With.isDependents(asked.with()));
            case SYNC -> new SyncRequest(call.runHeader(), flow.name(), asked.tables());
            case COMPARE -> new CompareRequest(call.runHeader(), flow.name(), asked.tables(), false);
            case REPAIR -> new CompareRequest(call.runHeader(), flow.name(), asked.tables(), true);
        };
    }

    /** Quotes nothing of what was said: a password may be among it. */
    private static FlowPairs.Side side(String member, JsonNode said) {
        if (said.isTextual()) {
            return new FlowPairs.Side(said.asText(), null);
        }
        Set<String> members = new TreeSet<>();
        said.fieldNames().forEachRemaining(members::add);
        boolean sound = said.isObject()
                && said.path("url").isTextual()
                && (!said.has("password") || said.path("password").isTextual())
                && Set.of("url", "password").containsAll(members);
        if (!sound) {
            throw new ProblemException(Problem.malformed(
                    member + " is the name or the URL of a database, or an object of url and password",
                    "as in {\"" + member
                            + "\":{\"url\":\"postgresql://user@host:port/database\",\"password\":\"…\"}}"));
        }
        return new FlowPairs.Side(
                said.path("url").asText(),
                said.has("password") ? said.path("password").asText() : null);
    }

    private SyncRequest sync(HttpCall call) {
        Tables asked = RequestBody.read(call, Tables.class);
        return new SyncRequest(call.runHeader(), flow(call), asked.tables());
    }

    private CopyRequest copy(HttpCall call) {
        Copy asked = RequestBody.read(call, Copy.class);
        return new CopyRequest(
                call.runHeader(), flow(call), asked.tables(), asked.how(), With.isDependents(asked.with()));
    }

    private CompareRequest compare(HttpCall call) {
        Compare asked = RequestBody.read(call, Compare.class);
        return new CompareRequest(call.runHeader(), flow(call), asked.tables(), asked.repair());
    }

    /** A comparison that makes the target equal, by a name of its own. */
    private CompareRequest repair(HttpCall call) {
        Tables asked = RequestBody.read(call, Tables.class);
        return new CompareRequest(call.runHeader(), flow(call), asked.tables(), true);
    }

    private DeleteLogRequest install(HttpCall call) {
        return deleteLog(call, true);
    }

    private DeleteLogRequest uninstall(HttpCall call) {
        return deleteLog(call, false);
    }

    private DeleteLogRequest deleteLog(HttpCall call, boolean install) {
        call.requireNoBody();
        return new DeleteLogRequest(call.runHeader(), flow(call), install);
    }

    private String flow(HttpCall call) {
        return flows.find(call.value("name").orElseThrow()).name();
    }
}
