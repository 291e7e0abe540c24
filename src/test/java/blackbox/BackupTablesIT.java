package blackbox;

import static blackbox.SnapshotDoor.idOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Snapshots as tables beside. */
class BackupTablesIT {

    private final Service service = SharedService.get();
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    @Test
    void backupTablesAreNumberedAndNeverOverwritten() {
        // Given
        service.sql(
                "create table customers_kept (id int primary key, name text)",
                "comment on column customers_kept.name is 'full'",
                "insert into customers_kept values (1, 'a'), (2, 'b')");
        String body = "{\"tables\": [\"customers_kept\"], \"as\": \"table\"}";

        // When
        String first = idOf(snapshots.ask(body));
        service.sql("insert into customers_kept values (3, 'c')");
        String second = idOf(snapshots.ask(body));
        service.sql("insert into customers_kept values (4, 'd')");
        String third = idOf(snapshots.ask(body));

        // Then
        assertThat(List.of(first, second, third))
                .containsExactly("customers_kept_backup", "customers_kept_backup_v1", "customers_kept_backup_v2");
        assertThat(service.count(first)).isEqualTo(2);
        assertThat(service.count(second)).isEqualTo(3);
        assertThat(service.count(third)).isEqualTo(4);
        assertThat(service.value("select string_agg(format_type(atttypid, atttypmod), ' ' order by attnum) ||"
                        + " col_description('customers_kept_backup'::regclass, 2) from pg_attribute"
                        + " where attrelid = 'customers_kept_backup'::regclass and attnum > 0"))
                .isEqualTo("integer textfull");
        assertThat(service.value("select contype from pg_constraint where conrelid = 'customers_kept_backup'::regclass"
                        + " and contype = 'p'"))
                .isEqualTo("p");
        assertThat(snapshots.ids()).contains(first, second, third);
        assertThat(snapshots.verify(third).status()).isEqualTo(200);
    }

    @Test
    void aBackupTableThatWasChangedFailsItsVerification() {
        // Given
        service.sql("create table meddled (id int primary key)", "insert into meddled values (1)");
        String id = idOf(snapshots.ask("{\"tables\": [\"meddled\"], \"as\": \"table\"}"));
        service.sql("insert into meddled_backup values (2)");

        // When
        Service.Answer verified = snapshots.verify(id);

        // Then
        assertThat(verified.status()).as(verified.body()).isEqualTo(422);
        assertThat(verified.json().get("detail").asText()).contains("meddled_backup");
    }

    @Test
    void rowsComeBackFromABackupTable() {
        // Given
        service.sql(
                "create table put_back (id int generated always as identity primary key, c text, g text generated always as"
                        + " (upper(c)) stored)",
                "insert into put_back (c) select 'c' || i from generate_series(1, 100) i");
        String before = snapshots.content("put_back");
        String id = idOf(snapshots.ask("{\"tables\": [\"put_back\"], \"as\": \"table\"}"));
        service.sql(
                "delete from put_back where id % 10 = 0",
                "update put_back set c = 'x' where id % 10 = 1", "insert into put_back (c) values ('added')");

        // When
        List<Integer> differences = snapshots.differences(id, "put_back");
        Service.Answer restored = snapshots.restoreRows(id, "put_back", "all");

        // Then
        assertThat(differences).containsExactly(10, 10, 1, 80);
        assertThat(SnapshotDoor.rows(restored)).containsExactly(101, 21, 0, 80, 0);
        assertThat(snapshots.content("put_back")).isEqualTo(before);
    }

    @Test
    void aBackupTableMayHoldChosenRowsOrASample() {
        // Given
        service.sql(
                "create table chosen (id int primary key, j jsonb)",
                "insert into chosen select i, '{\"k\": 1}' from generate_series(1, 100) i");

        // When
        Service.Answer where =
                snapshots.ask("{\"tables\": [\"chosen\"], \"as\": \"table\", \"where\": \"id > 90 and j ? 'k'\"}");
        Service.Answer sample = snapshots.ask("{\"tables\": [\"chosen\"], \"as\": \"table\", \"sample\": 7}");

        // Then
        assertThat(where.json().at("/rows/loaded").asInt()).as(where.body()).isEqualTo(10);
        assertThat(service.value("select min(id) from chosen_backup")).isEqualTo("91");
        assertThat(sample.json().at("/rows/loaded").asInt()).as(sample.body()).isEqualTo(7);
        assertThat(snapshots.differences("chosen_backup", "chosen")).containsExactly(0, 0, 0, 10);
    }

    @Test
    void aDeletedBackupTableIsDroppedAndItsNameIsFreeAgain() {
        // Given
        service.sql("create table named_again (id int primary key)");
        String body = "{\"tables\": [\"named_again\"], \"as\": \"table\"}";
        String first = idOf(snapshots.ask(body));

        // When
        Service.Answer deleted = snapshots.delete(first);
        String second = idOf(snapshots.ask(body));
        service.sql("drop table named_again_backup");
        String third = idOf(snapshots.ask(body));

        // Then
        assertThat(deleted.status()).as(deleted.body()).isEqualTo(200);
        assertThat(List.of(first, second, third)).containsOnly("named_again_backup");
        assertThat(snapshots.show(third).status()).isEqualTo(200);
    }

    @Test
    void severalTablesThatTakeTheirTimeAreKeptAtOnce() {
        // Given
        service.sql(
                "create table slow_a as select i from generate_series(1, 10) i",
                "create table slow_b as select i from generate_series(1, 10) i",
                """
                create function take_your_time() returns event_trigger language plpgsql as $$
                begin
                    if exists (select from pg_event_trigger_ddl_commands() where object_identity like 'public.slow%') then
                        perform pg_sleep(1.3);
                    end if;
                end $$""",
                "create event trigger take_your_time on ddl_command_end execute function take_your_time()");

        // When
        Service.Answer answer;
        try {
            answer = snapshots.ask("{\"tables\": [\"slow_a\", \"slow_b\"], \"as\": \"table\"}");
        } finally {
            service.sql("drop event trigger take_your_time");
        }

        // Then
        assertThat(answer.json().get("state").asText()).as(answer.body()).isEqualTo("done");
        assertThat(answer.json().at("/rows/in").asInt()).isEqualTo(20);
        assertThat(service.log())
                .content()
                .doesNotContain(answer.json().get("id").asText() + " is tried again");
    }
}
