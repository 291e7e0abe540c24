package blackbox;

import static blackbox.DrillDoor.contents;
import static blackbox.DrillDoor.customers;
import static blackbox.DrillDoor.drilled;
import static blackbox.DrillDoor.keptTables;
import static blackbox.DrillDoor.keys;
import static blackbox.DrillDoor.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A loss is rehearsed: rows go for real, and come back as they were. */
@Tag("every-postgres")
class DrillIT {

    private static final Service SERVICE = DrillDoor.service();

    @Test
    void rowsAreLostForRealAndComeBackAsTheyWere() {
        // Given
        customers("customers");
        String before = contents("customers");
        SERVICE.sql("create table places as select id, ctid as place from customers");

        // When
        JsonNode run = drilled("customers", 10, 42, true);

        // Then
        JsonNode detail = run.get("detail");
        assertThat(run.get("rows")).isEqualTo(rows(10, 10, 0, 0, 0));
        assertThat(contents("customers")).isEqualTo(before);
        assertThat(SERVICE.value("select string_agg(p.id::text, ',' order by p.id) from places p"
                        + " join customers c using (id) where c.ctid <> p.place"))
                .isEqualTo(keys(run));
        assertThat(detail.get("snapshot").asText()).isEqualTo("customers_backup");
        assertThat(detail.get("hashAfter")).isEqualTo(detail.get("hashBefore"));
        assertThat(detail.get("tableHashAfter")).isEqualTo(detail.get("tableHashBefore"));
        assertThat(detail.get("equal").asBoolean()).isTrue();
        assertThat(detail.get("touchedByOthers").asInt()).isZero();
        assertThat(detail.get("story")).extracting(JsonNode::asText).hasSize(4).satisfies(story -> assertThat(
                        String.valueOf(story))
                .contains("backed up 10 rows of customers into customers_backup")
                .contains("deleted 10 rows of customers")
                .contains("restored 10 rows from customers_backup")
                .contains("proved by their content hash"));
        assertThat(detail.get("seconds").properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactlyInAnyOrder("backup", "delete", "restore", "rto");
        assertThat(SERVICE.count("customers_backup")).isEqualTo(10);
        assertThat(SERVICE.value("select string_agg(name, ' ' order by done_at) from caravanserai.step where run = '"
                        + run.get("id").asText() + "'"))
                .isEqualTo("backup delete restore");
    }

    @Test
    void theSameSeedLosesTheSameRowsAndEachBackupHasANameOfItsOwn() {
        // Given
        customers("seeded");

        // When
        JsonNode first = drilled("seeded", 10, 7, true);
        JsonNode second = drilled("seeded", 10, 7, true);
        JsonNode other = drilled("seeded", 10, 8, true);

        // Then
        assertThat(keys(second)).isEqualTo(keys(first)).isNotEqualTo(keys(other));
        assertThat(List.of(first, second, other))
                .extracting(run -> run.get("detail").get("snapshot").asText())
                .containsExactly("seeded_backup", "seeded_backup_v1", "seeded_backup_v2");
        assertThat(SERVICE.get("/api/v1/snapshots/seeded_backup_v1").status()).isEqualTo(200);
    }

    @Test
    void aBackupThatIsNotToBeKeptGoesWithTheDrill() {
        // Given
        customers("unkept");
        SERVICE.sql(
                "create table unkept_orders (id int primary key, customer int references unkept on delete cascade)");
        SERVICE.sql("insert into unkept_orders select i, 1 + i % 100 from generate_series(1, 300) i");

        // When
        JsonNode run = drilled("unkept", 100, 1, false);

        // Then
        assertThat(run.get("rows")).isEqualTo(rows(400, 400, 0, 0, 0));
        assertThat(SERVICE.value("select to_regclass('unkept_backup')::text || to_regclass('unkept_orders_backup')"))
                .isNull();
        assertThat(SERVICE.get("/api/v1/snapshots/unkept_backup").status()).isEqualTo(404);
        assertThat(SERVICE.count("unkept_orders")).isEqualTo(300);
        assertThat(keptTables(run)).isZero();
    }

    @Test
    void aKeyOfSeveralColumnsTellsRowsApart() {
        // Given
        SERVICE.sql(
                "create table composite (a text collate \"C\", b numeric, c timestamptz, v text, primary key (c, a, b))",
                "insert into composite select 'a' || i % 3, i / 7.0, timestamptz '2020-01-01' + i * interval '1 us',"
                        + " case when i % 5 > 0 then 'v' || i end from generate_series(1, 200) i");
        String before = contents("composite");

        // When
        JsonNode run = drilled("composite", 50, 3, true);

        // Then
        assertThat(contents("composite")).isEqualTo(before);
        assertThat(run.get("detail").get("keys").get(0).properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactlyInAnyOrder("a", "b", "c");
        assertThat(run.get("detail").get("equal").asBoolean()).isTrue();
    }

    @Test
    void identitiesAndWhatTheServerComputesStayWhatTheyWere() {
        // Given
        SERVICE.sql(
                "create table computed (id int generated always as identity primary key, price numeric, n serial,"
                        + " gross numeric generated always as (price * 1.19) stored, at timestamptz default now())",
                "insert into computed (price) select i / 3.0 from generate_series(1, 50) i");
        String before = contents("computed");

        // When
        drilled("computed", 20, 5, true);

        // Then
        assertThat(contents("computed")).isEqualTo(before);
        SERVICE.sql("insert into computed (price) values (1)");
        assertThat(SERVICE.value("select max(id) || ' ' || max(n) from computed"))
                .isEqualTo("51 51");
    }

    @Test
    void namesMayBeAnything() {
        // Given
        SERVICE.sql(
                "create schema \"S; drop table customers --\"",
                "create table \"S; drop table customers --\".\"T?\"\" ' \\\" (\"Select\" int primary key, \"ü? \"\"x\"\"\" text)",
                "insert into \"S; drop table customers --\".\"T?\"\" ' \\\" select i, '?' || i from generate_series(1, 30) i");

        // When
        JsonNode run = drilled("S; drop table customers --.T?\" ' \\", 5, 1, true);

        // Then
        assertThat(run.get("rows")).isEqualTo(rows(5, 5, 0, 0, 0));
        assertThat(SERVICE.count("\"S; drop table customers --\".\"T?\"\" ' \\\""))
                .isEqualTo(30);
        assertThat(run.get("detail").get("snapshot").asText())
                .isEqualTo("S; drop table customers --.\"T?\"\" ' \\_backup\"");
    }

    @Test
    void triggersSleepAndWakeUpAsTheyWere() {
        // Given
        SERVICE.sql(
                "create table audit (what text)",
                "create function audited() returns trigger language plpgsql as"
                        + " $$ begin insert into audit values (tg_op || ' ' || tg_table_name); return coalesce(new, old); end $$",
                "create function touched() returns trigger language plpgsql as"
                        + " $$ begin new.updated_at := now(); return new; end $$",
                "create table watched (id int primary key, updated_at timestamptz default '2001-01-01')",
                "create table watched_child (id int primary key, w int references watched on delete cascade,"
                        + " v int references watched on delete set null)",
                "create table watched_part (id int, w int references watched on delete cascade, primary key (id, w))"
                        + " partition by range (w)",
                "create table watched_part_1 partition of watched_part for values from (0) to (1000)",
                "insert into watched select generate_series(1, 20)",
                "insert into watched_child select i, i, 21 - i from generate_series(1, 20) i",
                "insert into watched_part select i, i from generate_series(1, 20) i",
                "create trigger a after insert or update or delete on watched for each row execute function audited()",
                "create trigger b before insert or update on watched for each row execute function touched()",
                "create trigger c after delete on watched for each statement execute function audited()",
                "create trigger d after insert on watched for each row execute function audited()",
                "create trigger e after insert on watched for each row execute function audited()",
                "create constraint trigger f after insert on watched deferrable initially deferred"
                        + " for each row execute function audited()",
                "alter table watched disable trigger d",
                "alter table watched enable always trigger e",
                "alter table watched enable replica trigger c",
                "create trigger g before insert or update or delete on watched_child"
                        + " for each row execute function audited()",
                "create trigger h before insert or update or delete on watched_part"
                        + " for each row execute function audited()",
                "create trigger i before insert or update or delete on watched_part_1"
                        + " for each row execute function audited()");
        String triggers =
                "select string_agg(tgrelid::regclass || ' ' || tgname || tgenabled::text, ' ' order by tgrelid, tgname)"
                        + " from pg_trigger where tgname ~ '^.$'";
        String asTheyWere = SERVICE.value(triggers);
        String before = contents("watched", "watched_child", "watched_part");

        // When
        drilled("watched", 5, 1, true);

        // Then
        assertThat(SERVICE.value("select string_agg(what, ', ') from audit")).isNull();
        assertThat(contents("watched", "watched_child", "watched_part")).isEqualTo(before);
        assertThat(SERVICE.value(triggers)).isEqualTo(asTheyWere);
    }

    @Test
    void drillsComeByThemselvesWhenASchedulSaysSo() {
        // Given
        try (Service service = Service.fresh()
                .with("DRILL_CRON", "* * * * * ?")
                .with("DRILL_TABLES", "scheduled,nowhere")
                .with("DRILL_ROWS", "5")
                .start()) {
            customers(service, "scheduled");

            // When
            Service.await(
                    "some drills were done",
                    () -> Long.parseLong(
                                    service.value(
                                            "select count(*) from caravanserai.run where kind = 'drill' and door = 'timer' and state = 'done'"))
                            > 2);

            // Then
            assertThat(service.count("scheduled")).isLessThanOrEqualTo(100);
            assertThat(service.value("select count(distinct detail ->> 'seed') > 1 from caravanserai.run"
                            + " where state = 'done'"))
                    .isEqualTo("t");
            assertThat(service.value(
                            "select distinct state || rows_in from caravanserai.run where subject = 'nowhere'"))
                    .isEqualTo("refused0");
            service.stop();
            assertThat(service.everyRowIsAccountedFor()).isTrue();
        }
    }
}
