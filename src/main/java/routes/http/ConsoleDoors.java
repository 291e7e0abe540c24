package routes.http;

import com.fasterxml.jackson.databind.JsonNode;
import console.DiffRows;
import console.HomePage;
import console.OtherPages;
import console.Pages;
import console.RunPage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import ledger.RunState;
import org.apache.camel.Expression;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.http.ConsoleCall.Answered;

/** The console's pages. Each asks the verbs that answer the API, and shows what they say. */
@ApplicationScoped
class ConsoleDoors extends EndpointRouteBuilder {

    private static final List<String> STATES =
            Arrays.stream(RunState.values()).map(RunState::text).toList();
    private static final List<String> VERBS = List.of("sync", "compare");

    private final Pages pages;

    ConsoleDoors(Pages pages) {
        this.pages = pages;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/")
            .get().routeId("console-home-http").to("direct:console-home")
            .get("/runs").routeId("console-runs-http").to("direct:console-runs")
            .get("/runs/{id}").routeId("console-run-http").to("direct:console-run")
            .get("/tables").routeId("console-tables-http").to("direct:console-tables")
            .get("/tables/{table}").routeId("console-table-http").to("direct:console-table")
            .get("/snapshots").routeId("console-snapshots-http").to("direct:console-snapshots")
            .get("/snapshots/{id}").routeId("console-snapshot-http").to("direct:console-snapshot")
            .get("/flows").routeId("console-flows-http").to("direct:console-flows")
            .get("/drills").routeId("console-drills-http").to("direct:console-drills");

        // Asked for on every page: its menu says what wants somebody.
        from(direct("console-status"))
            .routeId("console-status")
            .process(ConsoleCall::take)
            .enrich(direct("status-show"), Answered.as("status"));

        from(direct("console-home"))
            .routeId("console-home")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("tables-list"), Answered.as("tables"))
            .enrich(direct("snapshot-list"), Answered.as("snapshots"))
            .process(ConsoleCall.asking("limit=8"))
            .enrich(direct("runs-list"), Answered.as("runs"))
            .transform(page("home", "home", ConsoleDoors::home))
            .process(Answers::page);

        from(direct("console-runs"))
            .routeId("console-runs")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .process(ConsoleCall.passing("kind", "state", "subject", "before"))
            .enrich(direct("runs-list"), Answered.as("runs"))
            .transform(page("runs", "runs", ConsoleDoors::runs))
            .process(Answers::page);

        from(direct("console-run"))
            .routeId("console-run")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .process(ConsoleCall.asking(""))
            .enrich(direct("runs-show"), Answered.as("run"))
            .process(ConsoleCall.asking("limit=1&run=${id}"))
            .enrich(direct("letters-list"), Answered.as("letters"))
            .transform(page("run", "runs", ConsoleDoors::run))
            .process(Answers::page);

        from(direct("console-tables"))
            .routeId("console-tables")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("tables-list"), Answered.as("tables"))
            .transform(page("tables", "tables", asked -> Map.of("tables", asked.list("tables"), "page", OtherPages.tables(asked.list("tables")))))
            .process(Answers::page);

        from(direct("console-table"))
            .routeId("console-table")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("tables-show"), Answered.as("table"))
            .process(ConsoleCall.asking("kind=drill&subject=${table}"))
            .enrich(direct("runs-list"), Answered.as("runs"))
            .transform(page("table", "tables", asked -> Map.of("table", asked.answer("table"), "page", OtherPages.table(asked.answer("table"), asked.list("runs")))))
            .process(Answers::page);

        from(direct("console-snapshots"))
            .routeId("console-snapshots")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("snapshot-list"), Answered.as("snapshots"))
            .enrich(direct("retention-show"), Answered.as("retention"))
            .transform(page("snapshots", "snapshots", ConsoleDoors::snapshots))
            .process(Answers::page);

        from(direct("console-snapshot"))
            .routeId("console-snapshot")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .process(ConsoleCall.asking(""))
            .enrich(direct("snapshot-show"), Answered.as("set"))
            .filter(ConsoleCall.says("table"))
                .process(ConsoleCall.passing("table"))
                .enrich(direct("snapshot-diff"), Answered.as("diff"))
            .end()
            .transform(page("snapshot", "snapshots", ConsoleDoors::snapshot))
            .process(Answers::page);

        from(direct("console-flows"))
            .routeId("console-flows")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("sync-lag"), Answered.as("lag"))
            .transform(page("flows", "flows", ConsoleDoors::flows))
            .process(Answers::page);

        from(direct("console-drills"))
            .routeId("console-drills")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("tables-list"), Answered.as("tables"))
            .process(ConsoleCall.asking("kind=drill"))
            .enrich(direct("runs-list"), Answered.as("runs"))
            .transform(page("drills", "drills", asked -> Map.of("tables", asked.list("tables"), "runs", asked.list("runs"), "page", OtherPages.drills(asked.list("runs")))))
            .process(Answers::page);
    }
    // spotless:on

    private Expression page(String template, String place, Function<ConsoleCall, Map<String, Object>> shown) {
        return ConsolePage.of(pages, template, place, shown);
    }

    private static Map<String, Object> home(ConsoleCall asked) {
        return Map.of(
                "page",
                HomePage.of(asked.answer("status"), asked.list("tables"), asked.list("snapshots"), asked.list("runs")));
    }

    private static Map<String, Object> runs(ConsoleCall asked) {
        JsonNode runs = asked.list("runs");
        return Map.of(
                "runs",
                runs,
                "filter",
                Map.of(
                        "kind", asked.said("kind"),
                        "state", asked.said("state"),
                        "subject", asked.said("subject")),
                "states",
                STATES,
                "older",
                runs.size() < 100
                        ? ""
                        : asked.queryWith(
                                "before", runs.get(runs.size() - 1).path("id").asText()));
    }

    private static Map<String, Object> run(ConsoleCall asked) {
        JsonNode run = asked.answer("run");
        return Map.of("run", run, "groups", asked.answer("letters").path("groups"), "page", RunPage.of(run));
    }

    private static Map<String, Object> snapshot(ConsoleCall asked) {
        Map<String, Object> shown = new HashMap<>();
        shown.put("set", asked.answer("set"));
        JsonNode diff = asked.answer("diff");
        shown.put("diff", diff);
        shown.put("rows", diff == null ? null : DiffRows.of(diff.path("sample")));
        shown.put(
                "differs",
                diff == null
                        ? 0
                        : diff.path("missing").asLong()
                                + diff.path("changed").asLong()
                                + diff.path("added").asLong());
        return shown;
    }

    private static Map<String, Object> snapshots(ConsoleCall asked) {
        Map<String, String> kept = new HashMap<>();
        for (JsonNode set : asked.answer("retention").path("sets")) {
            kept.put(
                    set.path("id").asText(),
                    (set.path("keep").asBoolean() ? "" : "goes: ")
                            + set.path("reason").asText());
        }
        return Map.of(
                "snapshots", asked.list("snapshots"),
                "kept", kept,
                "page", OtherPages.snapshots(asked.list("snapshots")));
    }

    private static Map<String, Object> flows(ConsoleCall asked) {
        return Map.of(
                "verbs", VERBS,
                "curves", OtherPages.curves(asked.list("lag"), "flow", "seconds"),
                "page", OtherPages.flows(asked.answer("status").path("flows")));
    }
}
