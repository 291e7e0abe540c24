package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.TestServer;

/** Processes and servers that go away in the middle. */
class OutageIT {

    private static final String ROWS = IntStream.range(0, 300_000)
            .mapToObj(i -> i + ",some text " + i + "\n")
            .collect(Collectors.joining());

    /** Killed, stopped and cut off by one test after the other, and started again. */
    private static final Service SERVICE = Service.fresh().with("CAMEL_MAIN_SHUTDOWN_TIMEOUT", "6");

    private final Service service = SERVICE;

    @BeforeEach
    void start() {
        if (!service.isAlive()) {
            service.start();
        }
    }

    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    @Test
    void whatAKilledProcessHadInHandIsLoadedOnceByItsSuccessor() {
        // Given
        service.sql("create table killed (id int, t text)", "create table promised (id int, t text)");
        Service.Answer promise =
                service.post("/api/v1/tables/promised/rows", "text/csv", ROWS, "Prefer", "respond-async");
        service.drop("killed.csv", ROWS);
        Service.await(
                "a load is under way",
                () -> service.value("select 1 from caravanserai.run where state = 'running'") != null);

        // When
        service.kill();
        service.start();

        // Then
        service.ended("killed.csv");
        String run = "/api/v1/runs/" + promise.json().get("id").asText();
        Service.await(
                "the promise is kept",
                () -> service.get(run).json().get("state").asText().equals("done"));
        assertThat(service.count("killed")).isEqualTo(300_000);
        assertThat(service.count("promised")).isEqualTo(300_000);
        Service.await("no run is left running", () -> "0"
                .equals(service.value("select count(*) from caravanserai.run where state = 'running'")));
    }

    @Test
    void aServiceThatIsStoppedFinishesOrUndoesTheFileInHand() throws Exception {
        // Given
        service.sql("create table stopped (id int, t text)");
        service.drop("stopped.csv", ROWS);
        Service.await(
                "the load is under way",
                () -> service.value("select 1 from caravanserai.run where state = 'running'") != null);

        // When
        service.stop();

        // Then
        long rows = service.count("stopped");
        boolean waits = Files.exists(service.inbox().resolve("stopped.csv"));
        assertThat(rows).isEqualTo(waits ? 0 : 300_000);
        Files.deleteIfExists(service.inbox().resolve("stopped.csv"));
    }

