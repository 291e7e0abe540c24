package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An undo spares what came after the restore and was never kept: rows of other tables, and values in new columns. */
class UndoSparesIT {

    private final Service service = SharedService.get();
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    /** Rows in, loaded and skipped by the undo, and its note. */
    private String undoOf(Service.Answer undone) {
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        return service.value("select rows_in || ' ' || rows_loaded || ' ' || rows_skipped || coalesce(' ' ||"
                + " (detail ->> 'note'), '') from caravanserai.run where id::text = '"
                + undone.json().at("/detail/undoneBy").asText() + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cascade", "set null", "set default"})
    void aRowThatOthersCameToReferToStays(String onDelete) {
        // Given
        String customers = "spared_customers_" + onDelete.replace(' ', '_');
        String orders = "spared_orders_" + onDelete.replace(' ', '_');
        service.sql(
                "create table " + customers + " (id int primary key)",
                "insert into " + customers + " select generate_series(1, 10)",
                "create table " + orders + " (id int primary key, customer int default 1 references " + customers
                        + " on delete " + onDelete + ")");
        String id = snapshots.make(customers);
        service.sql("delete from " + customers + " where id in (6, 7)");
        Service.Answer restored = snapshots.restoreRows(id, customers, "missing");
        service.sql("insert into " + orders + " values (1, 7)");

        // When
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(undoOf(undone))
                .isEqualTo("2 1 1 1 rows were touched since and are left as they are; 1 of them only by rows that refer"
                        + " to them and would be deleted or blanked along");
        assertThat(service.value("select string_agg(id || ' ' || customer, ', ') from " + orders))
                .isEqualTo("1 7");
        assertThat(service.value("select string_agg(id::text, ' ') from " + customers + " where id in (6, 7)"))
                .isEqualTo("7");
    }

    @Test
    void whatAStayingRowRefersToStaysToo() {
        // Given
        service.sql(
                "create table spared_chain (id int primary key, boss int references spared_chain on delete cascade)",
                "insert into spared_chain values (1, null), (2, 1), (3, 2), (4, null), (5, 4)");
        String id = snapshots.make("spared_chain");
        service.sql("truncate spared_chain");
        Service.Answer restored = snapshots.restoreRows(id, "spared_chain", "missing");
        service.sql("insert into spared_chain values (9, 3)");

        // When
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(undoOf(undone)).startsWith("5 2 3 3 rows were touched since");
        assertThat(service.value("select string_agg(id::text, ' ' order by id) from spared_chain"))
                .isEqualTo("1 2 3 9");
    }

    @Test
    void rowsThatTheRestorePutInTogetherGoTogether() {
        // Given
        service.sql(
                "create table together_a (id int primary key, b int)",
                "create table together_b (id int primary key, a int references together_a on delete cascade)"
                        + " partition by hash (id)",
                "create table together_b_0 partition of together_b for values with (modulus 2, remainder 0)",
                "create table together_b_1 partition of together_b for values with (modulus 2, remainder 1)",
                "alter table together_a add foreign key (b) references together_b on delete cascade deferrable",
                "begin; set constraints all deferred; insert into together_a select i, i from generate_series(1, 20) i;"
                        + " insert into together_b select i, i from generate_series(1, 20) i; commit");
        String id = snapshots.make("together_a", "together_b");
        service.sql("truncate together_a, together_b");
        Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\"}");
        service.sql("insert into together_b values (21, 7)");

        // When
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(undoOf(undone)).startsWith("40 38 2 2 rows were touched since");
        assertThat(service.value("select string_agg(id::text, ' ' order by id) from together_a"))
                .isEqualTo("7");
        assertThat(service.value("select string_agg(id::text, ' ' order by id) from together_b"))
                .isEqualTo("7 21");
    }

    @Test
    void aRowThatSomebodyIsAboutToReferToStays() throws SQLException {
        // Given
        service.sql(
                "create table late_customers (id int primary key)",
                "insert into late_customers values (7)",
                "create table late_orders (id int primary key, customer int references late_customers on delete cascade)");
        String id = snapshots.make("late_customers");
        service.sql("delete from late_customers");
        Service.Answer restored = snapshots.restoreRows(id, "late_customers", "missing");
        String undo;
        try (Connection other = service.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("insert into late_orders values (1, 7)");

            // When
            undo = snapshots.beginUndo(restored);
            snapshots.awaitWaiting();
            other.commit();
        }

        // Then
        snapshots.awaitEnd(undo);
        assertThat(service.count("late_customers")).isEqualTo(1);
        assertThat(service.count("late_orders")).isEqualTo(1);
    }

    @Test
    void aTableThatGotAColumnSinceIsNotDropped() {
        // Given
        service.sql("create table grown (id int primary key)", "insert into grown select generate_series(1, 3)");
        String id = snapshots.make("grown");
        service.sql("drop table grown");
        Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\"}");
        service.sql("alter table grown add column discount numeric", "update grown set discount = id");

        // When
        Service.Answer refused = snapshots.undo(restored);
        String discounts = service.value("select string_agg(discount::text, ' ' order by id) from grown");
        service.sql("alter table grown drop column discount");
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(refused.status()).as(refused.body()).isEqualTo(409);
        assertThat(refused.json().get("detail").asText())
                .isEqualTo("grown has columns that it had not when it was restored: discount");
        assertThat(refused.json().get("hint").asText()).startsWith("drop them");
        assertThat(discounts).isEqualTo("1 2 3");
        assertThat(undoOf(undone)).isEqualTo("3 3 0");
        assertThat(service.value("select to_regclass('grown')")).isNull();
    }

    @Test
    void rowsWithValuesInColumnsThatCameSinceStay() {
        // Given
        String id = snapshots.damaged("filled");
        Service.Answer restored = snapshots.restoreRows(id, "filled", "all");
        service.sql(
                "alter table filled add column plain text, add column list text[] default '{\"a,b\",\"c\\\"d\"}',"
                        + " add column fixed char(5) default 'abc', add column amount numeric(10,2) default 0,"
                        + " add column number float8 default 0.1",
                "update filled set plain = 'mine' where id in (1, 11)",
                "update filled set list = null, amount = 5 where id in (2, 12)",
                "update filled set fixed = null where id = 3");

        // When
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(undoOf(undone)).isEqualTo("25 21 4 4 rows were touched since and are left as they are");
        assertThat(service.value("select string_agg(id || coalesce(plain, '') || amount, ' ' order by id) from filled"
                        + " where id <= 10 or t = 't' || id and id <= 20"))
                .isEqualTo("1mine0.00 25.00 11mine0.00 125.00");
        assertThat(service.value("select detail -> 'tables' -> 0 -> 'newColumns' from caravanserai.run where id::text ="
                        + " '" + undone.json().at("/detail/undoneBy").asText() + "'"))
                .isEqualTo("[\"plain\", \"list\", \"fixed\", \"amount\", \"number\"]");
    }
}
