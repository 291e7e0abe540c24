package blackbox;

import static blackbox.SnapshotDoor.idOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.definition.TableZoo;
import snapshot.format.Zoo;

/** Sets of files and backup tables: what is made, what is listed, and that they can be restored. */
class SnapshotsIT {

    private final Service service = SharedService.get();
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    /** For what is about all tables or all sets, and for what stops it. */
    private static final Service ALONE = Service.fresh();

    @AfterAll
    static void stop() {
        ALONE.close();
    }

    /** That one, without tables and sets. */
    private static Service alone() {
        if (!ALONE.isAlive()) {
            ALONE.start();
        }
        ALONE.sql("drop schema public cascade", "create schema public");
        SnapshotDoor door = new SnapshotDoor(ALONE);
        door.ids().forEach(id -> ALONE.delete("/api/v1/snapshots/" + id));
        return ALONE;
    }

    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    @Test
    void aSetAgreesWithItselfWhileWritersGoOn() throws Exception {
        // Given
        service.sql(
                "create table agree_a (id int primary key, amount bigint)",
                "create table agree_b (id int primary key, amount bigint)",
                "insert into agree_a select i, 1000 from generate_series(1, 20000) i",
                "insert into agree_b select i, 1000 from generate_series(1, 20000) i");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger transfers = new AtomicInteger();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> transfer(stop, transfers));

