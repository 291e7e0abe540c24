package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.DurableServers;
import postgres.server.DataDirectory;
import postgres.server.EmbeddedServer;
import postgres.server.ServerSettings;

/** Servers that restart, disks that are full, and locks that others hold, in the middle of a copy and of a sync. */
@Tag("thorough")
class SyncOutageIT {

    private static final int ROWS = 200_000;

    /** What whoever looks has to find on both sides. */
    private static final String CONTENT =
            "select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from things t";

    private static final String LEFT =
            "select (select count(*) from pg_namespace where nspname like 'caravanserai\\_incoming%')"
                    + " + (select count(*) from caravanserai_sync.arrived)";

    private static Side source;
    private static Side target;
    private static Service service;

    /** A server that can be restarted, with the database that one end of the flow is in. */
    private static final class Side {

        private final DataDirectory directory;
        private EmbeddedServer server;

        Side() throws IOException {
            // Made anew: two copies of one server would be taken for the same.
            directory = DataDirectory.open(Files.createTempDirectory("caravanserai-outage-"));
            start(0);
        }

        private void start(int port) throws IOException {
            server = DurableServers.start(
                    directory, ServerSettings.durable(port).forgetful().with("max_connections", "50"));
        }

        void restart() throws IOException {
            server.close();
            start(server.port());
        }

        String url() {
            return server.jdbcUrl(EmbeddedServer.MAIN);
        }

        Connection connect() throws SQLException {
            return DriverManager.getConnection(url(), server.username(), server.password());
        }

