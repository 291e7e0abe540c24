package routes;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ledger.Json;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import recovery.RecoverySettings;
import recovery.replication.Replication;
import recovery.replication.ReplicationFacts;
import recovery.replication.StandbyFacts;

/** Standbys that are further behind than {@code recovery.lag} allows: written down to be told of, once until they are not. */
@ApplicationScoped
class StandbyWatchRoutes extends EndpointRouteBuilder {

    private final Replication replication;
    private final RecoverySettings.Lag limits;

    StandbyWatchRoutes(Replication replication, RecoverySettings settings) {
        this.replication = replication;
        this.limits = settings.lag();
    }

    // spotless:off
    @Override
    public void configure() {
        from(timer("notify-standbys").period(60_000))
            .routeId("notify-standbys")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .filter(exchange -> limits.maxBytes().isPresent() || limits.maxSeconds().isPresent())
                .transform(verb(replication::now))
                .transform(verb(ReplicationFacts.class, facts -> behind(facts.standbys())))
                .to(sql("classpath:sql/notify/watch-standbys.sql").dataSource("#ledger"))
            .end();
    }
    // spotless:on

    /** Those that are too far behind, as named values for {@code sql/notify/watch-standbys.sql}. */
    static Map<String, Object> behind(List<StandbyFacts> standbys) {
        List<StandbyFacts> past =
                standbys.stream().filter(StandbyFacts::pastLimits).toList();
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("subjects", past.stream().map(StandbyFacts::name).toArray(String[]::new));
        named.put("details", past.stream().map(StandbyWatchRoutes::detail).toArray(String[]::new));
        return named;
    }

    private static String detail(StandbyFacts standby) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("standby", standby.state());
        detail.put("lagBytes", standby.lagBytes());
        detail.put("lagSeconds", standby.lagSeconds());
        detail.values().removeIf(java.util.Objects::isNull);
        return Json.write(detail);
    }
}
