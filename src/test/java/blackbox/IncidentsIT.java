package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import ledger.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Lsn;

/** What destroyed rows, from outside: told within seconds, once, and not where the service did it itself. */
@Tag("every-postgres")
class IncidentsIT {

    private static final String INCIDENTS = "/api/v1/recovery/incidents";
    private static final OtherDatabase COPY = OtherDatabase.apart();

    private static Service service;

    @BeforeAll
    static void prepare() {
        service = COPY.knownTo(Service.apart(), "copy");
    }

    @AfterAll
    static void stop() {
        service.close();
        COPY.dropApart();
    }

    /** What is told of what happens from now on. */
    private String since;

    @BeforeEach
    void begin() {
        if (!service.isAlive()) {
            service.start();
        }
        since = "since="
                + service.value(
                        "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
    }

    @Test
    void whatDestroyedRowsIsToldWhileNothingElseIs() throws Exception {
        // Given
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
        readTo();

        // Then
        assertThat(told(since))
                .containsExactlyInAnyOrder(
                        "truncate products 500", "truncate items 2800", "delete late.t 1500", "drop late.t 0");
        assertThat(told(since + "&kind=update")).containsExactly("update products 20");
        assertThat(told(since + "&table=late.t&kind=drop")).containsExactly("drop late.t 0");
        assertThat(told(since + "&table=public.products")).containsExactly("truncate products 500");
        assertThat(told("since=2100-01-01T00:00:00Z")).isEmpty();
        JsonNode both = incidents(since + "&kind=truncate");
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
    }

    @Test
    void whatTheServiceDidItselfNamesItsRun() throws Exception {
        // Given
        service.sql("create table drilled as select n, 'row ' || n as t from generate_series(1, 2000) n");
        service.sql("alter table drilled add primary key (n)");
        service.post("/api/v1/base-backups", "application/json", "{}");

        // When
        Service.Answer drill =
                service.post("/api/v1/drills", "application/json", "{\"table\":\"drilled\",\"rows\":\"all\"}");
        readTo();

        // Then
        assertThat(drill.status()).as(drill.body()).isEqualTo(200);
        JsonNode incidents = incidents(since + "&table=drilled");
        assertThat(incidents).isNotEmpty();
        incidents.forEach(incident -> assertThat(incident.get("run"))
                .as(incident.toString())
                .isEqualTo(drill.json().get("id")));
    }

    @Test
    void whatFlowsAndLoadsDoNamesTheirRuns() throws Exception {
        // Given
        service.sql("create table things (id int primary key, name text)");
        service.sql("insert into things select n, 'thing ' || n from generate_series(1, 50) n");
        String flow = "{\"from\":\"main\",\"to\":\"copy\",\"verb\":\"copy\",\"tables\":[\"things\"]}";
        service.post("/api/v1/flows", "application/json", flow, "Prefer", "wait=60");
        service.post("/api/v1/base-backups", "application/json", "{}");

        // When
        Service.Answer again = service.post("/api/v1/flows", "application/json", flow, "Prefer", "wait=60");
        Service.Answer replaced = service.post(
                "/api/v1/tables/things/rows?mode=replace&replace-min-percent=0", "text/csv", "id,name\n1,one\n");
        readTo();

        // Then
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(replaced.status()).as(replaced.body()).isEqualTo(200);
        await().untilAsserted(() -> {
            JsonNode incidents = incidents(since);
            assertThat(incidents).isNotEmpty();
            incidents.forEach(incident -> assertThat(incident.get("run").isNull())
                    .as(incident.toString())
                    .isFalse());
        });
    }

    private static void readTo() throws Exception {
        service.sql("create table if not exists mark ()");
        Lsn written = Lsn.parse(service.value("select pg_current_wal_flush_lsn()"));
        await().until(() -> {
            JsonNode to = service.get(INCIDENTS).json().get("readTo");
            return !to.isNull() && !Lsn.parse(to.asText()).isBefore(written);
        });
    }

    private static JsonNode incidents(String query) throws Exception {
        return service.get(INCIDENTS + "?" + query).json().get("incidents");
    }

    private static List<String> told(String query) throws Exception {
        List<String> told = new ArrayList<>();
        incidents(query)
                .forEach(incident -> told.add("%s %s %d"
                        .formatted(
                                incident.get("kind").asText(),
                                incident.get("table").asText(),
                                incident.get("rows").asLong())));
        return told;
    }
}