        try {
            // When
            for (int i = 0; i < 5; i++) {
                int before = transfers.get();
                String id = snapshots.make("agree_a", "agree_b");

                // Then
                assertThat(sum(id, "agree_a") + sum(id, "agree_b")).isEqualTo(40_000_000);
                assertThat(transfers.get()).isGreaterThan(before);
                assertThat(snapshots.verify(id).status()).isEqualTo(200);
            }
        } finally {
            stop.set(true);
            writer.get();
        }
    }

    private void transfer(AtomicBoolean stop, AtomicInteger transfers) {
        try (Connection connection = service.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; !stop.get(); i = (i + 7) % 20_000) {
                statement.execute("update agree_a set amount = amount - 7 where id = " + (i + 1));
                statement.execute("update agree_b set amount = amount + 7 where id = " + (20_000 - i));
                connection.commit();
                transfers.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long sum(String id, String table) {
        return SnapshotDoor.lines(snapshots.file(id, table + ".csv.zst")).stream()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.split(",")[1]))
                .sum();
    }

    @Test
    void aSetIsAFolderWithAManifestASchemaAFileForEachTableAndAGuide() {
        // Given
        service.sql(
                "create table layout (id int primary key, t text)",
                "insert into layout values (1, 'a'), (2, null)",
                "create schema if not exists layout_schema",
                "create table layout_schema.\"a/../b\" (x int)");

        // When
        Service.Answer made = snapshots.ask("{\"tables\": [\"layout\", \"layout_schema.a/../b\"]}");

        // Then
        String id = idOf(made);
        assertThat(id).matches("[0-9]{8}T[0-9]{6}Z-[a-z0-9_-]+");
        assertThat(Service.filesBelow(snapshots.folder(id)))
                .extracting(file -> snapshots.folder(id).relativize(file).toString())
                .containsExactlyInAnyOrder(
                        "manifest.json",
                        "schema.sql",
                        "RESTORE.md",
                        "SHA256SUMS",
                        "public.layout.csv.zst",
                        "public.layout.hashes.zst",
                        "layout_schema.a%2F%2E%2E%2Fb.csv.zst");
        assertThat(SnapshotDoor.lines(snapshots.file(id, "public.layout.csv.zst")))
                .containsExactly("id,t", "1,a", "2,");
        assertThat(made.json().at("/rows/loaded").asInt()).isEqualTo(2);
        Service.Answer facts = snapshots.show(id);
        assertThat(facts.json().get("rows").asInt()).isEqualTo(2);
        assertThat(facts.json().at("/server/lsn").asText()).matches("[0-9A-F]+/[0-9A-F]+");
        assertThat(facts.json().get("tables").findValuesAsText("sha256")).allMatch(sha -> sha.matches("[0-9a-f]{64}"));
        assertThat(facts.json().get("provenAt").isNull()).isTrue();
        assertThat(snapshots.ids()).contains(id);
    }

    @Test
    void asManyWorkersAsThePoolCanServeReadAtOnceAndMoreAreRefusedAtTheStart() {
        // Given
        Service tooMany = Service.fresh().with("SNAPSHOT_WORKERS", "15");
        try (Service most = Service.fresh().with("SNAPSHOT_WORKERS", "14").start()) {
            for (int i = 0; i < 10; i++) {
                most.sql("create table worked_" + i + " as select generate_series(1, 1000) as id");
            }

            // When
            Service.Answer made = new SnapshotDoor(most).ask("");
            Service.Finished refused = tooMany.command();

            // Then
            assertThat(made.status()).as(made.body()).isEqualTo(200);
            assertThat(made.json().at("/rows/loaded").asInt()).isEqualTo(10_000);
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).contains("snapshot.workers").contains("quarkus.datasource.jdbc.max-size");
        }
    }

    @Test
    void theFilesOfASetAreCheckedBySha256sum() throws Exception {
        // Given
        service.sql("create schema if not exists sums", "create table sums.\"a b\\%\" (id int primary key)");
        String id = snapshots.make("sums.a b\\%");

        // When
        Process check = new ProcessBuilder("sha256sum", "--check", "--strict", "SHA256SUMS")
                .directory(snapshots.folder(id).toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(check.waitFor()).as(said).isZero();
        assertThat(said.lines()).hasSize(5).allMatch(line -> line.endsWith(": OK"));
    }

    @Test
    void aVerifiedSetSaysWhenItWasProven() {
        // Given
        service.sql("create table proven (id int primary key)", "insert into proven values (1), (2)");
        String id = snapshots.make("proven");

        // When
        Service.Answer verified = snapshots.verify(id);

        // Then
        assertThat(verified.status()).as(verified.body()).isEqualTo(200);
        assertThat(verified.json().at("/rows/loaded").asInt()).isEqualTo(2);
        assertThat(verified.json().at("/detail/tables/0/equal").asBoolean()).isTrue();
        assertThat(snapshots.show(id).json().get("provenAt").asText()).matches("2.*Z");
    }

    @Test
    void halfASetIsNoneAndIsSweptAtTheNextStart() throws IOException {
        // Given
        Service own = alone();
        own.sql("create table swept (id int)");
        SnapshotDoor door = new SnapshotDoor(own);
        String id = door.make("swept");
        Path making = Files.createDirectory(door.repository().resolve(".making-20260101T000000Z-main"));
        Files.writeString(making.resolve("public.swept.csv.zst"), "half");
        Path bare = Files.createDirectory(door.repository().resolve("20260101T000000Z-main"));
        Files.writeString(bare.resolve("public.swept.csv.zst"), "half");

        // When
        List<String> listed = door.ids();
        own.stop();
        own.start();

        // Then
        assertThat(listed).containsExactly(id);
        assertThat(making).doesNotExist();
        assertThat(bare).exists();
        assertThat(door.ids()).containsExactly(id);
        assertThat(door.show("20260101T000000Z-main").status()).isEqualTo(404);
    }

    @Test
    void aSetThatWasWholeBeforeItsRunCouldSaySoIsDone() {
        // Given
        Service own = alone();
        own.sql("create table told (id int)", "insert into told values (1), (2)");
        SnapshotDoor door = new SnapshotDoor(own);
        String set = door.make("told");
        String id = own.value(
                "select max(id::text) from caravanserai.run where kind = 'snapshot' and detail ->> 'snapshot' = '" + set
                        + "'");
        JsonNode before = own.get("/api/v1/runs/" + id).json();
        own.stop();
        own.sql("update caravanserai.run set state = 'running', ended_at = null, detail = '{}', problem = null,"
                + " rows_in = 0, rows_loaded = 0 where id = '" + id + "'");

        // When
        own.start();

        // Then
        Service.await("the run is done", () -> own.value("select state from caravanserai.run where id = '" + id + "'")
                .equals("done"));
        JsonNode after = own.get("/api/v1/runs/" + id).json();
        assertThat(after.get("rows")).isEqualTo(before.get("rows"));
        assertThat(after.get("detail")).isEqualTo(before.get("detail"));
    }

    @Test
    void aDeletedSetIsGone() {
        // Given
        service.sql("create table deleted_set (id int)");
        String id = snapshots.make("deleted_set");

        // When
        Service.Answer deleted = snapshots.delete(id);

        // Then
        assertThat(deleted.status()).as(deleted.body()).isEqualTo(200);
        assertThat(snapshots.ids()).doesNotContain(id);
        assertThat(snapshots.folder(id)).doesNotExist();
        assertThat(snapshots.delete(id).status()).isEqualTo(404);
        assertThat(snapshots.verify(id).status()).isEqualTo(404);
    }

    @Test
    void theOldNamesMakeASetOfEveryTableAndRestoreTheLatestBeside() {
        // Given
        Service own = alone();
        own.sql(
                "create table one (id int primary key)",
                "insert into one values (1), (2)",
                "create table two (id int references one)",
                "insert into two values (2)");

        // When
        Service.Answer backup = own.post("/backup", "application/json", "");
        own.sql("delete from two");
        Service.Answer later = own.post("/api/v1/snapshots", "application/json", "{\"tables\": [\"two\"]}");
        own.sql("truncate one, two");
        Service.Answer restore = own.post("/restore", "application/json", "");
        Service.Answer ofOne = own.post("/restore?table=two", "application/json", "{\"dryRun\": true}");
        Service.Answer ofNone = own.post("/restore?table=three", "application/json", "");

        // Then
        assertThat(backup.json().at("/rows/loaded").asInt()).as(backup.body()).isEqualTo(3);
        assertThat(restore.status()).as(restore.body()).isEqualTo(200);
        assertThat(own.count("one2")).isEqualTo(2);
        assertThat(own.count("two2")).isEqualTo(1);
        assertThat(own.count("one")).isZero();
        assertThat(restore.json().at("/detail/snapshot"))
                .isEqualTo(backup.json().at("/detail/snapshot"));
        assertThat(restore.json().get("response").asText())
                .contains(backup.json().at("/detail/snapshot").asText());
        assertThat(ofOne.json().at("/detail/snapshot")).isEqualTo(later.json().at("/detail/snapshot"));
        assertThat(ofNone.status()).isEqualTo(404);
    }

    @Test
    void everyKindOfTableIsKeptVerifiedAndRestoredEqual() throws SQLException {
        // Given
        Service own = alone();
        try (Connection connection = own.connect()) {
            SnapshotDoor door = new SnapshotDoor(own);
            TableZoo.make(connection);
            own.sql("drop type mood cascade", "drop domain positive cascade", "drop type pair cascade");
            Zoo.make(connection, "valued");
            Zoo.fill(connection, "valued");
            fillWhatHasNoRows(own);

            // When
            String id = idOf(door.ask(""));
            Service.Answer verified = door.verify(id);
            Service.Answer beside = door.restore(id, "{\"into\": \"beside\"}");

            // Then
            assertThat(verified.status()).as(verified.body()).isEqualTo(200);
            assertThat(beside.status()).as(beside.body()).isEqualTo(200);
            for (String table : TABLES_WITH_ROWS) {
                String only = table.equals("measures") ? "" : "only ";
                assertThat(door.content(only + table + "2")).as(table).isEqualTo(door.content(only + table));
            }
            assertThat(own.value("select string_agg(left(relname, -1), ' ' order by relname) from pg_class"
                            + " where relname like '%2' and relkind in ('r', 'p') and not relispartition"
                            // The longest names are cut short for the copy.
                            + " and octet_length(relname) < 63"))
                    .isEqualTo(own.value(
                            "select string_agg(relname, ' ' order by relname || '2') from pg_class c where relkind in ('r', 'p')"
                                    + " and not relispartition and relname not like '%2' and octet_length(relname) < 62"
                                    + " and relnamespace::regnamespace::text !~ '^(pg_|information|caravan)'"
                                    + " and oid >= 16384"));
        }
    }

    private static final List<String> TABLES_WITH_ROWS = List.of(
            "valued",
            "identities",
            "serials",
            "generations",
            "unlogged",
            "keyless",
            "heirs",
            "measures",
            "lonely",
            "composite",
            "computed_alone");

    private static void fillWhatHasNoRows(Service own) {
        own.sql(
                "insert into generations (a) values (1), (null), (-5)",
                "insert into unlogged (t) select md5(i::text) from generate_series(1, 100) i",
                "insert into keyless values (1, 1, 1), (2, 1, null)",
                "insert into heirs values (1, 1, null, 'heir')",
                "insert into measures values (1, 'x''\\'), (2, null), (3, 'y')",
                "insert into nothing default values",
                "insert into nothing default values",
                "create table lonely (t text)",
                "insert into lonely values ('\\.'), (null), (''), ('\\N'), (E'\\n'), ('\"')",
                "create table composite (b text, a int, v numeric, primary key (a, b))",
                "insert into composite values ('x', 1, 1.0), ('X', 1, 1.00), ('', 0, 'NaN'), (E'\\t', -1, null)",
                "create table computed_alone (g int generated always as (1 + 1) stored)",
                "insert into computed_alone default values");
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "avro", "parquet"})
    void aTruncatedTableComesBackEqualAndGoesOnCounting(String as) {
        // Given
        String table = "truncated_" + as;
        service.sql(
                "create table " + table + " (id int generated always as identity primary key, n serial, t text)",
                "insert into " + table + " (t) select md5(i::text) from generate_series(1, 5000) i");
        String before = snapshots.content(table);
        String id = idOf(snapshots.ask("{\"tables\": [\"" + table + "\"], \"as\": \"" + as + "\"}"));
        service.sql("truncate " + table + " restart identity");

        // When
        Service.Answer restored = snapshots.restoreRows(id, table, "missing");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored)).containsExactly(5000, 5000, 0, 0, 0);
        assertThat(snapshots.content(table)).isEqualTo(before);
        assertThat(snapshots.verify(id).status()).isEqualTo(200);
        assertThat(service.value("insert into " + table + " (t) values ('next') returning id || ' ' || n"))
                .isEqualTo("5001 5001");
    }

    @Test
    void aTableThatWasDroppedComesBackWhole() {
        // Given
        service.sql(
                "create table dropped_parent (id int primary key)",
                "insert into dropped_parent values (1)",
                "create type dropped_mood as enum ('a', 'b')",
                "create table dropped (id serial primary key, p int references dropped_parent, m dropped_mood not null"
                        + " default 'a', u text unique, check (u <> ''))",
                "create index dropped_u on dropped (lower(u))",
                "comment on table dropped is 'it is'",
                "insert into dropped (p, u) select 1, 'u' || i from generate_series(1, 10) i");
        String before = snapshots.content("dropped");
        String id = snapshots.make("dropped");
        service.sql("drop table dropped", "drop type dropped_mood");

        // When
        Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\"}");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(snapshots.content("dropped")).isEqualTo(before);
        assertThat(service.value(
                        "select count(*) from pg_constraint where conrelid = 'dropped'::regclass and contype <> 'n'"))
                .isEqualTo("4");
        assertThat(service.value("select to_regclass('dropped_u')::text || obj_description('dropped'::regclass)"))
                .isEqualTo("dropped_uit is");
        assertThat(service.value("insert into dropped (u) values ('next') returning id"))
                .isEqualTo("11");
    }

    @ParameterizedTest
    @ValueSource(strings = {"avro", "parquet"})
    void setsOfTypedFilesAreVerifiedAndRestoredEqual(String as) throws SQLException {
        // Given
        Service own = alone();
        SnapshotDoor door = new SnapshotDoor(own);
        try (Connection connection = own.connect()) {
            Zoo.make(connection, "typed");
            Zoo.fill(connection, "typed");
        }

        // When
        String id = idOf(door.ask("{\"tables\": [\"typed\"], \"as\": \"" + as + "\"}"));
        Service.Answer verified = door.verify(id);
        Service.Answer beside = door.restore(id, "");

        // Then
        assertThat(verified.status()).as(verified.body()).isEqualTo(200);
        assertThat(beside.status()).as(beside.body()).isEqualTo(200);
        assertThat(door.content("typed2")).isEqualTo(door.content("typed"));
        assertThat(door.show(id).json().get("as").asText()).isEqualTo(as);
    }

    @Test
    void aConditionChoosesRowsAndTheOthersAreNotCountedAsAdded() {
        // Given
        service.sql(
                "create table by_condition (id int primary key, t text)",
                "insert into by_condition select i, 't' from generate_series(1, 100) i");
        String id = idOf(snapshots.ask("{\"tables\": [\"by_condition\"], \"where\": \"id <= 30 -- a remark\"}"));
        service.sql("delete from by_condition where id = 7", "update by_condition set t = 'u' where id in (8, 77)");

        // When
        List<Integer> differences = snapshots.differences(id, "by_condition");
        Service.Answer restored = snapshots.restoreRows(id, "by_condition", "all");

        // Then
        assertThat(differences).containsExactly(1, 1, 0, 28);
        assertThat(SnapshotDoor.rows(restored)).containsExactly(30, 2, 0, 28, 0);
        assertThat(service.value("select count(*) || ' ' || count(*) filter (where t = 'u') from by_condition"))
                .isEqualTo("100 1");
    }
}
