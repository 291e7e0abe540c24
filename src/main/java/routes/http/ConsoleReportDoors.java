package routes.http;

import com.fasterxml.jackson.databind.JsonNode;
import console.Drawing;
import console.Pages;
import console.ReportTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.http.ConsoleCall.Answered;

/** The console's pages of reports, with what is drawn of them. */
@ApplicationScoped
class ConsoleReportDoors extends EndpointRouteBuilder {

    private static final String PLACE = "reports";

    /** So many rows of a report without a drawing are shown among others. */
    private static final int FIRST = 8;

    private final Pages pages;

    ConsoleReportDoors(Pages pages) {
        this.pages = pages;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/reports")
            .get().routeId("console-reports-http").to("direct:console-reports")
            .get("/{name}").routeId("console-report-http").to("direct:console-report")
            .get("/{name}/figure").routeId("console-figure-http").to("direct:console-figure");

        from(direct("console-reports"))
            .routeId("console-reports")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("reports-list"), Answered.as("reports"))
            .transform(ConsolePage.of(pages, "reports", PLACE, asked -> Map.of("reports", asked.list("reports"))))
            .process(Answers::page);

        from(direct("console-report"))
            .routeId("console-report")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("reports-list"), Answered.as("reports"))
            .process(ConsoleCall::passingAll)
            .enrich(direct("report-show"), Answered.as("report"))
            .transform(ConsolePage.of(pages, "report", PLACE, ConsoleReportDoors::report))
            .process(Answers::page);

        // What the page of all reports shows of one: asked for one after the other, so that a slow one holds up no page.
        from(direct("console-figure"))
            .routeId("console-figure")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .enrich(direct("reports-list"), Answered.as("reports"))
            .process(ConsoleCall::passingAll)
            .enrich(direct("report-show"), Answered.as("report"))
            .transform(ConsolePage.of(pages, "figure", PLACE, ConsoleReportDoors::report))
            .process(Answers::page);
    }
    // spotless:on

    private static Map<String, Object> report(ConsoleCall asked) {
        JsonNode report = asked.answer("report");
        JsonNode facts = facts(asked, report.path("name").asText());
        Map<String, Object> shown = new HashMap<>();
        shown.put("facts", facts);
        shown.put("report", report);
        shown.put("query", asked.query());
        shown.put("parameters", parameters(report));
        shown.put("columns", ReportTable.columns(report));
        shown.put("numbers", ReportTable.numbers(report));
        List<List<ReportTable.Cell>> cells = ReportTable.cells(report);
        shown.put("table", cells);
        shown.put("first", cells.subList(0, Math.min(FIRST, cells.size())));
        shown.put("bars", facts.path("chart").isObject() ? Drawing.of(facts.path("chart"), report.path("rows")) : null);
        return shown;
    }

    private static JsonNode facts(ConsoleCall asked, String name) {
        for (JsonNode one : asked.list("reports")) {
            if (one.path("name").asText().equals(name)) {
                return one;
            }
        }
        throw new ProblemException(
                Problem.notFound("there is no report " + name, "list them with GET /api/v1/reports"));
    }

    /** A parameter and what it was asked with. */
    record Said(String name, String value) {}

    private static List<Said> parameters(JsonNode report) {
        List<Said> parameters = new ArrayList<>();
        report.path("parameters")
                .properties()
                .forEach(one -> parameters.add(new Said(
                        one.getKey(),
                        one.getValue().isNull() ? "" : one.getValue().asText())));
        return parameters;
    }
}
