package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import recovery.replication.StandbyFacts;

@Tag("every-postgres")
class StandbyWatchTest extends LedgerCamel {

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        return new RoutesBuilder[] {
            new EndpointRouteBuilder() {
                @Override
                public void configure() {
                    from(direct("standbys-seen"))
                            .routeId("standbys-seen")
                            .to(sql("classpath:sql/notify/watch-standbys.sql").dataSource("#ledger"));
                }
            }
        };
    }

    private static StandbyFacts standby(String name, boolean past) {
        return new StandbyFacts(
                name,
                "streaming",
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                5L,
                1.5,
                null,
                null,
                null,
                null,
                past,
                null,
                List.of());
    }

    private void seen(StandbyFacts... standbys) {
        Map<String, Object> behind = StandbyWatchRoutes.behind(List.of(standbys));
        template.sendBody("direct:standbys-seen", behind);
    }

    private String told() throws Exception {
        return DATABASE.value(
                "select coalesce(string_agg(subject || ' ' || (detail->>'lagSeconds'), ', ' order by id), '')"
                        + " from caravanserai.notice where event = 'lag' and detail ? 'standby'");
    }

    @Test
    void aStandbyThatIsTooFarBehindIsToldOfOnceUntilItIsNot() throws Exception {
        // When
        seen(standby("near", false), standby("far", true));
        seen(standby("near", false), standby("far", true));
        String once = told();
        seen(standby("near", false), standby("far", false));
        seen(standby("near", false), standby("far", true));

        // Then
        assertThat(once).isEqualTo("far 1.5");
        assertThat(told()).isEqualTo("far 1.5, far 1.5");
    }
}
