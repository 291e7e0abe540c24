package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import postgres.Lsn;
import postgres.Patience;

/** The embedded server rewound for good: nobody by accident, history is not undone, and the data of old is kept. */
class BecomingMainIT {

    private static final String DEPARTMENTS = "id,department\n";

    private static JsonNode window(Service service) {
        return service.get("/api/v1/recovery/window").json();
    }

    private static String load(Service service, int id) {
        Service.Answer loaded = service.rows("departments", DEPARTMENTS + id + ",number " + id + "\n", "");
        assertThat(loaded.status()).as(loaded.body()).isEqualTo(200);
        return loaded.json().get("id").asText();
    }

    private static Service.Answer promote(Service service, String recovery, String body) {
        return service.post("/api/v1/recoveries/" + recovery + "/promote", "application/json", body);
    }

    /** What was answered as loaded is there, or is known to be gone. */
    private static void assertIsAccountedFor(Service service, int id, Service.Answer answer) {
        if (answer.status() == 200) {
            Service.Answer run =
                    service.get("/api/v1/runs/" + answer.json().get("id").asText());
            assertThat(run.status())
                    .as("of the load of " + id + ": " + run.body())
                    .isEqualTo(200);
            assertThat(run.json().get("state").asText()).as(run.body()).isIn("undone", "done");
        }
    }

    @Test
    void aRecoveredServerTakesThePlaceOfTheLiveOneAndTheLedgerGoesOn() throws InterruptedException {
        // Given
        try (Service service = Service.fresh()
                .with("QUARKUS_DATASOURCE_JDBC_URL", "")
                .with("QUARKUS_DATASOURCE_USERNAME", "")
                .with("QUARKUS_DATASOURCE_PASSWORD", "")
                .start()) {
            load(service, 901);
            service.post("/api/v1/base-backups", "application/json", "{}", "Prefer", "wait=200");
            load(service, 902);
            await().atMost(Patience.LIMIT)
                    .until(() -> window(service).at("/receiver/flushedLsn").isTextual()
                            && window(service)
                                    .at("/receiver/flushedLsn")
                                    .asText()
                                    .equals(window(service)
                                            .at("/receiver/serverLsn")
                                            .asText()));
            String lsn = window(service).at("/receiver/flushedLsn").asText();
            String later = load(service, 903);
            await().atMost(Patience.LIMIT).until(() -> Lsn.parse(lsn)
                    .isBefore(
                            Lsn.parse(window(service).at("/receiver/flushedLsn").asText())));
            String recovery = new PutBackDoor(service).recoverFromHere("{\"lsn\":\"" + lsn + "\"}");

            // When
            Service.Answer untold = promote(service, recovery, "{\"become\":\"main\"}");
            Service.Answer told = promote(service, recovery, "{\"become\":\"main\",\"dryRun\":true}");
            Map<Integer, Service.Answer> meanwhile = new ConcurrentHashMap<>();
            AtomicBoolean promoting = new AtomicBoolean(true);
            Thread loader = new Thread(() -> {
                for (int id = 1000; promoting.get(); id++) {
                    meanwhile.put(id, service.rows("departments", DEPARTMENTS + id + ",meanwhile\n", ""));
                }
            });
            Service.Answer became;
            loader.start();
            try {
                became = await().atMost(Patience.LIMIT)
                        .pollInterval(Duration.ofMillis(200))
                        .until(
                                () -> promote(service, recovery, "{\"become\":\"main\"}"),
                                // Now and then a load is at work.
                                answer -> answer.status() != 409);
            } finally {
                promoting.set(false);
                loader.join();
            }

            // Then
            assertThat(untold.status()).as(untold.body()).isEqualTo(409);
            assertThat(told.status()).as(told.body()).isEqualTo(200);
            assertThat(told.body()).contains("\"table\":\"departments\"", "\"added\":1");
            assertThat(became.status()).as(became.body()).isEqualTo(200);
            assertThat(Path.of(became.json().get("keptIn").asText())).isDirectory();
            service.awaitReady();
            JsonNode run = service.get("/api/v1/runs/" + later).json();
            assertThat(run.get("state").asText()).as(run.toString()).isEqualTo("undone");
            meanwhile.forEach((id, answer) -> assertIsAccountedFor(service, id, answer));
            load(service, 903);
            assertThat(service.delete("/api/v1/recoveries/" + recovery).status())
                    .isEqualTo(409);

            // When
            service.stop();
            service.start();

            // Then
            Service.Answer again = service.post("/api/v1/base-backups", "application/json", "{}", "Prefer", "wait=200");
            assertThat(again.status()).as(again.body()).isEqualTo(200);
            assertThat(service.rows("departments", DEPARTMENTS + "901,again\n902,again\n903,again\n904,new\n", "")
                            .json()
                            .at("/rows/rejected")
                            .asLong())
                    .isEqualTo(3);
        }
    }
}
