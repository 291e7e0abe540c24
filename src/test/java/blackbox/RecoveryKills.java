package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A service killed at random moments of base backups, of receiving and of recoveries; in the end all of it is told right. */
final class RecoveryKills {

    private static final int LONGEST_MILLIS = 4000;

    private final Random random;
    private final Service service;
    private long rows;

    RecoveryKills(long seed) {
        random = new Random(seed);
        // A service whose database is its alone: what is received is what the test writes.
        service = Service.fresh().with("RECOVERY_WAL_RECEIVE", "on").with("RECOVERY_AT_ONCE", "100");
        service.sql("create table counted (n int primary key, t text)");
    }

    /** Kills it so often. */
    void go(int kills) {
        service.start();
        baseBackup("wait=200");
        for (int i = 0; i < kills; i++) {
            write();
            if (random.nextBoolean()) {
                baseBackup("respond-async");
            } else {
                recover("respond-async");
            }
            write();
            pause(random.nextInt(LONGEST_MILLIS));
            service.kill();
            service.start();
        }
        look();
        service.close();
    }

    private void write() {
        service.sql(
                "set synchronous_commit = on",
                "insert into counted select n, md5(n::text) from generate_series(%d, %d) n"
                        .formatted(rows + 1, rows + 2000));
        rows += 2000;
    }

    private Service.Answer baseBackup(String prefer) {
        return service.post("/api/v1/base-backups", "application/json", "{}", "Prefer", prefer);
    }

    private Service.Answer recover(String prefer) {
        return service.post(
                "/api/v1/recoveries", "application/json", "{\"target\":{\"latest\":true}}", "Prefer", prefer);
    }

    /** Nothing is lost, nothing is left running, and what is told to be whole is. */
    private void look() {
        Service.await("no run is left running", () -> "0"
                .equals(service.value("select count(*) from caravanserai.run where state = 'running'")));
        for (JsonNode backup : service.get("/api/v1/base-backups").json().get("baseBackups")) {
            Service.Answer verified = service.post(
                    "/api/v1/base-backups/" + backup.get("id").asText() + "/verify",
                    "application/json",
                    "{}",
                    "Prefer",
                    "wait=200");
            assertThat(verified.status()).as(verified.body()).isEqualTo(200);
        }
        List<Path> unfinished = Service.filesBelow(service.data().resolve("base-backups")).stream()
                .filter(file -> file.toString().contains("/.making"))
                .toList();
        assertThat(unfinished).isEmpty();
        JsonNode window = service.get("/api/v1/recovery/window").json();
        assertThat(window.get("holes")).as(window.toString()).isEmpty();
        awaitAllThatIsWritten();
        for (JsonNode each : service.get("/api/v1/recoveries").json().get("recoveries")) {
            assertThat(service.delete("/api/v1/recoveries/" + each.get("id").asText())
                            .status())
                    .isEqualTo(200);
        }
        Service.Answer last = recover("wait=200");
        assertThat(last.status()).as(last.body()).isEqualTo(200);
        String database = last.json().at("/detail/database").asText();
        Service.Answer counted = service.post(
                "/api/v1/flows",
                "application/json",
                "{\"from\":\"main\",\"to\":\"" + database + "\",\"verb\":\"compare\",\"tables\":[\"counted\"]}",
                "Prefer",
                "wait=200");
        assertThat(counted.status()).as(counted.body()).isEqualTo(200);
        assertThat(counted.json().at("/detail/equal").asBoolean(true))
                .as(counted.body())
                .isTrue();
        assertThat(service.count("counted")).isEqualTo(rows);
        assertThat(Service.filesBelow(service.data().resolve("recoveries")))
                .noneMatch(file -> file.toString().endsWith(".run.json"));
    }

    private void awaitAllThatIsWritten() {
        String written = service.value("select pg_current_wal_flush_lsn()");
        Service.await("all that is written is here", () -> service.value("select '"
                        + service.get("/api/v1/recovery/window")
                                .json()
                                .at("/receiver/flushedLsn")
                                .asText("0/0")
                        + "'::pg_lsn >= '" + written + "'")
                .startsWith("t"));
    }

    /** Some milliseconds, so that the next kill falls anywhere. */
    private static void pause(int milliseconds) {
        try {
            if (new CountDownLatch(1).await(milliseconds, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
