package routes;

import static routes.Steps.exchange;
import static routes.Steps.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.component.jdbc.JdbcConstants;
import org.apache.camel.model.dataformat.CsvDataFormat;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.apache.camel.spi.Registry;
import postgres.SqlState;
import reports.ReportAnswer;
import reports.ReportPlan;
import reports.ReportReader;
import reports.ReportRequest;
import reports.ReportSettings;
import reports.Reports;

/** Reports: their statements are data, so they go to {@code jdbc:}, and what they are told is bound. */
@ApplicationScoped
class ReportRoutes extends EndpointRouteBuilder implements Scheduled {

    private static final String REQUEST = "request";
    private static final String PLAN = "plan";
    private static final String ROWS = "rows";
    private static final String SOURCE = "source";

    private static final String DUE = "report";
    private static final String KEY = "key";

    private final Reports reports;
    private final ReportReader reader;
    private final ReportSettings settings;

    ReportRoutes(Reports reports, ReportReader reader, ReportSettings settings) {
        this.reports = reports;
        this.reader = reader;
        this.settings = settings;
    }

    // spotless:off
    @Override
    public void configure() {
        // Whoever a rule names is told what it says, or why it says nothing.
        from(direct("report-due"))
            .routeId("report-due")
            .routeConfigurationId("in-transaction")
            .setProperty(DUE, body())
            .setProperty(KEY, exchange(ReportRoutes::key))
            .doTry()
                .transform(verb(String.class, reports::scheduled))
                .to(direct("report-csv"))
                .transform(exchange(ReportRoutes::told))
            .endDoTry()
            .doCatch(ProblemException.class)
                .transform(exchange(ReportRoutes::untold))
            .end()
            .to(sql("classpath:sql/notify/add-notice.sql").dataSource("#ledger"));

        // Each holds a connection: so many at a time, and nobody waits in a queue that he does not see.
        from(direct("report-read"))
            .routeId("report-read")
            .routeConfigurationId("in-transaction")
            .setProperty(REQUEST, body())
            .doTry()
                .throttle(settings.atOnce()).concurrentRequestsMode().rejectExecution(true)
                    .to(direct("report-rows"))
                .end()
            .endDoTry()
            .doCatch(ThrottlerRejectedExecutionException.class)
                .process(this::refuseMore)
            .doCatch(SQLException.class)
                .process(this::refuse)
            .end();

        from(direct("report-csv"))
            .routeId("report-csv")
            .routeConfigurationId("in-transaction")
            .to(direct("report-read"))
            .transform(verb(ReportAnswer.class, ReportAnswer::records))
            .marshal(csv());

        from(direct("report-rows"))
            .routeId("report-rows")
            .routeConfigurationId("in-transaction")
            .process(this::bindSource)
            .transform(verb(ReportRequest.class, reader::plan))
            .setProperty(PLAN, body())
            .transform(verb(ReportPlan.class, ReportPlan::rows))
            .to(direct("report-statement"))
            .setProperty(ROWS, body())
            .transform(exchange(ReportRoutes::notes))
            .choice()
                .when(body().isNull())
                    .setBody(constant(List.of()))
                .otherwise()
                    .to(direct("report-statement"))
            .end()
            .transform(exchange(ReportRoutes::answer));

        from(direct("report-statement"))
            .routeId("report-statement")
            .routeConfigurationId("in-transaction")
            .process(ReportRoutes::bindValues)
            .toD(jdbc("${exchangeProperty." + SOURCE + "}").useHeadersAsParameters(true).advanced()
                .connectionStrategy(new ReadingConnections(reader::begin))
                .prepareStatementStrategy(new BoundInOrder()))
            .removeHeaders("*")
            .transform(exchange(ReportRoutes::firstColumn));
    }
    // spotless:on

    @Override
    public List<Schedule> schedules() {
        return settings.byName().entrySet().stream()
                .filter(report -> report.getValue().cron().isPresent())
                .sorted(Map.Entry.comparingByKey())
                .map(report -> new Schedule(
                        "report", report.getKey(), report.getValue().cron().orElseThrow(), "report-due"))
                .toList();
    }

    private static Map<String, Object> told(Exchange exchange) {
        return notice(
                exchange,
                Json.mapper()
                        .createObjectNode()
                        .put("csv", exchange.getMessage().getBody(String.class)));
    }

    private static Map<String, Object> untold(Exchange exchange) {
        Problem problem = Problems.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        return notice(
                exchange,
                Json.mapper().createObjectNode().set("problem", Json.mapper().valueToTree(problem)));
    }

    /** Of the processes that have the timer one tells. */
    private static Map<String, Object> notice(Exchange exchange, ObjectNode detail) {
        String name = exchange.getProperty(DUE, String.class);
        return Map.of(
                "event", "report", "subject", name, "detail", detail.toString(), "once", exchange.getProperty(KEY));
    }

    private static String key(Exchange exchange) {
        return ScheduledFiring.key("report " + exchange.getMessage().getBody(), exchange);
    }

    /** The header comes with the records: it is another for each report. */
    private static CsvDataFormat csv() {
        return new CsvDataFormat();
    }

    /** The endpoint finds the database by a name of ours. */
    private void bindSource(Exchange exchange) throws SQLException {
        ReportRequest request = exchange.getMessage().getBody(ReportRequest.class);
        String name = "report-source-" + Integer.toHexString(request.database().hashCode());
        Registry registry = getContext().getRegistry();
        registry.bind(name, reader.source(request));
        exchange.setProperty(SOURCE, name);
    }

    private static void bindValues(Exchange exchange) {
        ReportPlan.Statement statement = exchange.getMessage().getBody(ReportPlan.Statement.class);
        Map<String, Object> values = new LinkedHashMap<>();
        statement.values().forEach(value -> values.put(String.valueOf(values.size() + 1), value));
        exchange.getMessage().setHeader(JdbcConstants.JDBC_PARAMETERS, values);
        exchange.getMessage().setBody(statement.sql());
    }

    private static List<String> firstColumn(Exchange exchange) {
        List<?> rows = exchange.getMessage().getBody(List.class);
        List<String> first = new ArrayList<>();
        rows.forEach(
                row -> first.add((String) ((Map<?, ?>) row).values().iterator().next()));
        return first;
    }

    private static ReportPlan.Statement notes(Exchange exchange) {
        return exchange.getProperty(PLAN, ReportPlan.class).notes().orElse(null);
    }

    @SuppressWarnings("unchecked")
    private static ReportAnswer answer(Exchange exchange) {
        return exchange.getProperty(PLAN, ReportPlan.class)
                .answer(
                        exchange.getProperty(ROWS, List.class),
                        exchange.getMessage().getBody(List.class));
    }

    private void refuseMore(Exchange exchange) {
        throw new ProblemException(Problem.unavailable(
                settings.atOnce() + " reports are read already", "try again in a while, or raise reports.at-once"));
    }

    private void refuse(Exchange exchange) {
        SQLException trouble = SqlState.find(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        throw new ProblemException(reader.problem(exchange.getProperty(REQUEST, ReportRequest.class), trouble));
    }
}
