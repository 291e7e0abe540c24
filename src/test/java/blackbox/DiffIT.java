package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What differs between a snapshot and the live table is told row by row. */
class DiffIT {

    private final Service service = SharedService.get();
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    @Test
    void anUntouchedTableHasNoDifferences() {
        // Given
        service.sql(
                "create table untouched (id int primary key, t text)",
                "insert into untouched select i, 't' from generate_series(1, 100) i",
                "create table untouched_empty (id int primary key)");
        String id = snapshots.make("untouched", "untouched_empty");

        // When
        List<Integer> differences = snapshots.differences(id, "untouched");
        List<Integer> empty = snapshots.differences(id, "untouched_empty");
        Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\"}");

        // Then
        assertThat(differences).containsExactly(0, 0, 0, 100);
        assertThat(empty).containsExactly(0, 0, 0, 0);
        assertThat(SnapshotDoor.rows(restored)).containsExactly(100, 0, 0, 100, 0);
    }

    @Test
    void aDifferenceNamesTheKeyAndTheColumnsThatChanged() {
        // Given
        String id = snapshots.damaged("differs");

        // When
        Service.Answer diff = snapshots.diff(id, "differs");

        // Then
        assertThat(diff.json().at("/sample/0").toString())
                .isEqualTo("{\"kind\":\"missing\",\"key\":{\"id\":1},\"columns\":[\"t\",\"n\"]}");
        assertThat(diff.json().at("/sample/10").toString())
                .isEqualTo("{\"kind\":\"changed\",\"key\":{\"id\":11},\"columns\":[\"t\"]}");
        assertThat(snapshots.differences(id, "differs")).containsExactly(10, 10, 5, 80);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "uuid      ~ uuid primary key, v text                  ~ md5(i::text)::uuid, 'v'",
                "text      ~ text primary key, v text                  ~ md5(i::text), 'v'",
                "extremes  ~ bigint primary key, v text                ~ (array[-9223372036854775808, 9223372036854775807, 0, -1])[i], 'v'",
                "lowest    ~ bigint primary key, v text                ~ -9223372036854775809 + i, 'v'",
                "sparse    ~ bigint primary key, v text                ~ i * 1000000007::bigint - 2000000000000, 'v'",
                "composite ~ int, k2 date, v text, primary key (k, k2) ~ i % 2, date '2024-01-01' + i, 'v'",
                "small     ~ smallint primary key, v text              ~ -i, 'v'",
                "numeric   ~ numeric primary key, v text               ~ i / 10.0, 'v'",
            })
    void rowsAreToldApartByKeysOfEveryKind(String kind, String columns, String values) {
        // Given
        String table = "kind_" + kind;
        service.sql(
                "create table " + table + " (k " + columns + ")",
                "insert into " + table + " select " + values + " from generate_series(1, 4) i",
                "analyze " + table);
        String before = snapshots.content(table);
        String id = snapshots.make(table);
        service.sql(
                "update " + table + " set v = null where ctid = '(0,1)'",
                "delete from " + table + " where ctid = '(0,2)'");

        // When
        List<Integer> differences = snapshots.differences(id, table);
        Service.Answer restored = snapshots.restoreRows(id, table, "all");

        // Then
        assertThat(differences).containsExactly(1, 1, 0, 2);
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(snapshots.content(table)).isEqualTo(before);
        assertThat(snapshots.differences(id, table)).containsExactly(0, 0, 0, 4);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "null_and_empty ~ text                ~ null  ~ ''",
                "scale          ~ numeric             ~ 1.0   ~ 1.00",
                "letters        ~ text collate loose  ~ 'a'   ~ 'A'",
                "zeros          ~ float8              ~ 0     ~ '-0'",
                "spaces         ~ bpchar              ~ 'a'   ~ 'a '",
                "json           ~ json                ~ '{}'  ~ '{ }'",
                "intervals      ~ interval            ~ '1 day' ~ '24:00'",
                "bytes          ~ bytea               ~ ''    ~ '\\x00'",
            })
    void valuesThatOnlyLookAlikeDiffer(String kind, String type, String then, String now) {
        // Given
        String table = "alike_" + kind;
        service.sql(
                "create collation if not exists loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "create table " + table + " (id int primary key, v " + type + ")",
                "insert into " + table + " values (1, " + then + "), (2, " + then + ")");
        String before = snapshots.content(table);
        String id = snapshots.make(table);
        service.sql("update " + table + " set v = " + now + " where id = 1");

        // When
        List<Integer> differences = snapshots.differences(id, table);
        Service.Answer restored = snapshots.restoreRows(id, table, "changed");

        // Then
        assertThat(differences).containsExactly(0, 1, 0, 1);
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(snapshots.content(table)).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {"scale ~ numeric ~ 1.0 ~ 1.00", "letters ~ text collate loose ~ 'a' ~ 'A'"})
    void keysThatOnlyLookAlikeDiffer(String kind, String type, String then, String now) {
        // Given
        String table = "key_alike_" + kind;
        service.sql(
                "create collation if not exists loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "create table " + table + " (k " + type + " primary key, v int)",
                "insert into " + table + " values (" + then + ", 1)");
        String before = snapshots.content(table);
        String id = snapshots.make(table);
        service.sql("update " + table + " set k = " + now);
        String changed = snapshots.content(table);

        // When
        List<Integer> differences = snapshots.differences(id, table);
        Service.Answer restored = snapshots.restoreRows(id, table, "all");
        String after = snapshots.content(table);
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(differences).containsExactly(0, 1, 0, 0);
        assertThat(after).as(restored.body()).isEqualTo(before);
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(snapshots.content(table)).isEqualTo(changed);
    }

    @Test
    void enumsOfTheTablesOwnSchemaAreNoDrift() {
        // Given
        service.sql(
                "create type no_drift_mood as enum ('sad', 'ok')",
                "create table no_drift (id int primary key, m no_drift_mood, a no_drift_mood[])",
                "insert into no_drift values (1, 'ok', '{sad}')");
        String id = snapshots.make("no_drift");

        // When
        Service.Answer diff = snapshots.diff(id, "no_drift");

        // Then
        assertThat(diff.json().get("retypedColumns")).isEmpty();
    }

    @Test
    @Tag("thorough")
    void aTableThatGrewALotSinceIsComparedInLittleMemory() {
        // Given
        try (Service own = Service.fresh().withJava("-Xmx160m").start()) {
            SnapshotDoor door = new SnapshotDoor(own);
            own.sql("create table grew (id bigint primary key, t text)");
            String id = door.make("grew");
            own.sql("insert into grew select i, 't' from generate_series(1, 1500000) i");

            // When
            List<Integer> differences = door.differences(id, "grew");

            // Then
            assertThat(differences).containsExactly(0, 0, 1_500_000, 0);
        }
    }
}
