package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tables that inherit from others, through snapshots: rows are each table's own, and what inherited does so again. */
@Tag("every-postgres")
class InheritanceIT {

    private static final String HEIRS = "select string_agg(inhrelid::regclass || ' of ' || inhparent::regclass, ', '"
            + " order by inhrelid::regclass::text, inhseqno) from pg_inherits i"
            + " join pg_class c on c.oid = i.inhrelid and c.relkind = 'r' where c.relname like '%s'";

    private final Service service = SharedService.get();
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    private void make(String name) {
        service.sql(
                "create table " + name + " (id int primary key, t text not null check (t <> ''))",
                "create table " + name + "_a (primary key (id)) inherits (" + name + ")",
                "create table " + name + "_b (n int, primary key (id)) inherits (" + name + ")",
                "insert into " + name + " values (1, 'own')",
                "insert into " + name + "_a select i, 'a' || i from generate_series(2, 20) i",
                "insert into " + name + "_b select i, 'b' || i, i from generate_series(21, 30) i");
    }

    private String contents(String name) {
        return snapshots.content(name)
                + snapshots.content("only " + name)
                + snapshots.content(name + "_a")
                + snapshots.content(name + "_b")
                + service.value(HEIRS.formatted(name + "%"));
    }

    private static String tables(String... names) {
        return ledger.Json.write(names);
    }

    @Test
    void whatWasDroppedWithAllThatInheritsFromItComesBackAsItWas() {
        // Given
        make("heirloom");
        String before = contents("heirloom");
        String id = snapshots.make("heirloom", "heirloom_a", "heirloom_b");
        service.sql("drop table heirloom cascade");

        // When
        Service.Answer verified = snapshots.verify(id);
        Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\"}");
        String after = contents("heirloom");
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(verified.status()).as(verified.body()).isEqualTo(200);
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored)).containsExactly(30, 30, 0, 0, 0);
        assertThat(after).isEqualTo(before);
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(service.value("select to_regclass('heirloom_a')")).isNull();
    }

    @Test
    void anHeirAloneComesBackBelowItsParent() {
        // Given
        make("entail");
        String before = contents("entail");
        String id = snapshots.make("entail", "entail_a", "entail_b");
        service.sql("drop table entail_a", "delete from entail where id in (1, 25)");

        // When
        Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\"}");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored)).containsExactly(30, 21, 0, 9, 0);
        assertThat(contents("entail")).isEqualTo(before);
    }

    @Test
    void anHeirWithoutItsParentIsRefusedAndNamed() {
        // Given
        make("orphan");
        String id = snapshots.make("orphan", "orphan_a", "orphan_b");
        service.sql("drop table orphan cascade");

        // When
        Service.Answer refused =
                snapshots.restore(id, "{\"into\": \"original\", \"tables\": " + tables("orphan_a") + "}");
        Service.Answer beside = snapshots.restore(id, "{\"into\": \"beside\", \"tables\": " + tables("orphan_a") + "}");
        Service.Answer parent = snapshots.restore(id, "{\"into\": \"original\", \"tables\": " + tables("orphan") + "}");

        // Then
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.json().get("detail").asText()).contains("orphan_a inherits from orphan");
        assertThat(beside.status()).as(beside.body()).isEqualTo(200);
        assertThat(beside.json().at("/detail/notes").toString()).contains("orphan_a2 stands alone");
        assertThat(parent.status()).as(parent.body()).isEqualTo(200);
        assertThat(parent.json().at("/detail/notes").toString())
                .contains("orphan_a inherited from orphan and is not there any more");
    }

    @Test
    void copiesBesideInheritFromEachOther() {
        // Given
        make("twin");
        String before = contents("twin");
        String id = snapshots.make("twin", "twin_a", "twin_b");

        // When
        Service.Answer restored = snapshots.restore(id, "{\"into\": \"beside\"}");
        Service.Answer again = snapshots.restore(id, "{\"into\": \"beside\"}");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(service.value(HEIRS.formatted("twin%")))
                .isEqualTo("twin_a of twin, twin_a2 of twin2, twin_b of twin, twin_b2 of twin2");
        assertThat(service.count("twin2")).isEqualTo(30);
        assertThat(service.count("only twin2")).isEqualTo(1);
        service.sql("drop table twin2 cascade");
        assertThat(contents("twin")).isEqualTo(before);
    }

    @Test
    void everyFormOfASetHoldsTheOwnRowsOfEach() {
        // Given
        make("form");
        String before = contents("form");

        for (String as : List.of("files", "avro", "parquet")) {
            // When
            String id = SnapshotDoor.idOf(
                    snapshots.ask("{\"as\": \"" + as + "\", \"tables\": " + tables("form", "form_a", "form_b") + "}"));
            service.sql("delete from form where id % 3 = 0", "update form set t = 'x' where id % 5 = 0");
            Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\"}");

            // Then
            assertThat(restored.status()).as(restored.body()).isEqualTo(200);
            assertThat(contents("form")).as(as).isEqualTo(before);
        }
    }

    @Test
    void aDrillOfAnHeirLeavesTheOthersAlone() {
        // Given
        make("drilled_heir");
        String before = contents("drilled_heir");

        // When
        Service.Answer drilled = service.post(
                "/api/v1/drills",
                "application/json",
                "{\"table\": \"drilled_heir_a\", \"rows\": \"all\"}",
                "Prefer",
                "wait=50");

        // Then
        assertThat(drilled.status()).as(drilled.body()).isEqualTo(200);
        assertThat(contents("drilled_heir")).isEqualTo(before);
    }
}
