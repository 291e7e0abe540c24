package routes.http;

import static routes.Steps.exchange;
import static routes.Steps.verb;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import reports.ReportRequest;
import reports.Reports;

/** The HTTP doors of reports: listed, and read as JSON or CSV. */
@ApplicationScoped
class ReportDoors extends EndpointRouteBuilder {

    private static final String CSV_ENDING = ".csv";

    /** What an exchange keeps beside its body on the way to an answer. */
    private static final String REPORT = "report";

    private static final String AS_CSV = "asCsv";

    private final Reports reports;

    ReportDoors(Reports reports) {
        this.reports = reports;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/reports")
            .get().routeId("reports-list-http").to("direct:reports-list")
            .get("/{name}").routeId("report-show-http").to("direct:report-show")
            .post("/{name}").routeId("report-ask-http").to("direct:report-ask");

        // As two of them were called before there were others.
        rest("/metric1")
            .get().routeId("report-hires-http").to("direct:report-hires")
            .post().routeId("report-hires-ask-http").to("direct:report-hires-ask");
        rest("/metric2")
            .get().routeId("report-departments-http").to("direct:report-departments")
            .post().routeId("report-departments-ask-http").to("direct:report-departments-ask");

        from(direct("reports-list"))
            .routeId("reports-list")
            .process(HttpCall.taking())
            .transform(verb(() -> Map.of("reports", reports.list())))
            .process(Answers::json);

        from(direct("report-hires"))
            .routeId("report-hires")
            .setProperty(REPORT, constant(Reports.HIRES_BY_QUARTER))
            .to(direct("report-show"));

        from(direct("report-departments"))
            .routeId("report-departments")
            .setProperty(REPORT, constant(Reports.DEPARTMENTS_ABOVE_MEAN))
            .to(direct("report-show"));

        // A question is the same, whatever the method: to the REST DSL each needs a place of its own to go to.
        from(direct("report-ask"))
            .routeId("report-ask")
            .to(direct("report-show"));

        from(direct("report-hires-ask"))
            .routeId("report-hires-ask")
            .to(direct("report-hires"));

        from(direct("report-departments-ask"))
            .routeId("report-departments-ask")
            .to(direct("report-departments"));

        // The report says which parameters there are.
        from(direct("report-show"))
            .routeId("report-show")
            .process(HttpCall::takeAny)
            .setProperty(AS_CSV, verb(HttpCall.class, ReportDoors::isForCsv))
            .transform(exchange(this::asked))
            .choice()
                .when(exchangeProperty(AS_CSV))
                    .to(direct("report-csv"))
                    .process(Answers::csv)
                .otherwise()
                    .to(direct("report-read"))
                    .process(Answers::json)
            .end();
    }
    // spotless:on

    private ReportRequest asked(Exchange exchange) {
        HttpCall call = exchange.getMessage().getBody(HttpCall.class);
        String old = exchange.getProperty(REPORT, String.class);
        return reports.ask(old == null ? name(call) : old, said(call));
    }

    private static String name(HttpCall call) {
        String name = call.value("name").orElseThrow();
        return name.endsWith(CSV_ENDING) ? name.substring(0, name.length() - CSV_ENDING.length()) : name;
    }

    /** In the query, or as members of the body. */
    private static Map<String, String> said(HttpCall call) {
        Map<String, String> said = new TreeMap<>();
        call.query().once().forEach(said::put);
        for (Map.Entry<String, JsonNode> member : call.json().properties()) {
            JsonNode value = member.getValue();
            if (value.isContainerNode()) {
                throw new ProblemException(
                        Problem.malformed(member.getKey() + " is one value, not " + value, "send {\"year\":2021}"));
            }
            if (!value.isNull() && said.put(member.getKey(), value.asText()) != null) {
                throw new ProblemException(
                        Problem.malformed(member.getKey() + " is said in the query and in the body", "say it once"));
            }
        }
        return said;
    }

    private static boolean isForCsv(HttpCall call) {
        return call.value("name").filter(name -> name.endsWith(CSV_ENDING)).isPresent()
                || Accepted.read(call.header("accept").orElse("")).prefers("text/csv", "application/json");
    }
}
