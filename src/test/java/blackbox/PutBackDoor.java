package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.StreamSupport;
import postgres.Patience;
import postgres.TestPrograms;

/** What a test of lost rows asks of a service: a disaster that is told, a server of before it, and the way back. */
final class PutBackDoor {

    private final Service service;

    PutBackDoor(Service service) {
        this.service = service;
    }

    /** A service that has the programs of its server, whichever that is, and may make some servers; not yet started. */
    static Service ready(Service service) {
        try {
            return service.with("RECOVERY_AT_ONCE", "9")
                    .with("POSTGRES_PROGRAMS", TestPrograms.unpacked().folder().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As somebody does it who waits for its end on disk. */
    void sql(String... statements) {
        String[] durable = new String[statements.length + 1];
        durable[0] = "set synchronous_commit = on";
        System.arraycopy(statements, 0, durable, 1, statements.length);
        service.sql(durable);
    }

    /** The id of the latest incident of a table, as soon as it is told. */
    String incident(String table) {
        return incident(table, "");
    }

    /** The same of one kind, as in {@code &kind=drop}. */
    String incident(String table, String kind) {
        String path = "/api/v1/recovery/incidents?table=" + Service.encode(table) + kind;
        await().atMost(Patience.LIMIT)
                .until(() -> !service.get(path).json().get("incidents").isEmpty());
        return service.get(path).json().at("/incidents/0/id").asText();
    }

    String stateOf(String incident) {
        JsonNode all = service.get("/api/v1/recovery/incidents").json().get("incidents");
        return StreamSupport.stream(all.spliterator(), false)
                .filter(one -> one.get("id").asText().equals(incident))
                .map(one -> one.get("state").asText())
                .findFirst()
                .orElseThrow();
    }

    /** What was written until now is here too. */
    private void awaitLog() {
        String written = service.value("select pg_current_wal_insert_lsn()::text");
        await().atMost(Patience.LIMIT).until(() -> {
            String here =
                    service.get("/api/v1/recovery/window").json().at("/to/lsn").asText();
            return !here.isEmpty()
                    && service.value("select '" + here + "'::pg_lsn >= '" + written + "'::pg_lsn")
                            .equals("t");
        });
    }

    /** The id of a server of that moment. */
    String recover(String target) {
        awaitLog();
        return recoverFromHere(target);
    }

    /** The same from what is here already, also of a server that is not that of the tests. */
    String recoverFromHere(String target) {
        Service.Answer made = service.post(
                "/api/v1/recoveries", "application/json", "{\"target\":" + target + "}", "Prefer", "wait=200");
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        return made.json().at("/detail/recovery").asText();
    }

    String recoverBefore(String incident) {
        return recover("{\"before\":\"" + incident + "\"}");
    }

    JsonNode diff(String recovery, String query) {
        Service.Answer answer = service.get("/api/v1/recoveries/" + recovery + "/diff" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    Service.Answer putBack(String recovery, String body) {
        return service.post(
                "/api/v1/recoveries/" + recovery + "/put-back", "application/json", body, "Prefer", "wait=200");
    }

    /** A connection to a recovered server, as its one user. */
    Connection connect(String recovery) throws SQLException, IOException {
        JsonNode facts = service.get("/api/v1/recoveries/" + recovery).json();
        Path password = service.data().resolve("recoveries").resolve(recovery).resolve("password");
        return DriverManager.getConnection(
                facts.get("jdbcUrl").asText(), facts.get("username").asText(), Files.readString(password));
    }

    void forget(String recovery) {
        assertThat(service.delete("/api/v1/recoveries/" + recovery).status()).isEqualTo(200);
    }
}