    @Test
    void aFileDroppedWhileTheDatabaseIsAwayLoadsWhenItReturns() throws Exception {
        // Given
        service.sql("create table away (id int, t text)");
        String database = service.value("select current_database()");
        String admin = TestServer.createDatabase();
        int before = Service.text(service.log()).length();
        closeDoor(admin, database, true);

        // When
        service.drop("away.csv", "1,a\n2,b\n");
        Service.await("the outage is noticed", () -> logSince(before).contains("is tried again"));
        Service.Answer refused = service.rows("away", "3,c\n", "");
        closeDoor(admin, database, false);

        // Then
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).isNotEmpty();
        assertThat(service.ended("away.csv").get("state").asText()).isEqualTo("done");
        assertThat(service.count("away")).isEqualTo(2);
    }

    @Test
    void aConnectionThatBreaksInTheMiddleIsTriedAgain() throws Exception {
        // Given
        service.sql(
                "create table broken (id int, t text)",
                "create or replace function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.01); return new; end $$",
                "create trigger t before insert on broken for each row when (new.id % 1000 = 0) execute function slow()");
        service.drop("broken.csv", ROWS);
        Service.await(
                "rows are going in",
                () -> service.value("select 1 from pg_stat_activity where query like 'copy%' and state = 'active'")
                        != null);

        // When
        service.sql("select pg_terminate_backend(pid) from pg_stat_activity where query like 'copy%'");

        // Then
        assertThat(service.ended("broken.csv").get("state").asText()).isEqualTo("done");
        assertThat(service.count("broken")).isEqualTo(300_000);
    }

    @Test
    void aCancelledRunsRowsAreUndone() {
        // Given
        service.sql(
                "create table cancelled (id int, t text)",
                "create or replace function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.001); return new; end $$",
                "create trigger t before insert on cancelled for each row execute function slow()");
        Service.Answer started =
                service.post("/api/v1/tables/cancelled/rows", "text/csv", ROWS, "Prefer", "respond-async");
        String run = "/api/v1/runs/" + started.json().get("id").asText();
        Service.await(
                "rows are going in",
                () -> service.value("select 1 from pg_stat_activity where query like 'copy%' and state = 'active'")
                        != null);

        // When
        Service.Answer cancelled = service.post(run + "/cancel", "application/json", "");

        // Then
        assertThat(cancelled.json().get("state").asText()).as(cancelled.body()).isEqualTo("cancelled");
        assertThat(service.count("cancelled")).isZero();
        assertThat(service.value("select count(*) from caravanserai.loaded_file where table_name like '%cancelled%'"))
                .isEqualTo("0");
        assertThat(service.post(run + "/cancel", "application/json", "").status())
                .isEqualTo(409);
    }

    /** What is asked for, by kind, of a table that somebody holds a lock on. */
    private static String begin(Service service, String kind, String snapshot) {
        SnapshotDoor door = new SnapshotDoor(service);
        return switch (kind) {
            case "ingest" ->
                "/api/v1/runs/"
                        + service.post("/api/v1/tables/held/rows", "text/csv", "9,z\n", "Prefer", "respond-async")
                                .json()
                                .get("id")
                                .asText();
            case "snapshot" -> door.begin("{\"tables\": [\"free\", \"held\"]}");
            case "table" -> door.begin("{\"tables\": [\"held\"], \"as\": \"table\"}");
            case "restore" -> door.beginRestore(snapshot, "{\"into\": \"original\", \"rows\": \"missing\"}");
            default -> throw new IllegalArgumentException(kind);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "snapshot", "table", "restore"})
    void aRunWhoseDatabaseStaysAwayHasEndedWhenItIsBack(String kind) throws Exception {
        // Given
        service.sql(
                "drop table if exists free, held",
                "create table free (id int primary key, t text)",
                "create table held (id int primary key, t text)",
                "insert into held values (1, 'a')");
        String snapshot = new SnapshotDoor(service).make("held");
        List<String> sets = new SnapshotDoor(service).inRepository();
        int before = Service.text(service.log()).length();
        String database = service.value("select current_database()");
        String admin = TestServer.createDatabase();
        String run;
        try (Connection holder = service.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("lock table held");
            run = begin(service, kind, snapshot);
            Service.await(
                    "the run waits for the table",
                    () -> service.value("select 1 from pg_locks where not granted and locktype = 'relation'") != null);

            // When
            closeDoor(admin, database, true);
        }
        Service.await("the end cannot be written", () -> logSince(before)
                .contains("is written when the ledger answers again"));
        closeDoor(admin, database, false);

        // Then
        Service.await("the run has ended", () -> !"running"
                .equals(service.value("select state from caravanserai.run where id = '" + run.substring(13) + "'")));
        assertThat(service.get(run).json().get("state").asText()).isEqualTo("failed");
        assertThat(service.get(run).json().at("/problem/type").asText()).isEqualTo("unavailable");
        assertThat(new SnapshotDoor(service).inRepository()).isEqualTo(sets);
        assertThat(service.count("held")).isEqualTo(1);
    }

    @Test
    void aServiceThatWaitsForALockStopsWithinItsGracePeriodAndGoesOnAtTheNextStart() throws Exception {
        // Given
        service.sql("create table waits (id int, t text)");
        String run;
        long millis;
        try (Connection holder = service.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("lock table waits");
            service.drop("waits.csv", "1,a\n");
            run = service.post("/api/v1/tables/waits/rows", "text/csv", "2,b\n", "Prefer", "respond-async")
                    .json()
                    .get("id")
                    .asText();
            Service.await("both wait for the table", () -> "2"
                    .equals(service.value(
                            "select count(*) from pg_locks where not granted and locktype = 'relation'")));

            // When
            long begun = System.nanoTime();
            service.stop();
            millis = (System.nanoTime() - begun) / 1_000_000;
            holder.rollback();
        }
        service.start();

        // Then
        assertThat(millis).isLessThan(9000);
        Service.await("the run has ended", () -> "done"
                .equals(service.value("select state from caravanserai.run where id = '" + run + "'")));
        assertThat(service.ended("waits.csv").get("state").asText()).isEqualTo("done");
        assertThat(service.count("waits")).isEqualTo(2);
    }

    @Test
    void whatTwoProcessesOfOneFolderHaveInHandIsEndedByItsOwner() throws Exception {
        // Given
        service.sql("create table owned (id int, t text)");
        String run;
        try (Connection holder = service.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("lock table owned");
            run = service.post("/api/v1/tables/owned/rows", "text/csv", "1,a\n", "Prefer", "respond-async")
                    .json()
                    .get("id")
                    .asText();
            Service.await(
                    "the load waits for the table",
                    () -> service.value("select 1 from pg_locks where not granted and locktype = 'relation'") != null);

            // When
            try (Service copy = service.beside()) {
                Files.createDirectories(copy.data());
                Files.copy(service.data().resolve("instance-id"), copy.data().resolve("instance-id"));
                copy.start();
                copy.rows("owned_by_nobody", "1,a\n", "");
                String meanwhile = service.value("select state from caravanserai.run where id = '" + run + "'");

                // Then
                assertThat(meanwhile).isEqualTo("running");
            }
            holder.rollback();
        }
        Service.await("the run has ended", () -> "done"
                .equals(service.value("select state from caravanserai.run where id = '" + run + "'")));
        assertThat(service.count("owned")).isEqualTo(1);
    }

    private String logSince(int before) {
        return Service.text(service.log()).substring(before);
    }

    private static void closeDoor(String admin, String database, boolean closed) throws Exception {
        try (Connection connection = DriverManager.getConnection(admin, TestServer.username(), TestServer.password());
                Statement statement = connection.createStatement()) {
            statement.execute("alter database \"" + database + "\" allow_connections " + !closed);
            if (closed) {
                statement.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database + "'");
            }
        }
    }
}
