package routes.http;

import com.fasterxml.jackson.databind.JsonNode;
import console.DiffRows;
import console.Exercises;
import console.OtherPages;
import console.Pages;
import console.TimeLine;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.http.ConsoleCall.Answered;

/** The console's pages of recovery: the window, what destroyed rows, and the way back. */
@ApplicationScoped
class ConsoleRecoveryDoors extends EndpointRouteBuilder {

    private static final String PLACE = "recovery";

    private final Pages pages;

    ConsoleRecoveryDoors(Pages pages) {
        this.pages = pages;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/")
            .get("/recovery").routeId("console-recovery-http").to("direct:console-recovery")
            .get("/replication").routeId("console-replication-http").to("direct:console-replication")
            .get("/lab").routeId("console-lab-http").to("direct:console-lab")
            .get("/recoveries/{id}").routeId("console-recovered-http").to("direct:console-recovered");

        from(direct("console-recovery"))
            .routeId("console-recovery")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("incidents-list"), Answered.as("incidents"))
            .enrich(direct("recovery-list"), Answered.as("recoveries"))
            .enrich(direct("base-backup-list"), Answered.as("backups"))
            .transform(ConsolePage.of(pages, "recovery", PLACE, ConsoleRecoveryDoors::recovery))
            .process(Answers::page);

        // Which rows are lost is known of those that an incident destroyed; of another moment somebody has to say the tables.
        from(direct("console-recovered"))
            .routeId("console-recovered")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("recovery-show"), Answered.as("server"))
            .filter(ConsoleRecoveryDoors.isOfAnIncident())
                .enrich(direct("put-back-diff"), Answered.as("diff"))
            .end()
            .transform(ConsolePage.of(pages, "recovered", PLACE, ConsoleRecoveryDoors::recovered))
            .process(Answers::page);

        from(direct("console-replication"))
            .routeId("console-replication")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("replication-now"), Answered.as("replication"))
            .enrich(direct("replication-lag"), Answered.as("lag"))
            .transform(ConsolePage.of(pages, "replication", "replication", ConsoleRecoveryDoors::replication))
            .process(Answers::page);

        from(direct("console-lab"))
            .routeId("console-lab")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .process(ConsoleCall.asking("kind=lab&limit=20"))
            .enrich(direct("runs-list"), Answered.as("runs"))
            .transform(ConsolePage.of(pages, "lab", "lab", asked -> Map.of("runs", asked.list("runs"), "exercises", Exercises.ALL)))
            .process(Answers::page);
    }
    // spotless:on

    private static Map<String, Object> replication(ConsoleCall asked) {
        JsonNode replication = asked.answer("replication");
        return Map.of(
                "replication",
                replication,
                "curves",
                OtherPages.curves(asked.list("lag"), "standby", "lagSeconds"),
                "page",
                OtherPages.replication(replication));
    }

    private static Predicate isOfAnIncident() {
        return (Exchange exchange) ->
                ConsoleCall.of(exchange).answer("server").path("target").hasNonNull("before");
    }

    private static Map<String, Object> recovery(ConsoleCall asked) {
        return Map.of(
                "incidents", asked.list("incidents"),
                "recoveries", asked.list("recoveries"),
                "backups", asked.answer("backups").path("baseBackups"),
                "line",
                        new TimeLine(
                                asked.answer("status").path("window"),
                                asked.list("incidents"),
                                asked.answer("backups").path("baseBackups")),
                "page", OtherPages.recovery(asked.answer("status")));
    }

    private static Map<String, Object> recovered(ConsoleCall asked) {
        JsonNode diff = asked.answer("diff");
        Map<String, Object> shown = new HashMap<>();
        shown.put("server", asked.answer("server"));
        shown.put("diff", diff == null ? null : diff.path("tables"));
        shown.put("differing", diff == null ? List.of() : differing(diff.path("tables")));
        shown.put("page", OtherPages.recovered(diff == null ? null : diff.path("tables")));
        return shown;
    }

    /** A table of which rows differ, and some of them. */
    record Differing(String table, DiffRows rows) {}

    private static List<Differing> differing(JsonNode tables) {
        List<Differing> differing = new ArrayList<>();
        for (JsonNode table : tables) {
            if (!table.path("sample").isEmpty()) {
                differing.add(new Differing(table.path("table").asText(), DiffRows.of(table.path("sample"))));
            }
        }
        return differing;
    }
}
