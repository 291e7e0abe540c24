package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import ledger.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Lsn;

/** Base backups from outside: taken, listed, verified, and never half. */
class BaseBackupsIT {

    private static Service service;

    @BeforeAll
    static void start() {
        service = Service.apart();
    }

    @BeforeEach
    void run() {
        if (!service.isAlive()) {
            service.start();
        }
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static List<String> names(Path folder) throws Exception {
        try (Stream<Path> found = Files.list(folder)) {
            return found.map(path -> path.getFileName().toString()).toList();
        }
    }

    @Test
    void oneIsTakenListedAndVerifiedAndADamagedOneIsTold() throws Exception {
        // Given
        Path folder = service.data().resolve("base-backups");

        // When
        Service.Answer taken = service.post("/api/v1/base-backups", "application/json", "{}");
        String id = taken.json().at("/detail/baseBackup").asText();
        Service.Answer verified = service.post("/api/v1/base-backups/" + id + "/verify", "application/json", "{}");
        JsonNode listed =
                service.get("/api/v1/base-backups").json().get("baseBackups").get(0);
        Path archive = folder.resolve(id).resolve("base.tar.zst");
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 3] ^= 4;
        Files.write(archive, bytes);
        Service.Answer damaged = service.post("/api/v1/base-backups/latest/verify", "application/json", "{}");
        JsonNode after = service.get("/api/v1/base-backups/" + id).json();

        // Then
        assertThat(taken.status()).as(taken.body()).isEqualTo(200);
        assertThat(verified.status()).as(verified.body()).isEqualTo(200);
        assertThat(listed.get("id").asText()).isEqualTo(id);
        assertThat(listed.get("verifiedAt").isNull()).isFalse();
        assertThat(damaged.status()).as(damaged.body()).isEqualTo(422);
        assertThat(damaged.json().get("detail").asText()).contains("base.tar.zst");
        assertThat(after.get("verifiedAt").isNull()).isTrue();
        bytes[bytes.length / 3] ^= 4;
        Files.write(archive, bytes);
    }

    @Test
    void aCommandTakesOneAndSaysWhichItIs() throws Exception {
        // Given
        Service home = service.beside();

        // When
        Service.Finished taken = home.command("base-backup", "--output", "json");
        Service.Finished text = home.command("base-backup");

        // Then
        assertThat(taken.exitCode()).as(taken.err()).isZero();
        String id = Json.read(taken.out()).at("/detail/baseBackup").asText();
        assertThat(text.out()).contains("base-backup the server: done").contains("the base backup is ");
        assertThat(names(home.data().resolve("base-backups"))).hasSize(2).contains(id);
        assertThat(home.value("select count(*) from pg_replication_slots where slot_name like 'caravanserai_base%'"))
                .isEqualTo("0");
    }

    @Test
    void oneWhoseServiceIsKilledIsNoneAndItsRestIsCleared() throws Exception {
        // Given
        service.sql("create table large as select n, repeat(md5(n::text), 20) t from generate_series(1, 300000) n");
        Path folder = service.data().resolve("base-backups");
        int before = Files.exists(folder) ? names(folder).size() : 0;
        service.post("/api/v1/base-backups", "application/json", "{}", "Prefer", "respond-async");
        await().until(() -> Files.exists(folder) && names(folder).size() > before);

        // When
        service.kill();
        service.start();

        // Then
        String run = service.get("/api/v1/runs?kind=base-backup")
                .json()
                .at("/runs/0/id")
                .asText();
        await().until(() ->
                !service.get("/api/v1/runs/" + run).json().get("state").asText().equals("running"));
        assertThat(names(folder)).noneMatch(name -> name.startsWith(".making-"));
        assertThat(service.get("/api/v1/base-backups").json().get("baseBackups"))
                .hasSize(names(folder).size());
        assertThat(service.post("/api/v1/base-backups", "application/json", "{}")
                        .status())
                .isEqualTo(200);
        service.sql("drop table large");
    }

    @Test
    void whatIsCommittedIsWithinTheWindowAlsoAfterAKill() throws Exception {
        // Given
        service.post("/api/v1/base-backups", "application/json", "{}");
        service.sql("create table told as select generate_series(1, 1000) n");

        // When
        service.kill();
        service.sql("insert into told select generate_series(1, 1000)");
        String written = service.value("select pg_current_wal_flush_lsn()");
        service.start();

        // Then
        await().until(() -> {
            JsonNode window = service.get("/api/v1/recovery/window").json();
            return window.at("/receiver/doing").asText().equals("receiving")
                    && !Lsn.parse(window.at("/to/lsn").asText()).isBefore(Lsn.parse(written));
        });
        JsonNode window = service.get("/api/v1/recovery/window").json();
        assertThat(window.get("holes")).isEmpty();
        assertThat(window.at("/rpo/bytes").asLong()).isZero();
        service.stop();
        Service.Finished told = service.command("window");
        assertThat(told.out()).contains("from ").contains("reaches from");
        Service.Finished off = service.with("RECOVERY_WAL_RECEIVE", "off").command("window", "--output", "json");
        assertThat(Json.read(off.out()).at("/receiver/doing").asText()).isEqualTo("nothing");
        String slots = "select count(*) from pg_replication_slots where slot_name ~ '^caravanserai_[0-9a-f]{32}$'";
        int before = Integer.parseInt(service.value(slots));
        service.start();
        await().until(() -> Integer.parseInt(service.value(slots)) == before - 1);
        service.stop();
        service.with("RECOVERY_WAL_RECEIVE", "auto");
    }
}
