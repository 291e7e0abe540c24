package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong questions, damaged files, locks and processes that go away: a clear answer, and nothing half done. */
@Tag("thorough")
class SnapshotHostileIT {

    private final Service service = SharedService.get();
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    @AfterEach
    void theServiceIsStillThereAndTheLawHolds() {
        assertThat(service.get("/q/health/ready").status()).isEqualTo(200);
        assertThat(service.everyRowIsAccountedFor()).isTrue();
        assertThat(snapshots.inRepository()).noneMatch(name -> name.startsWith("."));
    }

    private String filled(String table) {
        service.sql(
                "drop table if exists " + table,
                "create table " + table + " (id int primary key, t text)",
                "insert into " + table + " select i, md5(i::text) from generate_series(1, 5000) i");
        return snapshots.make(table);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "no such table      ~ {\"tables\": [\"nowhere\"]}                                     ~ 404 ~ there is no table \"nowhere\"",
                "the ledger         ~ {\"tables\": [\"caravanserai.run\"]}                            ~ 404 ~ there is no table",
                "an empty name      ~ {\"tables\": [\"\"]}                                            ~ 404 ~ there is no table",
                "a view             ~ {\"tables\": [\"asked_view\"]}                                  ~ 422 ~ no table but a view",
                "a kept view        ~ {\"tables\": [\"asked_kept\"]}                                  ~ 422 ~ no table but a materialized view",
                "a foreign table    ~ {\"tables\": [\"asked_foreign\"]}                               ~ 422 ~ no table but a foreign table",
                "a strange format   ~ {\"tables\": [\"asked\"], \"as\": \"zip\"}                      ~ 400 ~ as cannot be \"zip\"",
                "tables as object   ~ {\"tables\": {\"a\": 1}}                                        ~ 400 ~ tables is a list",
                "numbers as tables  ~ {\"tables\": [5]}                                               ~ 400 ~ tables is a list of names",
                "no JSON            ~ {\"tables\": [                                                  ~ 400 ~ not JSON",
                "no object          ~ [\"asked\"]                                                     ~ 400 ~ not a JSON object",
                "a program          ~ {\"tables\": [\"asked\"], \"where\": \"true) to program 'touch /tmp/caravanserai-x' --\"} ~ 400 ~ the condition",
                "a second statement ~ {\"tables\": [\"asked\"], \"where\": \"true; drop table asked; --\"}   ~ 400 ~ the condition",
                "a second closing   ~ {\"tables\": [\"asked\"], \"where\": \"true); drop table asked; --\"}  ~ 400 ~ the condition",
                "a union            ~ {\"tables\": [\"asked\"], \"where\": \"1=1) union select 1, 'x' --\"}  ~ 400 ~ the condition",
                "an open union      ~ {\"tables\": [\"asked\"], \"where\": \"1=1) union (select\"}           ~ 400 ~ the condition",
                "another clause     ~ {\"tables\": [\"asked\"], \"where\": \"true) limit (1\"}               ~ 400 ~ the condition",
                "a table's clause   ~ {\"tables\": [\"asked\"], \"as\": \"table\", \"where\": \"true) limit (1\"} ~ 400 ~ the condition",
                "a table's drop     ~ {\"tables\": [\"asked\"], \"as\": \"table\", \"where\": \"true); drop table asked; --\"} ~ 400 ~ the condition",
                "an order           ~ {\"tables\": [\"asked\"], \"where\": \"true) order by (true\"}         ~ 400 ~ the condition",
                "a closed bracket   ~ {\"tables\": [\"asked\"], \"where\": \"true) or (true\"}               ~ 400 ~ the condition",
                "a throw of dice    ~ {\"tables\": [\"asked\"], \"where\": \"random() < 0.5\"}              ~ 400 ~ calls random()",
                "an open comment    ~ {\"tables\": [\"asked\"], \"where\": \"true /*\"}                      ~ 400 ~ the condition",
                "an open quote      ~ {\"tables\": [\"asked\"], \"where\": \"t = 'x\"}                       ~ 400 ~ the condition",
                "a number           ~ {\"tables\": [\"asked\"], \"where\": 5}                                ~ 400 ~ where",
                "nothing            ~ {\"tables\": [\"asked\"], \"where\": \"\"}                             ~ 400 ~ the condition",
                "no such column     ~ {\"tables\": [\"asked\"], \"where\": \"nothing > 5\"}                  ~ 400 ~ nothing",
                "a value that is none ~ {\"tables\": [\"asked\"], \"where\": \"id = 'x'\"}                   ~ 400 ~ the condition",
                "of all tables      ~ {\"where\": \"true\"}                                                ~ 422 ~ a condition speaks of one table",
                "a sample in files  ~ {\"tables\": [\"asked\"], \"sample\": 3}                               ~ 422 ~ a sample",
                "a sample of none   ~ {\"tables\": [\"asked\"], \"as\": \"table\", \"sample\": 0}            ~ 400 ~ sample is a number",
                "a sample in words  ~ {\"tables\": [\"asked\"], \"as\": \"table\", \"sample\": \"x\"}        ~ 400 ~ sample is a number",
            })
    void aSnapshotThatCannotBeIsRefusedAndNothingChanges(String kind, String body, int status, String detail) {
        // Given
        service.sql(
                "create table if not exists asked (id int primary key, t text)",
                "create table if not exists asked_other (id int)",
                "create or replace view asked_view as select 1 as a",
                "create materialized view if not exists asked_kept as select 1 as a",
                "create extension if not exists file_fdw",
                "create server if not exists files foreign data wrapper file_fdw",
                "create foreign table if not exists asked_foreign (t text) server files options (filename '/dev/null')");
        List<String> before = snapshots.ids();

        // When
        Service.Answer answer = snapshots.ask(body);

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().get("detail").asText()).contains(detail);
        assertThat(snapshots.ids()).isEqualTo(before);
        assertThat(service.value("select to_regclass('asked')")).isEqualTo("asked");
        assertThat(Path.of("/tmp/caravanserai-x")).doesNotExist();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "rows               ~ {\"into\": \"original\", \"rows\": \"some\"}                     ~ 400 ~ rows cannot be \"some\"",
                "into a number      ~ {\"into\": 5}                                                    ~ 400 ~ into",
                "into an object     ~ {\"into\": {}}                                                   ~ 400 ~ into",
                "into nothing       ~ {\"into\": \"\"}                                                 ~ 400 ~ into",
                "into NUL           ~ {\"into\": \"a\\u0000b\"}                                        ~ 400 ~ NUL",
                "into a long name   ~ {\"into\": \"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg\"} ~ 400 ~ into",
                "into what is there ~ {\"into\": \"restore_asked\"}                                    ~ 409 ~ there is a table",
                "a maybe            ~ {\"into\": \"original\", \"dryRun\": \"yes\"}                    ~ 400 ~ dryRun is true or false",
                "triggers           ~ {\"into\": \"original\", \"triggers\": \"no\"}                   ~ 400 ~ triggers is true or false",
                "keys as number     ~ {\"into\": \"original\", \"keys\": 5}                            ~ 400 ~ keys is a list",
                "keys as object     ~ {\"into\": \"original\", \"keys\": {\"id\": 1}}                  ~ 400 ~ keys is a list",
                "keys of null       ~ {\"into\": \"original\", \"keys\": [null]}                       ~ 400 ~ is no key",
                "too many columns   ~ {\"into\": \"original\", \"keys\": [[1, 2]]}                     ~ 400 ~ is no key",
                "another column     ~ {\"into\": \"original\", \"keys\": [{\"t\": 1}]}                 ~ 400 ~ a key does not fit",
                "a nested key       ~ {\"into\": \"original\", \"keys\": [{\"id\": {\"id\": 1}}]}      ~ 400 ~ a key does not fit",
                "a key of a type    ~ {\"into\": \"original\", \"keys\": [\"x\"]}                      ~ 400 ~ a key does not fit",
                "a large key        ~ {\"into\": \"original\", \"keys\": [99999999999]}                ~ 400 ~ a key does not fit",
                "keys beside        ~ {\"into\": \"beside\", \"keys\": [1]}                            ~ 422 ~ keys choose rows of the original",
                "no such table      ~ {\"tables\": [\"nowhere\"]}                                      ~ 404 ~ does not hold \"nowhere\"",
            })
    void aRestoreThatCannotBeIsRefusedAndNothingChanges(String kind, String body, int status, String detail) {
        // Given
        String id = filled("restore_asked");
        service.sql("delete from restore_asked where id = 1", "update restore_asked set t = 'x' where id = 2");
        String before = snapshots.content("restore_asked");
        long tables = service.count("pg_class where relkind = 'r'");

        // When
        Service.Answer answer = snapshots.restore(id, body);

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().get("detail").asText()).contains(detail);
        assertThat(snapshots.content("restore_asked")).isEqualTo(before);
        assertThat(service.count("pg_class where relkind = 'r'")).isEqualTo(tables);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20200101T000000Z-nowhere",
                "..",
                "../../etc",
                ".making-x",
                "no_backup",
                "'; drop table caravanserai.run; --",
                "%"
            })
    void aSnapshotThatIsNotThereIsNotFound(String id) {
        // When
        List<Service.Answer> answers = List.of(
                snapshots.show(id),
                snapshots.verify(id),
                snapshots.diff(id, "t"),
                snapshots.restore(id, ""),
                snapshots.delete(id));

        // Then
        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isEqualTo(404));
    }

    @Test
    void aBackupTableHoldsTheRowsOfItsOwnTableAlone() {
        // Given
        service.sql("create table held (id int primary key)", "create table not_held (id int primary key)");
        String id = SnapshotDoor.idOf(snapshots.ask("{\"tables\": [\"held\"], \"as\": \"table\"}"));

        // When
        Service.Answer diff = snapshots.diff(id, "not_held");
        Service.Answer restore = snapshots.restoreRows(id, "not_held", "all");

        // Then
        assertThat(diff.status()).as(diff.body()).isEqualTo(404);
        assertThat(restore.status()).as(restore.body()).isEqualTo(404);
    }

    @Test
    void namesThatAreSqlAreNames() {
        // Given
        String name = "x'; drop table hostile_names; -- $caravanserai$ \\ ? %1$s\n\"";
        String quoted = "\"" + name.replace("\"", "\"\"") + "\"";
        service.sql(
                "create table hostile_names (id int)",
                "create table " + quoted + " (" + quoted + " int primary key, \"?\" text unique, \"$1\" text)",
                "insert into " + quoted + " values (1, 'a', 'x'), (2, 'b', 'y'), (3, 'c', null)");
        String id = snapshots.make(name);
        service.sql("truncate " + quoted, "insert into " + quoted + " values (9, 'b', null)");

        // When
        Service.Answer verified = snapshots.verify(id);
        Service.Answer missing = snapshots.restoreRows(id, name, "missing");
        Service.Answer all = snapshots.restoreRows(id, name, "all");
        Service.Answer undone = snapshots.undo(all);

        // Then
        assertThat(verified.status()).as(verified.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(missing)).as(missing.body()).containsExactly(3, 2, 1, 0, 0);
        assertThat(SnapshotDoor.rows(all)).as(all.body()).containsExactly(4, 2, 0, 2, 0);
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(service.count(quoted)).isEqualTo(3);
        assertThat(service.count("hostile_names")).isZero();
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({
        "flipped,   damage.csv.zst",
        "truncated, damage.csv.zst",
        "missing,   damage.csv.zst",
        "emptied,   damage.csv.zst",
        "flipped,   damage.hashes.zst",
        "truncated, damage.hashes.zst",
        "missing,   damage.hashes.zst",
        "flipped,   schema.sql",
        "missing,   schema.sql",
    })
    void aDamagedFileIsNamedAndNothingIsRestoredFromIt(String damage, String file) throws IOException {
        // Given
        String id = filled("damage");
        service.sql("delete from damage where id <= 100");
        String before = snapshots.content("damage");
        damage(snapshots.file(id, file), damage);

        // When
        Service.Answer verified = snapshots.verify(id);
        Service.Answer original = snapshots.restoreRows(id, "damage", "all");

        // Then
        assertThat(verified.status()).as(verified.body()).isEqualTo(422);
        assertThat(verified.json().at("/run/state").asText()).isEqualTo("failed");
        assertThat(verified.json().get("detail").asText()).contains(file);
        assertThat(snapshots.show(id).json().get("provenAt").isNull()).isTrue();
        if (original.status() == 200) {
            assertThat(file).isNotEqualTo("damage.csv.zst");
            assertThat(snapshots.differences(id, "damage")).containsExactly(0, 0, 0, 5000);
        } else {
            assertThat(original.status()).as(original.body()).isEqualTo(422);
            assertThat(original.json().get("detail").asText()).contains(file);
            assertThat(snapshots.content("damage")).isEqualTo(before);
        }
    }

    @Test
    void aFlippedByteAnywhereIsNeverRestored() throws IOException {
        // Given
        String id = SnapshotDoor.idOf(snapshots.ask("{\"tables\": [\"" + avro() + "\"], \"as\": \"avro\"}"));
        String before = snapshots.content("flipped");
        Path file = snapshots.file(id, ".avro");
        byte[] bytes = Files.readAllBytes(file);
        service.sql("create table if not exists flipped_log (n int)");

        for (int i = 0; i < 12; i++) {
            byte[] damaged = bytes.clone();
            damaged[(bytes.length - 1) * i / 11] ^= 0x10;
            Files.write(file, damaged);

            // When
            Service.Answer beside = snapshots.restore(id, "{\"into\": \"flipped_" + i + "\"}");

            // Then
            if (beside.status() == 200) {
                assertThat(snapshots.content("flipped_" + i)).isEqualTo(before);
            } else {
                assertThat(beside.status()).as(beside.body()).isEqualTo(422);
                assertThat(service.value("select to_regclass('flipped_" + i + "')"))
                        .isNull();
            }
        }
    }

    private String avro() {
        service.sql(
                "create table flipped (id int primary key, t text, n numeric)",
                "insert into flipped select i, md5(i::text), i from generate_series(1, 2000) i");
        return "flipped";
    }

    private static void damage(Path file, String how) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        switch (how) {
            case "flipped" -> {
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
            case "truncated" -> Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
            case "emptied" -> Files.write(file, new byte[0]);
            default -> Files.delete(file);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "cut off        ~ {\"format\":                                  ~ is damaged",
                "null           ~ null                                          ~ is damaged",
                "empty          ~ ``                                            ~ is damaged",
                "an empty one   ~ {}                                            ~ format",
                "another format ~ {\"format\": \"caravanserai-snapshot-9\"}     ~ caravanserai-snapshot-9",
            })
    void aManifestThatCannotBeReadIsSaidToBeSo(String kind, String manifest, String detail) throws IOException {
        // Given
        String id = filled("manifest");
        Files.writeString(snapshots.folder(id).resolve("manifest.json"), manifest);

        try {
            // When
            Service.Answer verified = snapshots.verify(id);
            Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\"}");
            Service.Answer shown = snapshots.show(id);
            Service.Answer listed = snapshots.list();

            // Then
            assertThat(List.of(verified, restored, shown)).allSatisfy(answer -> {
                assertThat(answer.status()).as(answer.body()).isEqualTo(422);
                assertThat(answer.json().get("detail").asText()).contains(id).contains(detail);
            });
            assertThat(listed.status()).isEqualTo(200);
        } finally {
            delete(snapshots.folder(id));
        }
    }

    @Test
    void aManifestWithAnotherValueIsNotTrusted() throws IOException {
        // Given
        service.sql("create table manifest_value (id int primary key, t text default 'kept')");
        String id = snapshots.make("manifest_value");
        Path manifest = snapshots.folder(id).resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("'kept'", "'lost'"));

        try {
            // When
            Service.Answer verified = snapshots.verify(id);
            Service.Answer restored = snapshots.restore(id, "{\"into\": \"manifest_value_again\"}");

            // Then
            assertThat(List.of(verified, restored)).allSatisfy(answer -> {
                assertThat(answer.status()).as(answer.body()).isEqualTo(422);
                assertThat(answer.json().get("detail").asText())
                        .contains("manifest of " + id)
                        .contains("SHA256SUMS");
            });
            assertThat(service.value("select to_regclass('manifest_value_again')"))
                    .isNull();
        } finally {
            delete(snapshots.folder(id));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"RESTORE.md, 422, RESTORE.md", "SHA256SUMS, 422, manifest", "nothing, 200, ''"})
    void aFileThatTheManifestKnowsNoChecksumOfIsCheckedToo(String changed, int status, String said) throws IOException {
        // Given
        String id = filled("manifest_beside");
        if (!changed.equals("nothing")) {
            Path file = snapshots.folder(id).resolve(changed);
            Files.writeString(file, Files.readString(file).replace('a', 'b'));
        }

        // When
        Service.Answer verified = snapshots.verify(id);

        // Then
        assertThat(verified.status()).as(verified.body()).isEqualTo(status);
        assertThat(verified.json().path("detail").asText()).contains(said);
        delete(snapshots.folder(id));
    }

    @Test
    void aSetWhoseHashesWereMadeInAnotherWayIsNotTakenForADamagedOne() throws IOException {
        // Given
        String id = filled("manifest_hash");
        Path manifest = snapshots.folder(id).resolve("manifest.json");
        Files.delete(snapshots.folder(id).resolve("SHA256SUMS"));
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replace(",\"checksums\":\"SHA256SUMS\"", "")
                        .replaceFirst("\"hashMethod\":\"[^\"]+\"", "\"hashMethod\":\"row64sum-1\""));

        // When
        Service.Answer verified = snapshots.verify(id);
        Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\"}");

        // Then
        assertThat(List.of(verified, restored)).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.body()).isEqualTo(422);
            assertThat(answer.json().get("detail").asText()).contains(id).contains("row64sum-1");
            assertThat(answer.json().get("hint").asText()).contains("nothing is wrong with its rows");
        });
    }

    @Test
    void aSetOfAnEarlierVersionHasNoChecksumsAndSaysSoButALaterOneMustHaveThem() throws IOException {
        // Given
        String id = filled("manifest_old");
        Path manifest = snapshots.folder(id).resolve("manifest.json");
        Files.delete(snapshots.folder(id).resolve("SHA256SUMS"));

        // When
        Service.Answer without = snapshots.verify(id);
        Files.writeString(manifest, Files.readString(manifest).replace(",\"checksums\":\"SHA256SUMS\"", ""));
        Service.Answer earlier = snapshots.verify(id);

        // Then
        assertThat(without.status()).as(without.body()).isEqualTo(422);
        assertThat(without.json().get("detail").asText()).contains("SHA256SUMS is missing");
        assertThat(earlier.status()).as(earlier.body()).isEqualTo(200);
        assertThat(earlier.json().at("/detail/notes/0").asText())
                .contains("earlier version")
                .contains("manifest");
        delete(snapshots.folder(id));
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aBackupTableThatSomethingDependsOnStaysAndTheAnswerNamesWhatDoes() {
        // Given
        service.sql("create table depended (id int primary key)", "insert into depended values (1)");
        String id = SnapshotDoor.idOf(snapshots.ask("{\"tables\": [\"depended\"], \"as\": \"table\"}"));
        service.sql("create view depending as select * from depended_backup");

        // When
        Service.Answer refused = snapshots.delete(id);
        List<String> after = snapshots.ids();
        service.sql("drop view depending");
        Service.Answer deleted = snapshots.delete(id);

        // Then
        assertThat(refused.status()).as(refused.body()).isEqualTo(409);
        assertThat(refused.json().get("hint").asText()).contains("view depending");
        assertThat(after).contains(id);
        assertThat(deleted.status()).as(deleted.body()).isEqualTo(200);
        assertThat(service.value("select to_regclass('depended_backup')")).isNull();
    }

    @Test
    void aBackupTableWhoseRecordCannotGoStaysToo() {
        // Given
        service.sql("create table recorded (id int primary key)", "insert into recorded values (1)");
        String id = SnapshotDoor.idOf(snapshots.ask("{\"tables\": [\"recorded\"], \"as\": \"table\"}"));
        service.sql(
                "create function recorded_stays() returns trigger language plpgsql as"
                        + " $$ begin raise 'it stays'; end $$",
                "create trigger recorded_stays before delete on caravanserai.backup_table for each row"
                        + " when (old.table_name = 'recorded_backup') execute function recorded_stays()");

        // When
        Service.Answer failed = snapshots.delete(id);
        service.sql("drop function recorded_stays() cascade");

        // Then
        assertThat(failed.status()).as(failed.body()).isEqualTo(422);
        assertThat(snapshots.ids()).contains(id);
        assertThat(service.count("recorded_backup")).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "restored, lock table being_read in row exclusive mode",
        "compared, lock table being_read in access exclusive mode",
        "verified, lock table pg_catalog.pg_namespace in share mode",
    })
    void aSetThatIsReadIsNotDeleted(String how, String lock) throws Exception {
        // Given
        String id = filled("being_read");
        service.sql("delete from being_read where id = 1");
        try (Connection holder = service.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute(lock);
            CompletableFuture<Service.Answer> reading = CompletableFuture.supplyAsync(() -> switch (how) {
                case "restored" -> snapshots.restoreRows(id, "being_read", "all");
                case "compared" -> snapshots.diff(id, "being_read");
                default -> snapshots.verify(id);
            });
            Service.await(
                    "the reader waits for the lock",
                    () -> service.value("select 1 from pg_locks where not granted") != null);

            // When
            Service.Answer refused = snapshots.delete(id);
            holder.rollback();
            Service.Answer read = reading.get();
            Service.Answer deleted = snapshots.delete(id);

            // Then
            assertThat(refused.status()).as(refused.body()).isEqualTo(409);
            assertThat(refused.json().get("detail").asText()).contains(id).contains("being read");
            assertThat(read.status()).as(read.body()).isEqualTo(200);
            assertThat(deleted.status()).as(deleted.body()).isEqualTo(200);
        }
    }

    @Test
    void aLockThatIsHeldIsToldInTime() throws SQLException {
        // Given
        try (Service own = Service.fresh()
                        .with("SNAPSHOT_LOCK_TIMEOUT_MILLIS", "300")
                        .start();
                Connection holder = own.connect();
                Statement statement = holder.createStatement()) {
            SnapshotDoor door = new SnapshotDoor(own);
            own.sql("create table locked (id int primary key)", "insert into locked values (1)");
            String id = door.make("locked");
            own.sql("delete from locked");
            holder.setAutoCommit(false);
            statement.execute("lock table locked");

            // When
            Service.Answer files = door.ask("");
            Service.Answer table = door.ask("{\"as\": \"table\"}");
            Service.Answer restore = door.restoreRows(id, "locked", "all");
            holder.rollback();

            // Then
            assertThat(List.of(files, table, restore)).allSatisfy(answer -> {
                assertThat(answer.status()).as(answer.body()).isEqualTo(423);
                assertThat(answer.json().get("detail").asText()).contains("locked");
                assertThat(answer.json().at("/run/seconds").asDouble()).isLessThan(5);
            });
            assertThat(door.inRepository()).containsExactly(id);
            assertThat(door.restoreRows(id, "locked", "all").status()).isEqualTo(200);
        }
    }

    @Test
    void aTableDroppedBeforeItIsReadIsToldToBeGone() throws Exception {
        // Given
        service.sql("create table vanishing (id int primary key)");
        try (Connection dropper = service.connect();
                Statement statement = dropper.createStatement()) {
            dropper.setAutoCommit(false);
            statement.execute("drop table vanishing");
            CompletableFuture<Service.Answer> asked =
                    CompletableFuture.supplyAsync(() -> snapshots.ask("{\"tables\": [\"vanishing\"]}"));
            Service.await(
                    "the snapshot waits for the lock",
                    () -> service.value("select 1 from pg_locks where not granted") != null);

            // When
            dropper.commit();

            // Then
            assertThat(asked.get().status()).as(asked.get().body()).isEqualTo(404);
            assertThat(asked.get().json().get("detail").asText()).contains("vanishing");
        }
    }

    @Test
    void twoRestoresOfOneTableAtOnceDoNotMeet() throws Exception {
        // Given
        String id = filled("twice");
        service.sql("delete from twice where id <= 4000", "update twice set t = 'x' where id > 4500");

        // When
        CompletableFuture<Service.Answer> one =
                CompletableFuture.supplyAsync(() -> snapshots.restoreRows(id, "twice", "all"));
        Service.Answer other = snapshots.restoreRows(id, "twice", "all");

        // Then
        assertThat(one.get().status()).as(one.get().body()).isEqualTo(200);
        assertThat(other.status()).as(other.body()).isEqualTo(200);
        assertThat(one.get().json().at("/rows/loaded").asInt()
                        + other.json().at("/rows/loaded").asInt())
                .isEqualTo(4500);
        assertThat(snapshots.differences(id, "twice")).containsExactly(0, 0, 0, 5000);
    }

    @Test
    void aChildWhoseParentsAreGoneIsNotMadeAgainAndTheAnswerSaysWhy() {
        // Given
        service.sql(
                "create table gone_parent (id int primary key)",
                "insert into gone_parent values (1)",
                "create table gone_child (id int primary key, p int references gone_parent)",
                "insert into gone_child values (1, 1)");
        String id = snapshots.make("gone_child");
        service.sql("drop table gone_child", "delete from gone_parent");

        // When
        Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\"}");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(409);
        assertThat(restored.json().get("detail").asText()).contains("gone_child");
        assertThat(service.value("select to_regclass('gone_child')")).isNull();
    }

    @Test
    void aConditionThatGivesOtherRowsEachTimeMakesNoSetThatDisagreesWithItself() {
        // Given
        service.sql(
                "create table unsure (id int primary key)",
                "insert into unsure select generate_series(1, 100000)",
                "create function any_id() returns int language plpgsql stable as"
                        + " 'begin return (random() * 99999)::int + 1; end'");
        List<String> before = snapshots.ids();

        // When
        Service.Answer files = snapshots.ask("{\"tables\": [\"unsure\"], \"where\": \"id = public.any_id()\"}");
        List<String> after = snapshots.ids();
        Service.Answer table =
                snapshots.ask("{\"tables\": [\"unsure\"], \"as\": \"table\", \"where\": \"id = public.any_id()\"}");
        Service.Answer verified = snapshots.verify(SnapshotDoor.idOf(table));

        // Then
        assertThat(files.status()).as(files.body()).isEqualTo(422);
        assertThat(files.json().get("detail").asText()).contains("gave different rows");
        assertThat(after).isEqualTo(before);
        assertThat(verified.status()).as(verified.body()).isEqualTo(200);
    }
}
