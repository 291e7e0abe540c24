package routes.http;

import static routes.Steps.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import console.Pages;
import console.PreviewPage;
import ingest.LoadRequest;
import ingest.OptionTexts;
import ingest.Previews;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ledger.Json;
import ledger.ProblemException;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.http.ConsoleCall.Answered;

/** The console's page of loads: what a file would become is shown before it is loaded. */
@ApplicationScoped
class ConsoleLoadDoors extends EndpointRouteBuilder {

    private static final String PLACE = "load";

    /** That a column can be made of, beside the one that was found. */
    private static final List<String> TYPES = List.of(
            "text",
            "bigint",
            "integer",
            "numeric",
            "double precision",
            "boolean",
            "date",
            "timestamp",
            "timestamptz",
            "uuid",
            "jsonb");

    private final Pages pages;
    private final Uploads uploads;
    private final Previews previews;

    ConsoleLoadDoors(Pages pages, Uploads uploads, Previews previews) {
        this.pages = pages;
        this.uploads = uploads;
        this.previews = previews;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/load").get().routeId("console-load-http").to("direct:console-load");

        from(direct("console-load"))
            .routeId("console-load")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("tables-list"), Answered.as("tables"))
            .transform(ConsolePage.of(pages, PLACE, PLACE, ConsoleLoadDoors::page))
            .process(Answers::page);

        // Every file of the form is tried, and none is kept: the browser sends it again when it is to be loaded.
        from(platformHttp("/load/look").httpMethodRestrict("POST"))
            .routeId("console-load-look-http")
            .routeConfigurationId("console")
            .autoStartup("{{service.doors}}")
            .process(HttpCall.taking(Uploads.OF_A_FORM, OptionTexts.REPEATABLE))
            .process(ConsoleCall::takeUpload)
            .transform(verb(HttpCall.class, uploads::ofPage))
            .transform(verb(LoadRequest[].class, this::looks))
            .process(ConsoleCall.knowing("previews"))
            .to(direct("console-load"));

        from(platformHttp("/load").httpMethodRestrict("POST"))
            .routeId("console-load-file-http")
            .routeConfigurationId("console")
            .autoStartup("{{service.doors}}")
            .process(HttpCall.taking(Uploads.OF_A_FORM, OptionTexts.REPEATABLE))
            .process(ConsoleCall::takeUpload)
            .transform(verb(HttpCall.class, uploads::ofPage))
            .enrich(direct("ingest-form"), Answered.uploaded())
            .process(ConsoleDeeds::toRun);
    }
    // spotless:on

    /** Each file as it would be loaded, or the problem that it would be refused for. */
    private ArrayNode looks(LoadRequest[] files) throws SQLException, IOException {
        ArrayNode looks = Json.mapper().createArrayNode();
        for (LoadRequest file : files) {
            looks.add(
                    look(file).put("into", file.table()).put("mode", file.mode().text()));
        }
        return looks;
    }

    private ObjectNode look(LoadRequest file) throws SQLException, IOException {
        try {
            return (ObjectNode) previews.ofWhatFits(file);
        } catch (ProblemException e) {
            ObjectNode refused = Json.mapper().createObjectNode().put("file", file.fileName());
            return refused.set("problem", Json.mapper().valueToTree(e.problem()));
        }
    }

    private static Map<String, Object> page(ConsoleCall asked) {
        Map<String, Object> shown = new HashMap<>();
        shown.put("tables", asked.list("tables"));
        shown.put("wanted", asked.said("table"));
        shown.put("types", TYPES);
        shown.put("page", PreviewPage.of(asked.answer("previews"), asked.list("tables")));
        return shown;
    }
}
