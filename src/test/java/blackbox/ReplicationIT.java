package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Who stands by, told from outside. */
class ReplicationIT {

    @Test
    void rowsThatAStandbyLacksAreToldByTableAndALimitThatIsPassedByTheExitCode() {
        // Given
        try (Service service = Service.fresh()
                .with("RECOVERY_WAL_RECEIVE", "on")
                .with("RECOVERY_LAG_MAX_BYTES", "1kB")
                .start()) {
            service.sql("create table stood_by (id int primary key)");
            service.value("select pg_create_physical_replication_slot('stands_by', true)::text");
            try {
                service.sql("set synchronous_commit = on", "insert into stood_by select generate_series(1, 500)");

                // When
                Service.await(
                        "the rows are counted",
                        () -> standby(service).at("/atRisk/rows").asLong() >= 500);
                JsonNode standby = standby(service);
                Service.Answer still = service.delete("/api/v1/replication/stands_by");
                Service.await("Prometheus has it", () -> service.get("/q/metrics")
                        .body()
                        .contains("caravanserai_replication_lag_bytes{standby=\"stands_by\"}"));
                service.stop();
                service.sql("insert into stood_by values (501)");
                Service.Finished command = service.command("replication");
                service.start();

                // Then
                assertThat(standby.at("/atRisk/tables").toString())
                        .contains("\"table\":\"stood_by\",\"inserted\":500,\"updated\":0,\"deleted\":0");
                assertThat(standby.get("safeToFailOver").asBoolean(true)).isFalse();
                assertThat(still.status()).isEqualTo(409);
                assertThat(command.exitCode()).as(command.out() + command.err()).isEqualTo(9);
                assertThat(command.out()).contains("stood_by: 501 inserted").contains("safe to fail over: no");
                assertThat(service.get("/api/v1/replication/lag?standby=stands_by")
                                .json()
                                .get("lag"))
                        .isNotEmpty();
            } finally {
                service.value("select pg_drop_replication_slot('stands_by')::text");
            }
            assertThat(service.delete("/api/v1/replication/stands_by").status()).isEqualTo(200);
            assertThat(service.delete("/api/v1/replication/stands_by").status()).isEqualTo(404);
            assertThat(service.get("/api/v1/replication/lag?limit=0").status()).isEqualTo(400);
            assertThat(service.get("/api/v1/replication/lag?since=yesterday").status())
                    .isEqualTo(400);
        }
    }

    private static JsonNode standby(Service service) {
        for (JsonNode standby : service.get("/api/v1/replication").json().get("standbys")) {
            if (standby.get("name").asText().equals("stands_by")) {
                return standby;
            }
        }
        throw new AssertionError("it is not listed");
    }
}
