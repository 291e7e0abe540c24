package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ledger.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Lsn;
import postgres.TestServer;

/** What destroyed rows, from outside: told within seconds, once, and not where the service did it itself. */
@Tag("every-postgres")
class IncidentsIT {

    private static final String INCIDENTS = "/api/v1/recovery/incidents";

    @Test
    void whatDestroyedRowsIsToldWhileNothingElseIs() throws Exception {
        // Given
        Service service = Service.fresh().start();
        service.sql("create table products (id int primary key)");
        service.sql("insert into products select generate_series(1, 500)");
        service.sql("create table items (id int primary key, product int references products)");
        service.sql("insert into items select n, n % 500 + 1 from generate_series(1, 3000) n");
        service.sql("analyze");
        service.post("/api/v1/base-backups", "application/json", "{}");

        // When
        service.sql("vacuum full items");
        service.sql("delete from items where id <= 200");
        service.sql("truncate products cascade");
        service.sql("insert into products select generate_series(1, 20)");
        service.kill();
        service.sql("create schema late");
        service.sql("create table late.t as select generate_series(1, 1500) n");
        service.sql("delete from late.t");
        service.sql("update products set id = -id");
        service.sql("drop table late.t");
        service.start();
        readTo(service);

        // Then
        assertThat(told(service, ""))
                .containsExactlyInAnyOrder(
                        "truncate products 500", "truncate items 2800", "delete late.t 1500", "drop late.t 0");
        assertThat(told(service, "?kind=update")).containsExactly("update products 20");
        assertThat(told(service, "?table=late.t&kind=drop")).containsExactly("drop late.t 0");
        assertThat(told(service, "?table=public.products")).containsExactly("truncate products 500");
        assertThat(told(service, "?since=2100-01-01T00:00:00Z")).isEmpty();
        JsonNode both = incidents(service, "?kind=truncate");
        assertThat(both.get(0).get("lsn")).isEqualTo(both.get(1).get("lsn"));
        assertThat(both.get(0).get("xid")).isEqualTo(both.get(1).get("xid"));
        String id = both.get(0).get("id").asText();
        Service.Answer left = service.patch(INCIDENTS + "/" + id, "{\"state\":\"left\"}");
        assertThat(left.status()).as(left.body()).isEqualTo(200);
        assertThat(service.get(INCIDENTS + "/" + id).json().get("state").asText())
                .isEqualTo("left");
        assertThat(service.patch(INCIDENTS + "/" + id, "{\"state\":\"gone\"}").status())
                .isEqualTo(400);
        assertThat(service.get(INCIDENTS + "?since=2026-11-21%2002:15:00").status())
                .isEqualTo(422);
        assertThat(service.get(INCIDENTS + "?kind=loss").status()).isEqualTo(400);
        assertThat(service.get(INCIDENTS + "/4711").status()).isEqualTo(404);
        service.stop();
        Service.Finished command = service.command("incidents", "--kind", "truncate", "--output", "json");
        assertThat(Json.read(command.out()).get("incidents")).hasSize(2);
        assertThat(service.command("incidents").out()).contains("truncate of products in database ");
        service.close();
    }

    @Test
    void whatTheServiceDidItselfNamesItsRun() throws Exception {
        // Given
        Service service = Service.fresh().start();
        service.sql("create table drilled as select n, 'row ' || n as t from generate_series(1, 2000) n");
        service.sql("alter table drilled add primary key (n)");
        service.post("/api/v1/base-backups", "application/json", "{}");

        // When
        Service.Answer drill =
                service.post("/api/v1/drills", "application/json", "{\"table\":\"drilled\",\"rows\":\"all\"}");
        readTo(service);

        // Then
        assertThat(drill.status()).as(drill.body()).isEqualTo(200);
        JsonNode incidents = incidents(service, "?table=drilled");
        assertThat(incidents).isNotEmpty();
        incidents.forEach(incident -> assertThat(incident.get("run"))
                .as(incident.toString())
                .isEqualTo(drill.json().get("id")));
        service.close();
    }

    @Test
    void whatFlowsAndLoadsDoNamesTheirRuns() throws Exception {
        // Given
        Service service = Service.fresh();
        String copy = TestServer.createDatabase();
        Path settings = service.home().resolve("config").resolve("application.properties");
        Files.createDirectories(settings.getParent());
        Files.writeString(
                settings,
                """
                databases.copy.jdbc-url=%s
                databases.copy.username=%s
                databases.copy.password=%s
                """
                        .formatted(copy, TestServer.username(), TestServer.password()));
        service.start();
        service.sql("create table things (id int primary key, name text)");
        service.sql("insert into things select n, 'thing ' || n from generate_series(1, 50) n");
        String flow = "{\"from\":\"main\",\"to\":\"copy\",\"verb\":\"copy\",\"tables\":[\"things\"]}";
        service.post("/api/v1/flows", "application/json", flow, "Prefer", "wait=60");
        service.post("/api/v1/base-backups", "application/json", "{}");

        // When
        Service.Answer again = service.post("/api/v1/flows", "application/json", flow, "Prefer", "wait=60");
        Service.Answer replaced = service.post(
                "/api/v1/tables/things/rows?mode=replace&replace-min-percent=0", "text/csv", "id,name\n1,one\n");
        readTo(service);

        // Then
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(replaced.status()).as(replaced.body()).isEqualTo(200);
        await().untilAsserted(() -> {
            JsonNode incidents = incidents(service, "");
            assertThat(incidents).isNotEmpty();
            incidents.forEach(incident -> assertThat(incident.get("run").isNull())
                    .as(incident.toString())
                    .isFalse());
        });
        service.close();
    }

    private static void readTo(Service service) throws Exception {
        service.sql("create table if not exists mark ()");
        Lsn written = Lsn.parse(service.value("select pg_current_wal_flush_lsn()"));
        await().until(() -> {
            JsonNode to = service.get(INCIDENTS).json().get("readTo");
            return !to.isNull() && !Lsn.parse(to.asText()).isBefore(written);
        });
    }

    private static JsonNode incidents(Service service, String query) throws Exception {
        return service.get(INCIDENTS + query).json().get("incidents");
    }

    private static List<String> told(Service service, String query) throws Exception {
        List<String> told = new ArrayList<>();
        incidents(service, query)
                .forEach(incident -> told.add("%s %s %d"
                        .formatted(
                                incident.get("kind").asText(),
                                incident.get("table").asText(),
                                incident.get("rows").asLong())));
        return told;
    }
}
