package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Old dumps from outside: sent, added, shown, loaded, refused, and never half. */
class DumpsIT {

    private static final String DUMP =
            """
            -- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
            --
            -- Host: localhost    Database: shop
            -- Server version	8.0.36
            CREATE TABLE `%1$s` (
              `id` int NOT NULL AUTO_INCREMENT,
              `v` varchar(20) DEFAULT NULL,
              PRIMARY KEY (`id`)
            );
            INSERT INTO `%1$s` VALUES %2$s;
            -- Dump completed on %3$s
            """;

    private final String name = "d" + UUID.randomUUID().toString().substring(0, 8);

    private String dump(String rows, String when) {
        return DUMP.formatted("t", rows, when);
    }

    private static Service.Answer send(Service service, String path, String... parts) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < parts.length; i += 2) {
            boolean file = parts[i].contains(".");
            form.append("--cut\r\nContent-Disposition: form-data; name=\"")
                    .append(file ? "file\"; filename=\"" + parts[i] : parts[i])
                    .append("\"\r\n\r\n")
                    .append(parts[i + 1])
                    .append("\r\n");
        }
        return service.post(path, "multipart/form-data; boundary=cut", form + "--cut--\r\n");
    }

    private static Map<String, String> content(Path of) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(of)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(of.relativize(file).toString(), Files.readString(file));
            }
        }
        return content;
    }

    @Test
    void anArchiveIsMadeAddedToShownAndLoaded() throws Exception {
        // Given
        Service service = SharedService.get();
        String january = dump("(1,'a'),(2,'b')", "2024-01-01 10:00:00");
        String march = dump("(2,'c'),(3,'d')", "2024-03-01 10:00:00");

        // When
        Service.Answer made = send(service, "/api/v1/dumps", "archive", name, "march.sql", march);
        Service.Answer added = send(service, "/api/v1/dumps/" + name + "/files", "january.sql", january);
        Service.Answer shown = service.get("/api/v1/dumps/" + name);
        Service.Answer table = service.get("/api/v1/dumps/" + name + "/tables/t");
        Service.Answer first = service.get("/api/v1/dumps/" + name + "/tables/t?asOf=1");
        Service.Answer byTime = service.get("/api/v1/dumps/" + name + "/tables/t?asOf=2024-02-01");
        Service.Answer history = service.get("/api/v1/dumps/" + name + "/tables/t/history");
        Service.Answer rest = service.get("/api/v1/dumps/" + name + "/tables/t/history?after=3");
        Service.Answer loaded = service.post("/api/v1/dumps/" + name + "/load", "application/json", "{}");
        Service.Answer again = service.post("/api/v1/dumps/" + name + "/load", "application/json", "{}");

        // Then
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        assertThat(made.json().at("/detail/archive").asText()).isEqualTo(name);
        assertThat(added.json().at("/detail/order").toString()).isEqualTo("[\"january.sql\",\"march.sql\"]");
        assertThat(shown.json().at("/order/0/evidence/0/kind").asText()).isEqualTo("stated-time");
        assertThat(table.json().get("rows").toString())
                .isEqualTo(
                        "[{\"values\":[2,\"c\"],\"file\":\"march.sql\"},{\"values\":[3,\"d\"],\"file\":\"march.sql\"}]");
        assertThat(first.json().get("rows").size()).isEqualTo(2);
        assertThat(byTime.body()).isEqualTo(first.body());
        assertThat(history.body().lines()).hasSize(5);
        assertThat(rest.body()).isEqualTo(history.body().lines().skip(3).reduce("", (a, b) -> a + b + "\n"));
        assertThat(loaded.status()).as(loaded.body()).isEqualTo(200);
        assertThat(service.value("select string_agg(v, ',' order by id) from " + name + ".t"))
                .isEqualTo("c,d");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().get("detail").asText()).contains(name + ".t");
    }

    @Test
    void theJsonOfAFileBecomesSqlThatReadsAsTheSameJson() {
        // Given
        Service service = SharedService.get();
        send(service, "/api/v1/dumps", "archive", name, "a.sql", dump("(1,'it\\'s'),(2,NULL)", "2024-01-01 10:00:00"));
        String file = "/api/v1/dumps/" + name + "/files/1";

        // When
        Service.Answer json = service.get(file);
        Service.Answer sql = service.send(
                service.request(file).header("Accept", "application/sql").build());
        send(service, "/api/v1/dumps", "archive", name + "b", "a.sql", sql.body());
        Service.Answer again = service.get("/api/v1/dumps/" + name + "b/files/1");
        Service.Answer schema = service.get("/schemas/caravanserai-dump-1.json");

        // Then
        assertThat(sql.status()).as(sql.body()).isEqualTo(200);
        assertThat(sql.body()).contains("CREATE TABLE `shop`.`t`").contains("VALUES (1,'it\\'s')");
        assertThat(again.json().get("tables")).isEqualTo(json.json().get("tables"));
        assertThat(schema.json().at("/properties/format/const").asText())
                .isEqualTo(json.json().get("format").asText());
    }

    @Test
    void badQuestionsAreToldWhatToDo() {
        // Given
        Service service = SharedService.get();
        send(service, "/api/v1/dumps", "archive", name, "a.sql", dump("(1,'a')", "2024-01-01 10:00:00"));
        String archive = "/api/v1/dumps/" + name;

        // When
        Map<String, Integer> answers = new TreeMap<>();
        answers.put(
                "nothing",
                service.post("/api/v1/dumps", "application/json", "{}").status());
        answers.put(
                "outside",
                service.post("/api/v1/dumps", "application/json", "{\"directory\":\"../..\"}")
                        .status());
        answers.put(
                "no folder",
                service.post("/api/v1/dumps", "application/json", "{\"directory\":\"nowhere\"}")
                        .status());
        answers.put("no archive", service.get("/api/v1/dumps/nothing-" + name).status());
        answers.put("hidden", service.get("/api/v1/dumps/.making-" + name).status());
        answers.put("no table", service.get(archive + "/tables/nothing").status());
        answers.put("no place", service.get(archive + "/files/7").status());
        answers.put("bad place", service.get(archive + "/tables/t?asOf=soon").status());
        answers.put("bad policy", service.get(archive + "/tables/t?policy=some").status());
        answers.put(
                "bad name",
                send(service, "/api/v1/dumps", "archive", "../x", "a.sql", "x").status());
        answers.put(
                "there",
                send(service, "/api/v1/dumps", "archive", name, "b.sql", "x").status());
        answers.put(
                "no dump",
                send(service, "/api/v1/dumps", "archive", name + "2", "b.sql", "\0\1\2")
                        .status());
        answers.put(
                "other bytes",
                send(service, archive + "/files", "a.sql", dump("(2,'a')", "2024-01-01"))
                        .status());
        answers.put(
                "no database",
                service.post(archive + "/load", "application/json", "{\"database\":\"x\"}")
                        .status());
        answers.put(
                "no such member",
                service.post(archive + "/load", "application/json", "{\"scheme\":\"x\"}")
                        .status());
        answers.put(
                "our schema",
                service.post(archive + "/load", "application/json", "{\"schema\":\"caravanserai\"}")
                        .status());

        // Then
        assertThat(answers)
                .containsOnly(
                        Map.entry("nothing", 400),
                        Map.entry("outside", 422),
                        Map.entry("no folder", 404),
                        Map.entry("no archive", 404),
                        Map.entry("hidden", 404),
                        Map.entry("no table", 404),
                        Map.entry("no place", 404),
                        Map.entry("bad place", 400),
                        Map.entry("bad policy", 400),
                        Map.entry("bad name", 400),
                        Map.entry("there", 409),
                        Map.entry("no dump", 422),
                        Map.entry("other bytes", 409),
                        Map.entry("no database", 404),
                        Map.entry("no such member", 400),
                        Map.entry("our schema", 422));
        assertThat(service.get(archive + "/tables/t").json().get("rows").size()).isEqualTo(1);
    }

    @Test
    void whoIsKilledInTheMiddleLeavesTheArchiveThatWasThere() throws Exception {
        // Given
        Service service = Service.fresh().start();
        send(service, "/api/v1/dumps", "archive", name, "a.sql", dump("(1,'a')", "2024-01-01 10:00:00"));
        Path archive = service.data().resolve("dumps").resolve(name);
        Map<String, String> before = content(archive);
        StringBuilder rows = new StringBuilder("(2,'x')");
        for (int id = 3; id < 300_000; id++) {
            rows.append(",(").append(id).append(",'row ").append(id).append("')");
        }
        Path large =
                Files.createDirectories(service.data().resolve("dumps-inbox").resolve(".large"));
        Files.writeString(large.resolve("b.sql"), dump(rows.toString(), "2024-02-01 10:00:00"));
        Files.move(large, large.resolveSibling(name));

        // When
        await().until(() -> Files.exists(archive.resolveSibling(".making-" + name)));
        service.kill();
        Map<String, String> after = Files.exists(archive) ? content(archive) : Map.of();
        service.start();
        await().until(() -> Files.exists(service.data().resolve("dumps-inbox/.taken/" + name + ".run.json")));

        // Then
        assertThat(after).isIn(before, Map.of());
        JsonNode table = service.get("/api/v1/dumps/" + name).json().at("/tables/0");
        assertThat(table.get("rows").asLong()).isEqualTo(299_998);
        assertThat(table.get("deleted").asLong()).isEqualTo(1);
        assertThat(archive.resolveSibling(".making-" + name)).doesNotExist();
        service.close();
    }
}
