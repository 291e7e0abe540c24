package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are cancelled, processes that are killed, and disks that are full: whole or not at all. */
@Tag("thorough")
class SnapshotOutageIT {

    private static final String FILL =
            "insert into big select i, repeat(md5(i::text), 8) from generate_series(1, 500000) i";

    private static final String KEPT =
            "select count(*) from pg_class where relnamespace = to_regnamespace('caravanserai_kept') and relname ~ '^[0-9]'";

    private static Service big() {
        Service service = Service.fresh().start();
        service.sql("create table big (id int primary key, t text)", "create table small (id int primary key)", FILL);
        return service;
    }

    private static void awaitQuery(Service service, String like) {
        Service.await(
                "a statement like " + like + " is at work",
                () -> service.value("select 1 from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()"
                                + " and datname = current_database() and query ilike '" + like + "'")
                        != null);
    }

    private static void awaitEnd(Service service, String run) {
        Service.await(
                "the run has ended",
                () -> !service.get(run).json().get("state").asText().equals("running"));
    }

    @Test
    void aCancelledSnapshotLeavesNothing() {
        // Given
        try (Service service = big()) {
            SnapshotDoor door = new SnapshotDoor(service);
            for (int i = 0; i < 5; i++) {
                String run = door.begin("");
                awaitQuery(service, "copy (select%");

                // When
                Service.Answer cancelled = service.post(run + "/cancel", "application/json", "");

                // Then
                assertThat(cancelled.json().get("state").asText())
                        .as(cancelled.body())
                        .isEqualTo("cancelled");
                Service.await("nothing of it is left", () -> door.inRepository().isEmpty());
                Service.await(
                        "nobody works for it any more",
                        () -> service.value("select 1 from pg_stat_activity where datname = current_database()"
                                        + " and state = 'idle in transaction'")
                                == null);
            }
            assertThat(door.verify(door.make("small")).status()).isEqualTo(200);
        }
    }

