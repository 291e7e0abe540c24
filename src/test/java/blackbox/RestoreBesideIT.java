package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of tables stand where they were asked for, and are told from tables of users. */
@Tag("every-postgres")
class RestoreBesideIT {

    private final Service service = SharedService.get();
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    private void make(String... tables) {
        for (String table : tables) {
            service.sql(
                    "create table " + table + " (id int primary key, v text)",
                    "insert into " + table + " select g, 'v' || g from generate_series(1, 10) g");
        }
    }

    private Service.Answer restore(String id, String body) {
        return snapshots.restore(id, body);
    }

    private static String table(Service.Answer restored, int place) {
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        return restored.json().at("/detail/tables/" + place + "/table").asText();
    }

    private static String notes(Service.Answer restored) {
        return restored.json().at("/detail/notes").toString();
    }

    private String kept(String... tables) {
        make(tables);
        return snapshots.make(tables);
    }

    @Test
    void aNameSaysItsSchemaWhichIsThereOrIsMadeWhereThatIsSaid() {
        // Given
        String id = kept("named_in");
        service.sql("create schema named_other");

        // When
        Service.Answer there = restore(id, "{\"into\": \"named_other.c21\"}");
        Service.Answer missing = restore(id, "{\"into\": \"named_none.c21\"}");
        Service.Answer made = restore(id, "{\"into\": \"\\\"named.new\\\".\\\"c.21\\\"\", \"createSchema\": true}");

        // Then
        assertThat(table(there, 0)).isEqualTo("named_other.c21");
        assertThat(service.count("named_other.c21")).isEqualTo(10);
        assertThat(missing.status()).isEqualTo(422);
        assertThat(missing.json().get("hint").asText()).contains("createSchema");
        assertThat(table(made, 0)).isEqualTo("\"named.new\".\"c.21\"");
        assertThat(service.count("\"named.new\".\"c.21\"")).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"caravanserai.x\"",
                "\"caravanserai_kept.x\"",
                "\"pg_catalog.x\"",
                "\"information_schema.x\"",
                "{\"schema\": \"caravanserai\"}",
                "{\"schema\": \"caravanserai_mine\"}",
            })
    void schemasThatAreNotForTablesOfUsersAreRefused(String into) {
        // Given
        String table = "reserved_" + Integer.toHexString(into.hashCode());
        String id = kept(table);

        // When
        Service.Answer refused = restore(id, "{\"createSchema\": true, \"into\": " + into + "}");

        // Then
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
    }

    @Test
    void manyTablesGoIntoASchemaAndTheirForeignKeysFollow() {
        // Given
        make("audited");
        service.sql(
                "create table auditing (id int primary key, a int references audited)",
                "insert into auditing values (1, 1)");
        String id = snapshots.make("audited", "auditing");

        // When
        Service.Answer refused = restore(id, "{\"into\": {\"schema\": \"audit\"}}");
        Service.Answer restored = restore(id, "{\"into\": {\"schema\": \"audit\"}, \"createSchema\": true}");

        // Then
        assertThat(refused.status()).isEqualTo(422);
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(service.count("audit.audited")).isEqualTo(10);
        assertThat(service.value(
                        "select confrelid::regclass from pg_constraint where conrelid = 'audit.auditing'::regclass"
                                + " and contype = 'f'"))
                .isEqualTo("audit.audited");
    }

    @Test
    void aNameThatIsTakenByATableOfSomebodysIsLeftToItAndTold() {
        // Given
        String id = kept("taken_1", "taken_12");

        // When
        Service.Answer restored = restore(id, "{\"into\": \"beside\"}");

        // Then
        assertThat(table(restored, 0) + " " + table(restored, 1))
                .contains("taken_13")
                .contains("taken_122");
        assertThat(notes(restored)).contains("taken_12 is another table, and stays; the copy of taken_1 is taken_13");
        assertThat(service.count("taken_12")).isEqualTo(10);
        assertThat(service.count("taken_13")).isEqualTo(10);
    }

    @Test
    void aCopyThatNobodyTouchedIsReplacedAndOneThatWasTouchedStays() {
        // Given
        String id = kept("again");
        String all = "{\"into\": \"beside\"}";

        // When
        Service.Answer first = restore(id, all);
        String made = service.value("select 'again2'::regclass::oid");
        Service.Answer second = restore(id, all);
        String madeAgain = service.value("select 'again2'::regclass::oid");
        service.sql("update again2 set v = 'mine' where id = 1");
        Service.Answer third = restore(id, all);
        service.sql("create view on_again as select * from again3");
        Service.Answer fourth = restore(id, all);
        Service.Answer undone = snapshots.undo(first);

        // Then
        assertThat(table(first, 0)).isEqualTo("again2");
        assertThat(table(second, 0)).isEqualTo("again2");
        assertThat(madeAgain).isNotEqualTo(made);
        assertThat(table(third, 0)).isEqualTo("again3");
        assertThat(notes(third)).contains("again2 was changed since a restore made it");
        assertThat(table(fourth, 0)).isEqualTo("again4");
        assertThat(service.value("select v from again2 where id = 1")).isEqualTo("mine");
        assertThat(undone.status()).as(undone.body()).isEqualTo(409);
        assertThat(service.count("again2")).isEqualTo(10);
    }

    @Test
    void copiesThatReferToEachOtherAreReplacedTogether() {
        // Given
        make("pair_a");
        service.sql(
                "create table pair_b (id int primary key, a int references pair_a)",
                "insert into pair_b values (1, 1)");
        String id = snapshots.make("pair_a", "pair_b");

        // When
        restore(id, "{}");
        Service.Answer again = restore(id, "{}");

        // Then
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(service.value("select confrelid::regclass from pg_constraint where conrelid = 'pair_b2'::regclass"
                        + " and contype = 'f'"))
                .isEqualTo("pair_a2");
        assertThat(service.value("select to_regclass('pair_a3')")).isNull();
    }

    @Test
    void aTableOfANameThatIsTakenIsRefusedUnlessItIsTheUntouchedCopy() {
        // Given
        String id = kept("fixed");
        make("fixed_other");

        // When
        Service.Answer taken = restore(id, "{\"into\": \"fixed_other\"}");
        restore(id, "{\"into\": \"fixed_copy\"}");
        Service.Answer again = restore(id, "{\"into\": \"fixed_copy\"}");
        service.sql("delete from fixed_copy where id = 1");
        Service.Answer touched = restore(id, "{\"into\": \"fixed_copy\"}");

        // Then
        assertThat(taken.status()).as(taken.body()).isEqualTo(409);
        assertThat(taken.json().get("hint").asText()).doesNotContain("drop");
        assertThat(table(again, 0)).isEqualTo("fixed_copy");
        assertThat(touched.status()).as(touched.body()).isEqualTo(409);
    }

    @Test
    void copiesAreNoTablesOfTheirOwn() {
        // Given
        String id = kept("left_out");
        restore(id, "{}");

        // When
        Service.Answer made = snapshots.ask("");

        // Then
        assertThat(made.json().at("/detail/tables").findValuesAsText("table"))
                .contains("left_out")
                .doesNotContain("left_out2");
    }
}
