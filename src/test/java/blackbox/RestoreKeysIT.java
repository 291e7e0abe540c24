package blackbox;

import static blackbox.SnapshotDoor.idOf;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys choose the rows that are restored. */
@Tag("every-postgres")
class RestoreKeysIT {

    private final Service service = SharedService.get();
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "scalars ~ [1, 11, 101]",
                "objects ~ [{\"id\": 1}, {\"id\": 11}, {\"id\": 101}]",
                "arrays ~ [[1], [11], [101]]"
            })
    void keysChooseRows(String shape, String keys) {
        // Given
        String table = "keyed_" + shape;
        String id = snapshots.damaged(table);

        // When
        Service.Answer restored = snapshots.restore(
                id,
                "{\"tables\": [\"" + table + "\"], \"into\": \"original\", \"rows\": \"all\", \"keys\": " + keys + "}");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored).get(1)).isEqualTo(3);
        assertThat(snapshots.differences(id, table)).containsExactly(9, 9, 4, 82);
    }

    @Test
    void rowsThatWereNotAskedForAreNotCalledUnchanged() {
        // Given
        String id = snapshots.damaged("not_asked");

        // When
        Service.Answer restored = snapshots.restore(
                id,
                "{\"tables\": [\"not_asked\"], \"into\": \"original\", \"rows\": \"all\", \"keys\": [1, 2, 11, 50, 999]}");

        // Then
        assertThat(restored.json().at("/rows/loaded").asInt())
                .as(restored.body())
                .isEqualTo(3);
        assertThat(restored.json().at("/rows/unchanged").asInt())
                .as(restored.body())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"files, int, i", "table, int, i", "files, text, i::text", "table, text, i::text"})
    void keysThatTheSnapshotDoesNotHoldAreNotCalledUnchanged(String as, String type, String key) {
        // Given
        String table = "not_held_" + as + "_" + type;
        service.sql(
                "create table " + table + " (id " + type + " primary key, n int)",
                "insert into " + table + " select " + key + ", i from generate_series(1, 100) i");
        String id = idOf(
                snapshots.ask("{\"tables\": [\"" + table + "\"], \"as\": \"" + as + "\", \"where\": \"n <= 50\"}"));
        service.sql("delete from " + table + " where n = 1", "update " + table + " set n = -n where n in (2, 60)");

        // When
        Service.Answer restored = snapshots.restore(
                id, "{\"into\": \"original\", \"rows\": \"all\", \"keys\": [1, 2, 3, 60, 61, 999, 999]}");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored)).as(restored.body()).containsExactly(3, 2, 0, 1, 0);
        assertThat(restored.json().at("/detail/tables/0/same").asInt()).isEqualTo(1);
        assertThat(restored.json().at("/detail/tables/0/keysNotHeld").asInt()).isEqualTo(3);
    }

    @Test
    void keysOfSeveralColumnsAreArraysOrObjects() {
        // Given
        service.sql(
                "create table keyed_two (a text, b date, v int, primary key (a, b))",
                "insert into keyed_two values ('x', '2024-01-01', 1), ('x', '2024-01-02', 2), ('y', '2024-01-01', 3)");
        String id = snapshots.make("keyed_two");
        service.sql("truncate keyed_two");

        // When
        Service.Answer restored = snapshots.restore(
                id,
                "{\"tables\": [\"keyed_two\"], \"into\": \"original\", \"rows\": \"missing\","
                        + " \"keys\": [[\"x\", \"2024-01-02\"], {\"b\": \"2024-01-01\", \"a\": \"y\"}]}");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(service.value("select string_agg(v::text, ' ' order by v) from keyed_two"))
                .isEqualTo("2 3");
    }
}
