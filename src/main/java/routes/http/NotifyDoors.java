package routes.http;

import static routes.Steps.exchange;
import static routes.Steps.verb;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import notify.Channel;
import notify.DeliveryFacts;
import notify.Rules;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.RowsAs;
import routes.Undelivered;

/** The HTTP doors of notifications: what was told to whom, and whether it would arrive. */
@ApplicationScoped
class NotifyDoors extends EndpointRouteBuilder {

    private static final int PAGE = 100;

    private static final String TRIAL = "trial";

    private final Rules rules;

    NotifyDoors(Rules rules) {
        this.rules = rules;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/notifications")
            .get().routeId("notify-list-http").to("direct:notify-list")
            .post("/test").routeId("notify-test-http").to("direct:notify-test");

        from(direct("notify-list"))
            .routeId("notify-list")
            .process(HttpCall.taking("rule", "state", "limit"))
            .transform(verb(HttpCall.class, NotifyDoors::wanted))
            .to(sql("classpath:sql/notify/list-deliveries.sql").dataSource("#ledger")
                .advanced().rowMapperFactory(new RowsAs<>(DeliveryFacts::of)))
            .transform(exchange(this::page))
            .process(Answers::json);

        from(direct("notify-test"))
            .routeId("notify-test")
            .process(HttpCall::take)
            .process(AdminDeeds.only("a test of notifications"))
            .transform(verb(HttpCall.class, this::trials))
            .split(body(), AggregationStrategies.groupedBody())
                .to(direct("notify-try"))
            .end()
            .transform(verb(List.class, sent -> Map.of("sent", sent)))
            .process(Answers::json);

        from(direct("notify-try"))
            .routeId("notify-try")
            .setProperty(TRIAL, body())
            .transform(verb(Rules.Trial.class, Rules.Trial::message))
            .doTry()
                .to(direct("notify-channel"))
                .transform(exchange(tried -> sent(tried, null)))
            .endDoTry()
            .doCatch(Exception.class)
                .transform(exchange(tried -> sent(tried, Undelivered.why(tried))))
            .end();
    }
    // spotless:on

    /** Which rule is tried; all unless said. */
    record Test(String rule) {}

    /**
     * What became of a message.
     *
     * @param to where it went
     * @param problem why it did not arrive, or null
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Sent(String rule, Channel channel, String to, boolean sent, String problem) {}

    private List<Rules.Trial> trials(HttpCall call) {
        return rules.trials(RequestBody.read(call, Test.class).rule());
    }

    private static Sent sent(Exchange exchange, String problem) {
        Rules.Trial trial = exchange.getProperty(TRIAL, Rules.Trial.class);
        return new Sent(trial.rule(), trial.channel(), trial.to(), problem == null, problem);
    }

    private static Map<String, Object> wanted(HttpCall call) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("rule", call.value("rule").orElse(null));
        named.put(
                "state",
                call.value("state", DeliveryFacts::requireState, "open, sent or dead")
                        .orElse(null));
        named.put("limit", call.limit(PAGE));
        return named;
    }

    private Map<String, Object> page(Exchange exchange) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("rules", rules.list());
        page.put("deliveries", exchange.getMessage().getBody(List.class));
        return page;
    }
}