    @Test
    void snapshotsThatNeedMoreConnectionsThanThereAreTakeTurns() throws SQLException {
        // Given
        try (Service service = Service.fresh()
                .with("SNAPSHOT_WORKERS", "4")
                .with("SNAPSHOT_LOCK_TIMEOUT_MILLIS", "60000")
                .with("QUARKUS_DATASOURCE_JDBC_MAX_SIZE", "6")
                // No way out of waiting for each other.
                .with("QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "10M")
                .start()) {
            service.sql("create table one (id int primary key)", "create table two (id int primary key)");
            SnapshotDoor door = new SnapshotDoor(service);
            List<String> runs = new ArrayList<>();
            try (Connection holder = service.connect();
                    Statement statement = holder.createStatement()) {
                holder.setAutoCommit(false);
                statement.execute("lock table one");

                // When
                for (String as : List.of("files", "files", "table")) {
                    runs.add(door.begin("{\"tables\": [\"one\", \"two\"], \"as\": \"" + as + "\"}"));
                    Service.await(
                            "a snapshot waits for the table",
                            () -> service.value("select 1 from pg_locks where not granted and locktype = 'relation'")
                                    != null);
                }
                holder.rollback();
            }

            // Then
            for (String run : runs) {
                awaitEnd(service, run);
                assertThat(service.get(run).json().get("state").asText())
                        .as(service.get(run).body())
                        .isEqualTo("done");
            }
        }
    }

    @Test
    void aCancelledRestoreChangesNothing() {
        // Given
        try (Service service = big()) {
            SnapshotDoor door = new SnapshotDoor(service);
            String id = door.make("big");
            service.sql("delete from big where id % 2 = 0");
            String run = door.beginRestore(id, "{\"into\": \"original\"}");
            awaitQuery(service, "%caravanserai%stage%");

            // When
            Service.Answer cancelled = service.post(run + "/cancel", "application/json", "");

            // Then
            assertThat(cancelled.json().get("state").asText())
                    .as(cancelled.body())
                    .isEqualTo("cancelled");
            assertThat(service.count("big")).isEqualTo(250_000);
            assertThat(service.value(
                            "select count(*) from pg_class where relnamespace = 'caravanserai_kept'::regnamespace"))
                    .isEqualTo("0");
            assertThat(service.everyRowIsAccountedFor()).isTrue();
        }
    }

    @Test
    void aKilledSnapshotLeavesNothingBehindAtTheNextStart() {
        // Given
        try (Service service = big()) {
            SnapshotDoor door = new SnapshotDoor(service);
            String run = door.begin("");
            awaitQuery(service, "copy (select%");

            // When
            service.kill();
            boolean half = door.inRepository().stream().anyMatch(name -> name.startsWith(".making-"));
            service.start();

            // Then
            assertThat(half).isTrue();
            awaitEnd(service, run);
            assertThat(service.get(run).json().get("state").asText()).isEqualTo("failed");
            assertThat(service.get(run).json().at("/problem/type").asText()).isEqualTo("interrupted");
            assertThat(door.inRepository()).isEmpty();
            assertThat(door.ids()).isEmpty();
        }
    }

    @Test
    void aKilledRestoreChangesNothing() {
        // Given
        try (Service service = big()) {
            SnapshotDoor door = new SnapshotDoor(service);
            String id = door.make("big");
            service.sql("truncate big");
            String original = door.beginRestore(id, "{\"into\": \"original\", \"rows\": \"missing\"}");
            String beside = door.beginRestore(id, "{\"into\": \"beside\"}");
            awaitQuery(service, "insert into%");

            // When
            service.kill();
            service.start();

            // Then
            awaitEnd(service, original);
            awaitEnd(service, beside);
            Service.await(
                    "the server has noticed",
                    () -> service.value("select 1 from pg_stat_activity where state = 'active'"
                                    + " and datname = current_database() and pid <> pg_backend_pid()")
                            == null);
            assertThat(service.get(original).json().get("state").asText()).isEqualTo("failed");
            assertThat(service.count("big")).isZero();
            if (!service.get(beside).json().get("state").asText().equals("done")) {
                assertThat(service.value("select to_regclass('big2')")).isNull();
            }
            Service.Answer again = door.restoreRows(id, "big", "missing");
            assertThat(again.json().at("/rows/loaded").asInt()).as(again.body()).isEqualTo(500_000);
        }
    }

    @Test
    void aSetThatFindsTheDiskFullIsNoneAndTheNextHasRoomAgain() throws IOException, InterruptedException {
        // Given
        Path small = mount(2);
        try (Service service =
                Service.fresh().with("SNAPSHOT_REPOSITORY", small.toString()).start()) {
            service.sql(
                    "create table small (id int)",
                    "create table big (id int, t text)",
                    "insert into big select i, md5(i::text) || md5((-i)::text) from generate_series(1, 200000) i");
            SnapshotDoor door = new SnapshotDoor(service);

            // When
            Service.Answer full = door.ask("");
            Service.Answer fits = door.ask("{\"tables\": [\"small\"]}");

            // Then
            assertThat(full.status()).as(full.body()).isEqualTo(507);
            assertThat(full.json().at("/run/state").asText()).isEqualTo("failed");
            assertThat(fits.status()).as(fits.body()).isEqualTo(200);
            assertThat(door.ids()).hasSize(1);
            try (var left = Files.list(small)) {
                assertThat(left).hasSize(1);
            }
        } finally {
            run("umount", "-l", small.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "other"})
    void aRestoreThatFindsTheDatabasesDiskFullChangesNothing(String database) throws Exception {
        // Given
        Path small = mount(21);
        OtherDatabase other = new OtherDatabase();
        try (Service service = other.knownTo(Service.fresh(), "other").start()) {
            boolean here = database.equals("main");
            String space = "s" + service.port();
            String table = "create table disk (id int primary key, t text)";
            service.sql(
                    "create tablespace " + space + " location '" + small + "'",
                    table,
                    "insert into disk select i, repeat(md5(i::text), 4) from generate_series(1, 50000) i");
            SnapshotDoor door = new SnapshotDoor(service);
            String id = door.make("disk");
            String then = door.content("disk");
            String[] fill = {
                "create table filler tablespace " + space
                        + " as select repeat('x', 1000) from generate_series(1, 15000)",
                "drop table if exists disk",
                table + " tablespace " + space,
                "insert into disk values (1, 'mine')"
            };
            String[] empty = {"drop table if exists filler, disk", "checkpoint"};
            String restore = "{\"into\": \"original\", \"database\": \"" + database + "\"}";

            try {
                if (here) {
                    service.sql(fill);
                } else {
                    other.sql(fill);
                }

                // When
                Service.Answer full = door.restore(id, restore);
                String after = here ? door.content("disk") : other.content("disk");
                long kept = Long.parseLong((here ? service.value(KEPT) : other.value(KEPT)));
                if (here) {
                    service.sql("drop table filler");
                } else {
                    other.sql("drop table filler");
                }
                Service.Answer again = door.restore(id, restore);

                // Then
                assertThat(full.status()).as(full.body()).isEqualTo(503);
                assertThat(full.json().get("detail").asText()).contains("disk of the database is full");
                assertThat(full.json().at("/run/state").asText()).isEqualTo("failed");
                assertThat(after).startsWith("1 rows");
                assertThat(kept).isZero();
                assertThat(again.status()).as(again.body()).isEqualTo(200);
                assertThat(here ? door.content("disk") : other.content("disk")).isEqualTo(then);
                assertThat(service.everyRowIsAccountedFor()).isTrue();
            } finally {
                // Before its disk goes, or the shared server never forgets it.
                service.stop();
                other.sql(empty);
                service.sql(empty);
                service.sql("drop tablespace " + space);
            }
        } finally {
            run("umount", "-l", small.toString());
        }
    }

    @Test
    void aTableCannotBeDroppedWhileItIsRead() throws SQLException {
        // Given
        try (Service service = big();
                Connection dropper = service.connect();
                Statement statement = dropper.createStatement()) {
            SnapshotDoor door = new SnapshotDoor(service);
            String run = door.begin("");
            awaitQuery(service, "copy (select%");

            // When
            statement.execute("drop table small, big");

            // Then
            awaitEnd(service, run);
            assertThat(service.get(run).json().get("state").asText()).isEqualTo("done");
            String id = service.get(run).json().at("/detail/snapshot").asText();
            assertThat(door.verify(id).status()).isEqualTo(200);
            assertThat(service.get(run).json().at("/rows/loaded").asInt()).isEqualTo(500_000);
        }
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
