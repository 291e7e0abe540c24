package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import postgres.Lsn;

/** A server rewound from outside: as it was, beside the live one, and never left running by a service that is gone. */
class RecoverIT {

    private static Service service;

    @BeforeAll
    static void start() {
        service = Service.apart().start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String there(Service service, JsonNode recovery, String query) throws SQLException, IOException {
        Path password = service.data()
                .resolve("recoveries")
                .resolve(recovery.get("id").asText())
                .resolve("password");
        try (Connection connection = DriverManager.getConnection(
                        recovery.get("jdbcUrl").asText(),
                        recovery.get("username").asText(),
                        Files.readString(password));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void awaitAllThatIsWritten(Service service) {
        Lsn written = Lsn.parse(service.value("select pg_current_wal_insert_lsn()"));
        await().until(() -> !Lsn.parse(service.get("/api/v1/recovery/window")
                        .json()
                        .at("/to/lsn")
                        .asText("0/0"))
                .isBefore(written));
    }

    @Test
    void whatWasEmptiedAtNoonIsThereInAServerOfBeforeNoonAlsoAfterAKill() throws Exception {
        // Given
        service.sql(
                "create table products (id int primary key)", "insert into products select generate_series(1, 1000)");
        service.post("/api/v1/base-backups", "application/json", "{}", "Prefer", "wait=200");
        service.sql("insert into products select generate_series(1001, 1500)");
        String before = service.value("select clock_timestamp()::text");
        service.sql("set synchronous_commit = on", "truncate products", "insert into products values (1)");
        awaitAllThatIsWritten(service);

        // When
        Service.Answer made = service.post(
                "/api/v1/recoveries",
                "application/json",
                "{\"target\":{\"time\":\"" + before + "\"}}",
                "Prefer",
                "wait=200");

        // Then
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        JsonNode first = service.get("/api/v1/recoveries").json().at("/recoveries/0");
        assertThat(there(service, first, "select count(*) from products"))
                .as(made.body() + " for " + before)
                .isEqualTo("1500");
        assertThat(service.count("products")).isEqualTo(1);

        service.kill();
        service.start();
        String id = first.get("id").asText();
        await().ignoreExceptions().until(() -> there(
                        service, service.get("/api/v1/recoveries/" + id).json(), "select count(*) from products")
                .equals("1500"));

        JsonNode again = service.get("/api/v1/recoveries/" + id).json();
        service.stop();
        assertThat(service.data().resolve("recoveries/" + id + "/server/postmaster.pid"))
                .doesNotExist();
        service.start();
        assertThat(again.get("database").asText()).isEqualTo("recovery-" + id);
        assertThat(service.delete("/api/v1/recoveries/" + id).status()).isEqualTo(200);
        assertThat(Service.filesBelow(service.data().resolve("recoveries")))
                .allMatch(file -> file.endsWith("rto.json"));
    }

    @Test
    void beforeAnIncidentIsTheStateThatItDestroyed() throws Exception {
        // Given
        service.sql("create table goods (id int primary key)", "insert into goods select generate_series(1, 1000)");
        service.post("/api/v1/base-backups", "application/json", "{}", "Prefer", "wait=200");
        service.sql("set synchronous_commit = on", "truncate goods", "insert into goods values (1)");
        String incident = new PutBackDoor(service).incident("goods");

        // When
        Service.Answer made = service.post(
                "/api/v1/recoveries",
                "application/json",
                "{\"target\":{\"before\":\"" + incident + "\"}}",
                "Prefer",
                "wait=200");

        // Then
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        JsonNode recovery = service.get("/api/v1/recoveries").json().at("/recoveries/0");
        assertThat(there(service, recovery, "select count(*) from goods")).isEqualTo("1000");
        Service.Answer none = service.post(
                "/api/v1/recoveries",
                "application/json",
                "{\"target\":{\"before\":\"01a228b3-3559-7000-8161-b49a7d11eac0\"}}");
        assertThat(none.status()).isEqualTo(404);
        assertThat(service.delete("/api/v1/recoveries/" + recovery.get("id").asText())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aMomentThatCannotBeReachedIsRefusedWithTheReason() {
        // When
        Service.Answer noZone = service.post(
                "/api/v1/recoveries", "application/json", "{\"target\":{\"time\":\"2026-11-21 02:15:00\"}}");
        Service.Answer nothing =
                service.post("/api/v1/recoveries", "application/json", "{\"target\":{\"restore\":\"x\"}}");

        // Then
        assertThat(noZone.status()).as(noZone.body()).isEqualTo(422);
        assertThat(noZone.json().get("detail").asText()).contains("has no zone");
        assertThat(nothing.status()).isEqualTo(400);
    }
}
