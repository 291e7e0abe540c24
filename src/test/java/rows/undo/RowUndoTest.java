package rows.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import ledger.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Catalog;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Table;
import postgres.TableName;
import postgres.TestServer;
import rows.TableCopy;
import rows.change.BeforeImages;
import rows.change.RowChanges;
import rows.change.RowChoice;
import rows.change.RowRestore;

class RowUndoTest {

    private static final TableName LIVE = new TableName("public", "live");

    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
        connection.setAutoCommit(false);
        execute("create schema caravanserai_kept; create table live (id int primary key, name text unique);"
                + " insert into live values (1, 'a'), (2, 'b'), (3, 'c')");
    }

    @AfterEach
    void close() throws Exception {
        connection.rollback();
        connection.close();
    }

    private void execute(String sql) throws Exception {
        SessionSettings.ordinaryNames(connection);
        Query.execute(connection, sql);
    }

    /** Changes rows by these statements, and restores them. */
    private BeforeImages restored(String... changes) throws Exception {
        UUID run = UUID.randomUUID();
        TableCopy source = TableCopy.of(connection, LIVE);
        for (String change : changes) {
            execute(change);
        }
        RowRestore restore = RowRestore.of(
                connection,
                run,
                RowChoice.CHANGED,
                null,
                source,
                Catalog.exact(connection, LIVE).orElseThrow());
        BeforeImages before = BeforeImages.before(connection, run, 0, restore, true);
        SessionSettings.ordinaryNames(connection);
        new RowChanges(connection, List.of(restore)).apply();
        before.after(connection);
        return before;
    }

    private BeforeImages swapped() throws Exception {
        return restored(
                "update live set name = 'for now' where id = 1",
                "update live set name = 'a' where id = 2",
                "update live set name = 'b' where id = 1");
    }

    private List<String> names() throws Exception {
        return Query.list(connection, "select name from public.live order by id", row -> row.getString(1));
    }

    private void trigger(String when) throws Exception {
        execute("create function seen() returns trigger language plpgsql as $$ begin return null; end $$;"
                + " create trigger seen " + when + " on live for each row execute function seen()");
    }

    @Test
    void rowsThatGotTheirUniqueValuesBackAreSwappedAgain() throws Exception {
        // Given
        BeforeImages before = swapped();

        // When
        long changedBack = RowUndo.of(connection, before).changeBack();

        // Then
        assertThat(changedBack).isEqualTo(2);
        assertThat(names()).containsExactly("b", "a", "c");
    }

    @Test
    void rowsThatFollowedEachOtherGoBackOneByOneBesideATrigger() throws Exception {
        // Given
        trigger("after insert or update or delete");
        BeforeImages before = restored(
                "update live set name = 'd' where id = 3",
                "update live set name = 'c' where id = 2",
                "update live set name = 'b' where id = 1");

        // When
        long changedBack = RowUndo.of(connection, before).changeBack();

        // Then
        assertThat(changedBack).isEqualTo(3);
        assertThat(names()).containsExactly("b", "c", "d");
    }

    @Test
    void rowsThatSwappedWhatNoTwoMayHaveAreSwappedAgain() throws Exception {
        // Given
        execute("alter table live drop constraint live_name_key,"
                + " add exclude using gist (int4range(ascii(name), ascii(name), '[]') with &&)");
        BeforeImages before = swapped();

        // When
        long changedBack = RowUndo.of(connection, before).changeBack();

        // Then
        assertThat(changedBack).isEqualTo(2);
        assertThat(names()).containsExactly("b", "a", "c");
    }

    @Test
    void aSwapThatATriggerWouldSeeIsDoneInPlace() throws Exception {
        // Given
        BeforeImages before = swapped();
        trigger("after delete");

        // When
        long changedBack = RowUndo.of(connection, before).changeBack();

        // Then
        assertThat(changedBack).isEqualTo(2);
        assertThat(names()).containsExactly("b", "a", "c");
    }

    @Test
    void aValueThatAnotherRowTookSinceIsNotTakenFromIt() throws Exception {
        // Given
        BeforeImages before = swapped();
        execute("update live set name = 'd' where id = 1; update live set name = 'a' where id = 3");

        // When / Then
        RowUndo undo = RowUndo.of(connection, before);
        assertThatThrownBy(undo::changeBack)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("rows of live hold each other's unique values");
    }

    @Test
    void anUndoThatADroppedColumnStopsSaysSo() throws Exception {
        // Given
        BeforeImages before = swapped();
        execute("alter table live drop column name");

        // When, Then
        assertThatThrownBy(() -> RowUndo.of(connection, before))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("live lost columns since that run: name");
    }

    @Test
    void anUndoWhoseCountsDoNotAddUpIsNone() throws Exception {
        // Given
        BeforeImages before = swapped();
        execute("create function skip() returns trigger language plpgsql as $$ begin return null; end $$;"
                + " create trigger skip before update on live for each row when (old.id = 1) execute function skip()");
        RowUndo undo = RowUndo.of(connection, before);

        // When, Then
        assertThatThrownBy(() -> undo.requireAll(1))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("does not add up");
    }

    @Test
    void tablesThatReferToEachOtherInACircleAreTakenBackAtOnce() throws Exception {
        // Given
        execute("create table store (id int primary key, manager int not null);"
                + " create table staff (id int primary key, store int not null references store);"
                + " insert into store values (1, 1), (2, 2); insert into staff values (1, 1), (2, 2), (3, 1);"
                + " alter table store add foreign key (manager) references staff");
        List<RowUndo> undos = allRestored(
                "truncate store, staff; with s as (insert into store values (7, 7)) insert into staff values (7, 7);"
                        + " update live set name = 'x' where id = 1; update live set name = 'a' where id = 2;"
                        + " update live set name = 'b' where id = 1",
                "store",
                "staff",
                "live");

        // When
        List<RowUndos.Done> done = new RowUndos(connection, undos).apply();

        // Then
        assertThat(done)
                .containsExactly(new RowUndos.Done(2, 0, 1), new RowUndos.Done(3, 0, 1), new RowUndos.Done(0, 2, 0));
        assertThat(Query.list(connection, "select t::text from staff t", row -> row.getString(1)))
                .containsExactly("(7,7)");
        assertThat(names()).containsExactly("b", "a", "c");
    }

    @Test
    void aParentThatRowsReferToOnlyUntilTheyAreChangedBackGoes() throws Exception {
        // Given
        execute("create table parent (id int primary key); create table child (id int primary key, p int references"
                + " parent); insert into parent values (1), (2); insert into child values (1, 2), (2, 1)");
        List<RowUndo> undos = allRestored("update child set p = 1; delete from parent where id = 2", "parent", "child");

        // When
        List<RowUndos.Done> done = new RowUndos(connection, undos).apply();

        // Then
        assertThat(done).containsExactly(new RowUndos.Done(1, 0, 0), new RowUndos.Done(0, 1, 0));
        assertThat(Query.list(connection, "select t::text from public.child t order by id", row -> row.getString(1)))
                .containsExactly("(1,1)", "(2,1)");
    }

    @Test
    void rowsOfOneTableThatReferToEachOtherComeBackAtOnce() throws Exception {
        // Given
        execute("create table tree (id int primary key, up int not null references tree);"
                + " insert into tree values (1, 1)");
        List<RowUndo> undos = allRestored("insert into tree values (2, 2); update tree set up = 2", "tree");

        // When
        List<RowUndos.Done> done = new RowUndos(connection, undos).apply();

        // Then
        assertThat(done).containsExactly(new RowUndos.Done(0, 1, 1));
        assertThat(Query.list(connection, "select t::text from public.tree t order by id", row -> row.getString(1)))
                .containsExactly("(1,2)", "(2,2)");
    }

    /** Changes rows of these tables by a statement, and restores all of them. */
    private List<RowUndo> allRestored(String change, String... tables) throws Exception {
        UUID run = UUID.randomUUID();
        List<TableCopy> copies = new ArrayList<>();
        for (String table : tables) {
            copies.add(TableCopy.of(connection, new TableName("public", table)));
        }
        execute(change);
        List<RowRestore> restores = new ArrayList<>();
        List<BeforeImages> before = new ArrayList<>();
        for (TableCopy copy : copies) {
            Table live = Catalog.exact(connection, copy.table()).orElseThrow();
            restores.add(RowRestore.of(connection, run, RowChoice.ALL, null, copy, live));
        }
        for (RowRestore restore : restores) {
            before.add(BeforeImages.before(connection, run, before.size(), restore, true));
        }
        SessionSettings.ordinaryNames(connection);
        new RowChanges(connection, restores).apply();
        List<RowUndo> undos = new ArrayList<>();
        for (BeforeImages rows : before) {
            rows.after(connection);
            undos.add(RowUndo.of(connection, rows));
        }
        return undos;
    }
}
