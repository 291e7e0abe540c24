package routes;

import static routes.Steps.exchange;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import notify.NotifySettings;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import sync.SyncSettings;

/** Limits: what passes one is written down to be told of, once until it is over. */
@ApplicationScoped
class NotifyWatchRoutes extends EndpointRouteBuilder {

    private static final String LEDGER = "#ledger";

    private final NotifySettings settings;
    private final SyncSettings flows;

    NotifyWatchRoutes(NotifySettings settings, SyncSettings flows) {
        this.settings = settings;
        this.flows = flows;
    }

    // spotless:off
    @Override
    public void configure() {
        from(timer("notify-watch").period(60_000))
            .routeId("notify-watch")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .to(direct("notify-limits"));

        from(direct("notify-limits"))
            .routeId("notify-limits")
            .routeConfigurationId("in-transaction")
            .transform(exchange(this::limits))
            .to(sql("classpath:sql/notify/watch-overdue.sql").dataSource(LEDGER).noop(true))
            .filter(simple("${body[letters]} != null"))
                .to(sql("classpath:sql/notify/watch-letters.sql").dataSource(LEDGER).noop(true))
            .end()
            .filter(simple("${body[lag]} != null"))
                .to(sql("classpath:sql/notify/watch-lag.sql").dataSource(LEDGER).noop(true))
            .end()
            .to(sql("classpath:sql/notify/forget-notices.sql").dataSource(LEDGER));
    }
    // spotless:on

    private Map<String, Object> limits(Exchange exchange) {
        Map<String, Object> named = new java.util.LinkedHashMap<>();
        named.put("overdue", settings.overdue().toSeconds());
        settings.letters().max().ifPresent(most -> named.put("letters", most));
        settings.lag().maxSeconds().ifPresent(most -> named.put("lag", most));
        named.put("days", settings.keepDays());
        named.put(
                "flows",
                flows.flows().entrySet().stream()
                        .filter(flow -> flow.getValue().cron().isPresent()
                                || flow.getValue().after().isPresent())
                        .map(Map.Entry::getKey)
                        .toArray(String[]::new));
        return named;
    }
}