        void sql(String... statements) {
            try {
                DurableServers.execute(server, statements);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        String value(String query) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                return rows.next() ? rows.getString(1) : null;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        void close() {
            directory.close();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        source = new Side();
        target = new Side();
        source.sql("create table things (id int primary key, name text, updated_at timestamptz not null)");
        service = Service.fresh()
                .with("QUARKUS_DATASOURCE_JDBC_URL", source.url())
                .with("QUARKUS_DATASOURCE_USERNAME", source.server.username())
                .with("QUARKUS_DATASOURCE_PASSWORD", source.server.password())
                .with("DATABASES_OTHER_JDBC_URL", target.url())
                .with("DATABASES_OTHER_USERNAME", target.server.username())
                .with("DATABASES_OTHER_PASSWORD", target.server.password())
                .with("SYNC_FLOWS_FRESH_TO", "other")
                .with("SYNC_FLOWS_FRESH_TABLES", "things")
                .with("SYNC_LOCK_TIMEOUT_MILLIS", "5000")
                .with("SYNC_SWAP_TIMEOUT_MILLIS", "2000")
                .start();
        // So that what a flow keeps on its target is never on a small disk.
        copied();
    }

    @AfterAll
    static void stop() {
        service.close();
        source.close();
        target.close();
    }

    @BeforeEach
    void fill() {
        source.sql(
                "truncate things",
                "insert into things select i, repeat(md5(i::text), 4), now() from generate_series(1, " + ROWS + ") i");
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(target.value(LEFT)).isEqualTo("0");
        assertThat(source.value("select count(*) from caravanserai.run where state = 'running'"))
                .isEqualTo("0");
        assertThat(source.value("select count(*) from caravanserai.run where state <> 'running'"
                        + " and rows_in <> rows_loaded + rows_rejected + rows_unchanged + rows_skipped"))
                .isEqualTo("0");
    }

    private static Service.Answer ask(String what, String body) {
        return service.post("/api/v1/flows/fresh/" + what, "application/json", body, "Prefer", "wait=50");
    }

    /** Begins it; answers where its run can be looked at. */
    private static String begin(String what) {
        Service.Answer answer =
                service.post("/api/v1/flows/fresh/" + what, "application/json", "{}", "Prefer", "respond-async");
        return "/api/v1/runs/" + answer.json().get("id").asText();
    }

    private static JsonNode ended(String run) {
        Service.await("the run has ended", () -> {
            Service.Answer answer = service.get(run);
            return answer.status() == 200
                    && !answer.json().get("state").asText().equals("running");
        });
        return service.get(run).json();
    }

    private static void copied() {
        Service.Answer copied = ask("copy", "{}");
        assertThat(copied.status()).as(copied.body()).isEqualTo(200);
    }

    private static void changeAll() {
        source.sql("update things set name = 'changed ' || name, updated_at = now()");
    }

    private static void assertSame() {
        assertThat(target.value(CONTENT)).isEqualTo(source.value(CONTENT));
    }

    private static Side side(String which) {
        return which.equals("source") ? source : target;
    }

    @ParameterizedTest
    @ValueSource(strings = {"source", "target"})
    void aCopyGoesOnWhenAServerRestarts(String which) throws Exception {
        // Given
        source.sql(
                "create or replace function wait_for_the_test() returns trigger language plpgsql as $$ begin"
                        + " if new.number = (select min(number) from caravanserai.chunk where run = new.run) then"
                        + " perform pg_advisory_xact_lock(77); end if; return new; end $$",
                "create or replace trigger wait_for_the_test before update on caravanserai.chunk"
                        + " for each row when (old.state = 'open') execute function wait_for_the_test()");
        String run = null;
        try (Connection keeping = source.connect();
                Statement statement = keeping.createStatement()) {
            keeping.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(77)");
            run = begin("copy");
            String mine = " from caravanserai.chunk where run = '" + run.replaceAll(".*/", "") + "'";
            Service.await("all chunks but one are there", () -> "t"
                    .equals(source.value(
                            "select count(*) > 1 and count(*) filter (where state <> 'done') = 1" + mine)));

            // When
            side(which).restart();
        } catch (SQLException gone) {
            // The connection that kept the chunk went with its server.
            assertThat(which).isEqualTo("source");
        }

        // Then
        JsonNode end = ended(run);
        source.sql("drop trigger wait_for_the_test on caravanserai.chunk");
        assertThat(end.get("state").asText()).as(end.toString()).isEqualTo("done");
        assertThat(end.at("/detail/notes").toString()).contains("taken up again");
        assertSame();
    }

    @ParameterizedTest
    @ValueSource(strings = {"source", "target"})
    void aSyncGoesOnWhenAServerRestarts(String which) throws Exception {
        // Given
        copied();
        changeAll();
        String run = null;
        try (Connection holder = target.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select from things where id = 120000 for update");
            run = begin("sync");
            awaitWaiting();

            // When
            side(which).restart();
        } catch (SQLException gone) {
            assertThat(which).isEqualTo("target");
        }

        // Then
        JsonNode end = ended(run);
        assertThat(end.get("state").asText()).as(end.toString()).isEqualTo("done");
        // Those of all attempts; what arrived before may be read again, since the watermark waits for older
        // transactions.
        assertThat(end.at("/rows/loaded").asInt()).isEqualTo(ROWS);
        assertSame();
    }

    private static void awaitWaiting() {
        Service.await("somebody waits for the lock", () -> "1"
                .equals(target.value("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                        + " and application_name = 'caravanserai'")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "sync"})
    void whatFindsTheDiskFullSaysSoAndIsDoneWhenThereIsRoom(String what) throws Exception {
        // Given
        Path small = mount(110);
        try {
            String space = "small_" + what;
            target.sql("create tablespace " + space + " location '" + small + "'");
            try {
                target.sql("alter system set default_tablespace = " + space, "select pg_reload_conf()");
                Service.await("tables are made there", () -> space.equals(target.value("show default_tablespace")));
                copied();
                String before = target.value(CONTENT);
                changeAll();
                target.sql("create table filler as select repeat(md5(random()::text), 30) from generate_series(1, "
                        + (what.equals("copy") ? 40_000 : 52_000) + ")");

                // When
                Service.Answer full = ask(what, "{}");
                String after = target.value(CONTENT);
                String left = target.value(LEFT);
                target.sql("drop table filler");
                Service.Answer again = ask(what, "{}");

                // Then
                assertThat(full.status()).as(full.body()).isEqualTo(503);
                assertThat(full.json().get("detail").asText()).contains("disk of other is full");
                assertThat(full.json().get("hint").asText()).contains("make room");
                assertThat(full.json().at("/run/state").asText()).isEqualTo("failed");
                if (what.equals("copy")) {
                    assertThat(after).isEqualTo(before);
                } else {
                    assertThat(full.json().at("/run/rows/loaded").asInt()).isPositive();
                    assertThat(after).startsWith(ROWS + " ").isNotEqualTo(source.value(CONTENT));
                }
                assertThat(left).isEqualTo("0");
                assertThat(again.status()).as(again.body()).isEqualTo(200);
                assertSame();
            } finally {
                // Before its disk goes, or the server never forgets it.
                target.sql(
                        "alter system reset default_tablespace",
                        "select pg_reload_conf()",
                        "drop table if exists filler, things",
                        "checkpoint",
                        "drop tablespace " + space);
            }
        } finally {
            run("umount", "-l", small.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "sync"})
    void aTableThatIsLockedIsToldAndNothingIsLost(String what) throws SQLException {
        // Given
        copied();
        String before = target.value(CONTENT);
        changeAll();

        Service.Answer locked;
        try (Connection holder = target.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("lock table things in access exclusive mode");

            // When
            locked = ask(what, "{}");
        }
        String after = target.value(CONTENT);
        Service.Answer again = ask(what, "{}");

        // Then
        assertThat(locked.status()).as(locked.body()).isEqualTo(423);
        assertThat(locked.json().get("detail").asText())
                .contains(what.equals("copy") ? "2000 milliseconds" : "5000 milliseconds");
        assertThat(after).isEqualTo(before);
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertSame();
    }

    private static Path mount(int megabytes) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("caravanserai-disk-");
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=0700", "tmpfs", folder.toString());
        assumeTrue(mounted, "this machine lets nobody mount a small disk");
        return folder;
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
