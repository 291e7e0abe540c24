package routes.http;

import static routes.Steps.verb;

import console.DumpTable;
import console.DumpsPage;
import console.Pages;
import dumps.merge.Policy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.http.ConsoleCall.Answered;

/** The console's pages of old dumps: what was made of them, in which order and why, and what became of a row. */
@ApplicationScoped
class ConsoleDumpDoors extends EndpointRouteBuilder {

    private static final String PLACE = "dumps";
    private static final List<String> POLICIES =
            Arrays.stream(Policy.values()).map(Policy::text).toList();

    private final Pages pages;
    private final DumpUploads uploads;

    ConsoleDumpDoors(Pages pages, DumpUploads uploads) {
        this.pages = pages;
        this.uploads = uploads;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/dumps")
            .get().routeId("console-dumps-http").to("direct:console-dumps")
            .get("/{archive}").routeId("console-archive-http").to("direct:console-archive")
            .get("/{archive}/tables/{table}").routeId("console-dump-table-http").to("direct:console-dump-table");

        from(direct("console-dumps"))
            .routeId("console-dumps")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("dumps-list"), Answered.as("archives"))
            .transform(ConsolePage.of(pages, PLACE, PLACE, asked -> Map.of("archives", asked.list("archives"))))
            .process(Answers::page);

        from(direct("console-archive"))
            .routeId("console-archive")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("dumps-show"), Answered.as("archive"))
            .transform(ConsolePage.of(pages, "archive", PLACE, ConsoleDumpDoors::archive))
            .process(Answers::page);

        from(direct("console-dump-table"))
            .routeId("console-dump-table")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("dumps-show"), Answered.as("archive"))
            .process(ConsoleCall.passing("asOf", "policy", "key"))
            .choice()
                .when(ConsoleCall.says("key"))
                    .enrich(direct("dumps-history"), Answered.lines("rows"))
                .otherwise()
                    .process(ConsoleCall.adding("limit", String.valueOf(DumpTable.MOST + 1)))
                    .enrich(direct("dumps-table"), Answered.as("rows"))
            .end()
            .transform(ConsolePage.of(pages, "dump-table", PLACE, ConsoleDumpDoors::table))
            .process(Answers::page);

        from(platformHttp("/dumps").httpMethodRestrict("POST"))
            .routeId("console-dumps-send-http")
            .routeConfigurationId("console")
            .autoStartup("{{service.doors}}")
            .process(HttpCall::take)
            .process(ConsoleCall::takeUpload)
            .transform(verb(HttpCall.class, uploads::making))
            .enrich(direct("runs-ask"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);

        from(platformHttp("/dumps/{archive}/files").httpMethodRestrict("POST"))
            .routeId("console-dumps-add-http")
            .routeConfigurationId("console")
            .autoStartup("{{service.doors}}")
            .process(HttpCall::take)
            .process(ConsoleCall::takeUpload)
            .transform(verb(HttpCall.class, uploads::adding))
            .enrich(direct("runs-ask"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);
    }
    // spotless:on

    private static Map<String, Object> archive(ConsoleCall asked) {
        return Map.of("manifest", asked.answer("archive"), "page", DumpsPage.of(asked.answer("archive")));
    }

    private static Map<String, Object> table(ConsoleCall asked) {
        String key = asked.said("key");
        return Map.of(
                "manifest",
                asked.answer("archive"),
                "key",
                key,
                "asOf",
                asked.said("asOf"),
                "policy",
                asked.said("policy"),
                "policies",
                POLICIES,
                "query",
                asked.query(),
                "rows",
                key.isEmpty() ? DumpTable.state(asked.answer("rows")) : DumpTable.history(asked.answer("rows")));
    }
}
