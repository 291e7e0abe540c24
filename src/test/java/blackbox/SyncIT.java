package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import ledger.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.TestServer;

/** Flows between databases, from outside: by HTTP, by command, by themselves. */
@Tag("every-postgres")
class SyncIT {

    private final Service service = Service.fresh();
    private final String copy = TestServer.createDatabase();

    @BeforeEach
    void configure() {
        configure("sync.flows.fresh.to=copy", "sync.flows.fresh.tables=things");
        service.sql(
                "create table things (id int primary key, name text, created_at timestamptz, updated_at timestamptz)",
                "insert into things select i, 'thing ' || i, now(), now() from generate_series(1, 100) i");
    }

    private void configure(String... lines) {
        configure(service.home(), lines);
    }

    private void configure(Path home, String... lines) {
        try {
            Path file = home.resolve("config").resolve("application.properties");
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    String.join("\n", lines) + "\ndatabases.copy.jdbc-url=" + copy + "\ndatabases.copy.username="
                            + TestServer.username() + "\ndatabases.copy.password=" + TestServer.password() + "\n");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        service.close();
    }

    private Service.Answer post(String path, String body) {
        return service.post("/api/v1/flows/" + path, "application/json", body, "Prefer", "wait=60");
    }

    /** The first value of a query on the target. */
    private String copied(String query) {
        try (Connection connection = DriverManager.getConnection(copy, TestServer.username(), TestServer.password());
                Statement statement = connection.createStatement()) {
            if (!statement.execute(query)) {
                return null;
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : null;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFlowIsCopiedSyncedAndCompared() {
        // Given
        service.start();
        JsonNode flows = service.get("/api/v1/flows").json().get("flows");
        Service.Answer copied = post("fresh/copy", "{}");
        service.sql(
                "update things set name = 'changed', updated_at = now() where id = 7",
                "insert into things values (101, 'new', now(), now())");

        // When
        JsonNode synced = post("fresh/sync", "{}").json();
        JsonNode compared = post("fresh/compare", "{}").json();

        // Then
        assertThat(flows).hasSize(1);
        assertThat(flows.get(0).get("name").asText()).isEqualTo("fresh");
        assertThat(copied.status()).isEqualTo(200);
        assertThat(synced.get("state").asText()).isEqualTo("done");
        JsonNode table = synced.at("/detail/tables/0");
        assertThat(table.get("table").asText()).isEqualTo("things");
        assertThat(table.get("rows").asInt()).isEqualTo(2);
        assertThat(table.get("inserted").asInt()).isEqualTo(1);
        assertThat(table.get("updated").asInt()).isEqualTo(1);
        assertThat(compared.at("/detail/equal").asBoolean()).isTrue();
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    @Test
    void whatHadArrivedBeforeASyncFailedIsTold() {
        // Given
        service.start();
        post("fresh/copy", "{}");
        service.sql("insert into things select i, 'more', now(), now() from generate_series(1001, 61000) i");
        copied("create function stumble() returns trigger language plpgsql as"
                + " 'begin raise exception ''not this one'' using errcode = ''XX000''; end'");
        copied("create trigger stumble before insert on things for each row when (new.id = 61000)"
                + " execute function stumble()");

        // When
        Service.Answer failed = post("fresh/sync", "{}");

        // Then
        JsonNode run = failed.json().get("run");
        assertThat(run.get("state").asText()).as(failed.body()).isEqualTo("failed");
        assertThat(run.at("/rows/loaded").asInt()).isEqualTo(50_000);
        assertThat(run.at("/detail/tables/0/inserted").asInt()).isEqualTo(50_000);
        assertThat(copied("select count(*) from things")).isEqualTo("50100");
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    @Test
    void whatIsChangedOnTheTargetByHandIsFoundByComparing() {
        // Given
        service.start();
        post("fresh/copy", "{}");
        copied("update things set name = 'by hand' where id = 7");

        // When
        JsonNode synced = post("fresh/sync", "{}").json();
        JsonNode compared = post("fresh/compare", "{}").json();
        JsonNode repaired = post("fresh/compare", "{\"repair\":true}").json();

        // Then
        assertThat(synced.at("/rows/in").asInt()).isZero();
        assertThat(compared.at("/detail/equal").asBoolean()).isFalse();
        assertThat(repaired.get("state").asText()).isEqualTo("done");
        assertThat(copied("select name from things where id = 7")).isEqualTo("thing 7");
    }

    @Test
    void whatARepairOverwroteComesBack() {
        // Given
        service.start();
        post("fresh/copy", "{}");
        copied("update things set name = 'by hand' where id = 7");
        copied("delete from things where id = 8");
        copied("insert into things select 999, name, created_at, updated_at from things where id = 9");
        String run = post("fresh/repair", "{}").json().get("id").asText();
        copied("update things set name = 'touched since' where id = 10");

        // When
        JsonNode undone = service.post("/api/v1/runs/" + run + "/undo", "application/json", "{}")
                .json();

        // Then
        assertThat(undone.get("state").asText()).isEqualTo("undone");
        assertThat(copied("select name from things where id = 7")).isEqualTo("by hand");
        assertThat(copied("select count(*) from things where id = 8")).isEqualTo("0");
        assertThat(copied("select count(*) from things where id = 999")).isEqualTo("1");
        assertThat(copied("select name from things where id = 10")).isEqualTo("touched since");
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    @Test
    void aFlowSyncsBehindAnother() {
        // Given
        service.sql("create table more (id int primary key)", "insert into more values (1)");
        configure(
                "sync.flows.fresh.to=copy",
                "sync.flows.fresh.tables=things",
                "sync.flows.later.to=copy",
                "sync.flows.later.tables=more",
                "sync.flows.later.after=fresh");
        service.start();
        post("later/copy", "{}");
        service.sql("insert into more values (2)");

        // When
        post("fresh/copy", "{}");

        // Then
        Service.await("the row arrives", () -> "2".equals(copied("select count(*) from more")));
    }

    @Test
    void deletesComeByTheLogThatIsInstalledOnRequest() {
        // Given
        configure("sync.flows.fresh.to=copy", "sync.flows.fresh.tables=things", "sync.flows.fresh.deletes=log");
        service.start();
        post("fresh/copy", "{}");
        Service.Answer before = post("fresh/sync", "{}");
        Service.Answer installed = post("fresh/install", "");
        service.sql("delete from things where id <= 10");

        // When
        JsonNode synced = post("fresh/sync", "{}").json();
        Service.Answer uninstalled = post("fresh/uninstall", "");

        // Then
        assertThat(before.status()).isEqualTo(422);
        assertThat(installed.status()).isEqualTo(200);
        assertThat(synced.at("/detail/tables/0/deleted").asInt()).isEqualTo(10);
        assertThat(copied("select count(*) from things")).isEqualTo("90");
        assertThat(uninstalled.status()).isEqualTo(200);
        assertThat(service.value("select count(*) from pg_trigger where tgname like 'caravanserai%'"))
                .isEqualTo("0");
    }

    @Test
    void aFlowInTheHandsOfAnotherRunIsAConflict() throws SQLException {
        // Given
        service.start();
        post("fresh/copy", "{}");
        try (Connection other = DriverManager.getConnection(copy, TestServer.username(), TestServer.password());
                Statement statement = other.createStatement()) {
            statement.execute("select pg_advisory_lock(hashtextextended('caravanserai flow fresh', 0))");

            // When
            Service.Answer synced = post("fresh/sync", "{}");
            Service.Answer copiedAgain = post("fresh/copy", "{}");

            // Then
            assertThat(synced.status()).isEqualTo(409);
            assertThat(copiedAgain.status()).isEqualTo(409);
        }
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        // Given
        service.start();

        // When, Then
        assertThat(post("nobody/sync", "{}").status()).isEqualTo(404);
        assertThat(post("fresh/sync", "{\"tables\":[\"nothing\"]}").status()).isEqualTo(404);
        assertThat(post("fresh/sync", "{\"table\":\"things\"}").status()).isEqualTo(400);
        Service.Answer uncopied = post("fresh/sync", "{}");
        assertThat(uncopied.status()).isEqualTo(422);
        assertThat(uncopied.json().get("hint").asText()).contains("copy");
    }

    @Test
    void aTableWithoutAKeyIsCopiedAndNotSynced() {
        // Given
        configure("sync.flows.fresh.to=copy", "sync.flows.fresh.tables=keyless");
        service.sql("create table keyless (t text)", "insert into keyless values ('a'), ('a')");
        service.start();

        // When
        Service.Answer copied = post("fresh/copy", "{}");
        Service.Answer synced = post("fresh/sync", "{}");

        // Then
        assertThat(copied.status()).isEqualTo(200);
        assertThat(copied("select count(*) from keyless")).isEqualTo("2");
        assertThat(synced.status()).isEqualTo(422);
        assertThat(synced.json().get("detail").asText()).contains("primary key");
    }

    @Test
    void commandsDoTheSame() {
        // Given
        service.start();
        post("fresh/copy", "{}");
        service.stop();
        service.sql("update things set name = 'changed', updated_at = now() where id = 7");

        // When
        Service.Finished differs = service.command("compare", "fresh");
        Service.Finished synced = service.command("sync", "fresh", "--output", "json");
        Service.Finished equal = service.command("compare", "fresh");
        Service.Finished unknown = service.command("sync", "nobody");
        Service.Finished copied = service.command("copy", "fresh");

        // Then
        assertThat(differs.exitCode()).isEqualTo(9);
        assertThat(synced.exitCode()).isZero();
        assertThat(Json.read(synced.out()).at("/rows/loaded").asInt()).isEqualTo(1);
        assertThat(equal.exitCode()).isZero();
        assertThat(unknown.exitCode()).isEqualTo(6);
        assertThat(copied.exitCode()).isZero();
    }

    /** A schedule that fires each second may have the flow in hand just then. */
    private void copyBetweenFirings() {
        Service.await("the copy has its turn", () -> post("fresh/copy", "{}").status() == 200);
    }

    @Test
    void aFlowWithAScheduleSyncsByItself() {
        // Given
        configure("sync.flows.fresh.to=copy", "sync.flows.fresh.tables=things", "sync.flows.fresh.cron=* * * * * ?");
        service.start();
        copyBetweenFirings();

        // When
        service.sql("insert into things values (101, 'new', now(), now())");

        // Then
        Service.await("the row arrives", () -> "101".equals(copied("select count(*) from things")));
    }

    @Test
    void ofSeveralProcessesOneFiresATimerAndAnotherGoesOnWhenItDies() {
        // Given
        String[] lines = {
            "sync.flows.fresh.to=copy", "sync.flows.fresh.tables=things", "sync.flows.fresh.cron=* * * * * ?"
        };
        configure(lines);
        service.start();
        copyBetweenFirings();
        try (Service second = service.beside()) {
            configure(second.home(), lines);
            second.start();
            String runs = "select count(*) from caravanserai.run where kind = 'sync' and state = 'done'";
            String since = service.value(runs);
            Service.await(
                    "both have had occasions", () -> Long.parseLong(service.value(runs)) >= Long.parseLong(since) + 5);

            // When
            service.kill();
            String then = second.value(runs);

            // Then
            assertThat(second.value("select count(*) from (select 1 from caravanserai.run where kind = 'sync'"
                            + " group by date_trunc('second', started_at) having count(*) > 2) twice"))
                    .isEqualTo("0");
            assertThat(second.value("select count(distinct idempotency_key) = count(*) from caravanserai.run"
                            + " where door = 'timer'"))
                    .isEqualTo("t");
            Service.await("the other goes on", () -> Long.parseLong(second.value(runs)) >= Long.parseLong(then) + 2);
        }
    }

    @Test
    void allThatIsWrongWithFlowsStopsTheStart() {
        // Given
        configure(
                "sync.flows.there.to=copy",
                "sync.flows.back.from=copy",
                "sync.flows.back.to=main",
                "sync.flows.nowhere.to=moon",
                "sync.flows.self.from=copy",
                "sync.flows.self.to=copy");

        // When
        Service.Finished start = service.command("sync", "there");

        // Then
        assertThat(start.exitCode()).isEqualTo(2);
        assertThat(start.err()).contains("moon").contains("to itself").contains("are a cycle");
    }

    @Test
    void wrongCredentialsAreToldWithoutThem() {
        // Given
        configure(
                "sync.flows.fresh.to=closed",
                "databases.closed.jdbc-url=" + copy,
                "databases.closed.username=nobody",
                "databases.closed.password=hush-hush");
        service.start();

        // When
        Service.Answer answer = post("fresh/sync", "{}");

        // Then
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("closed").doesNotContain("hush-hush");
        assertThat(Service.text(service.log())).doesNotContain("hush-hush");
    }
}
