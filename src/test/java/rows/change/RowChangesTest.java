package rows.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import ledger.DeadLetter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postgres.Catalog;
import postgres.Query;
import postgres.Savepoint;
import postgres.SessionSettings;
import postgres.Table;
import postgres.TableName;
import postgres.TestServer;
import rows.TableCopy;

class RowChangesTest {

    private static final TableName LIVE = new TableName("public", "live");

    private static final TableName STORE = new TableName("public", "store");
    private static final TableName STAFF = new TableName("public", "staff");

    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
        connection.setAutoCommit(false);
        execute("create table live (id int primary key, name text unique, size int)");
        execute("insert into live select i, 'n' || i, i from generate_series(1, 6) i");
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

    private RowRestore restore(TableCopy source, RowChoice choice) throws Exception {
        Table live = Catalog.exact(connection, LIVE).orElseThrow();
        RowRestore restore = RowRestore.of(connection, UUID.randomUUID(), choice, null, source, live);
        SessionSettings.ordinaryNames(connection);
        new RowChanges(connection, List.of(restore)).apply();
        return restore;
    }

    private List<String> names() throws Exception {
        return Query.list(
                connection, "select coalesce(name, 'none') from public.live order by id", row -> row.getString(1));
    }

    private void swap() throws Exception {
        execute("update live set name = 'for now' where id = 1");
        execute("update live set name = 'n1' where id = 2");
        execute("update live set name = 'n2' where id = 1");
    }

    @Test
    void tablesThatReferToEachOtherInACircleArePutBackThoughTheirForeignKeysCannotWait() throws Exception {
        // Given
        circle();
        List<TableCopy> copies = List.of(TableCopy.of(connection, STORE), TableCopy.of(connection, STAFF));
        execute("truncate store, staff");

        // When
        List<RowRestore> restored = restoreAll(copies);

        // Then
        assertThat(restored).extracting(RowRestore::letters).allMatch(List::isEmpty);
        assertThat(restored).extracting(RowRestore::inserted).containsExactly(2L, 3L);
        assertThat(rowsOf("store")).containsExactly("(1,1)", "(2,2)");
        assertThat(rowsOf("staff")).containsExactly("(1,1)", "(2,2)", "(3,1)");
    }

    @Test
    void aRowOfACircleThatDoesNotFitKeepsOutItselfAndWhatDependsOnItAlone() throws Exception {
        // Given
        circle();
        List<TableCopy> copies = List.of(TableCopy.of(connection, STORE), TableCopy.of(connection, STAFF));
        execute("truncate store, staff; alter table store add check (id <> 2)");

        // When
        List<RowRestore> restored = restoreAll(copies);

        // Then
        assertThat(restored.get(0).letters()).extracting(DeadLetter::sqlstate).containsExactly("23514");
        assertThat(restored.get(1).letters()).extracting(DeadLetter::sqlstate).containsExactly("23503");
        assertThat(rowsOf("store")).containsExactly("(1,1)");
        assertThat(rowsOf("staff")).containsExactly("(1,1)", "(3,1)");
        assertThat(Query.list(
                        connection,
                        "select condeferrable::text from pg_constraint where contype = 'f'",
                        row -> row.getString(1)))
                .containsOnly("false");
    }

    @Test
    void rowsThatCameToTablesInACircleAreRemovedFromThem() throws Exception {
        // Given
        circle();
        List<TableCopy> copies = List.of(TableCopy.of(connection, STORE), TableCopy.of(connection, STAFF));
        execute("with s as (insert into store values (9, 9) returning 1) insert into staff values (9, 9), (8, 1)");
        execute("update store set manager = 8 where id = 2; update staff set store = 9 where id = 3");

        // When
        List<RowRestore> restored = restoreAll(copies);

        // Then
        assertThat(restored).extracting(RowRestore::letters).allMatch(List::isEmpty);
        assertThat(rowsOf("store")).containsExactly("(1,1)", "(2,2)");
        assertThat(rowsOf("staff")).containsExactly("(1,1)", "(2,2)", "(3,1)");
    }

    @Test
    void aRowGoesOnceWhatReferredToItRefersToWhatItDidBefore() throws Exception {
        // Given
        execute("create table store (id int primary key, manager int)");
        execute("create table staff (id int primary key, store int not null references store)");
        execute("insert into store values (1), (2); insert into staff values (1, 1), (2, 2)");
        List<TableCopy> copies = List.of(TableCopy.of(connection, STORE), TableCopy.of(connection, STAFF));
        execute("insert into store values (9), (10); update staff set store = 9 where id = 2");

        // When
        List<RowRestore> restored = restoreAll(copies);

        // Then
        assertThat(restored).extracting(RowRestore::letters).allMatch(List::isEmpty);
        assertThat(restored.get(0).deleted()).isEqualTo(2);
        assertThat(rowsOf("store")).containsExactly("(1,)", "(2,)");
        assertThat(rowsOf("staff")).containsExactly("(1,1)", "(2,2)");
    }

    private void circle() throws Exception {
        execute("create table store (id int primary key, manager int not null)");
        execute("create table staff (id int primary key, store int not null references store)");
        execute("insert into store values (1, 1), (2, 2)");
        execute("insert into staff values (1, 1), (2, 2), (3, 1)");
        execute("alter table store add foreign key (manager) references staff");
    }

    private List<RowRestore> restoreAll(List<TableCopy> copies) throws Exception {
        List<RowRestore> restores = new ArrayList<>();
        for (TableCopy copy : copies) {
            Table live = Catalog.exact(connection, copy.table()).orElseThrow();
            restores.add(RowRestore.of(connection, UUID.randomUUID(), RowChoice.ALL, null, copy, live));
        }
        SessionSettings.ordinaryNames(connection);
        new RowChanges(connection, restores).apply();
        return restores;
    }

    private List<String> rowsOf(String table) throws Exception {
        return Query.list(connection, "select t::text from " + table + " t order by id", row -> row.getString(1));
    }

    @Test
    void rowsThatSwappedAUniqueValueArePutBack() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        swap();

        // When
        RowRestore restored = restore(source, RowChoice.CHANGED);

        // Then
        assertThat(restored.letters()).isEmpty();
        assertThat(restored.updated()).isEqualTo(2);
        assertThat(names()).containsExactly("n1", "n2", "n3", "n4", "n5", "n6");
    }

    @Test
    void aMissingRowGetsItsUniqueValueBackFromTheOneThatTookIt() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        execute("delete from live where id = 3");
        execute("update live set name = 'n3' where id = 4");

        // When
        RowRestore restored = restore(source, RowChoice.ALL);

        // Then
        assertThat(restored.letters()).isEmpty();
        assertThat(restored.inserted()).isEqualTo(1);
        assertThat(restored.updated()).isEqualTo(1);
        assertThat(names()).containsExactly("n1", "n2", "n3", "n4", "n5", "n6");
    }

    @Test
    void aSwapIsPutBackBesideARowThatIsNot() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        swap();
        execute("update live set size = 60 where id in (5, 6)");
        execute("alter table live add check (size <> 6)");

        // When
        RowRestore restored = restore(source, RowChoice.CHANGED);

        // Then
        assertThat(restored.letters()).extracting(DeadLetter::sqlstate).containsExactly("23514");
        assertThat(restored.updated()).isEqualTo(3);
        assertThat(names()).containsExactly("n1", "n2", "n3", "n4", "n5", "n6");
    }

    @Test
    void aUniqueValueThatANewRowHasStaysWithIt() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        execute("update live set name = null where id = 1");
        execute("insert into live values (7, 'n1', 7)");

        // When
        RowRestore restored = restore(source, RowChoice.CHANGED);

        // Then
        assertThat(restored.letters()).extracting(DeadLetter::sqlstate).containsExactly("23505");
        assertThat(names()).containsExactly("none", "n2", "n3", "n4", "n5", "n6", "n1");
    }

    @Test
    void valuesOfColumnsThatCameLaterAreKeptInASwap() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        execute("alter table live add note text");
        execute("update live set note = 'mine' where id = 1");
        swap();

        // When
        RowRestore restored = restore(source, RowChoice.CHANGED);

        // Then
        assertThat(restored.letters()).isEmpty();
        assertThat(names()).containsExactly("n1", "n2", "n3", "n4", "n5", "n6");
        assertThat(Query.list(connection, "select note from public.live where id = 1", row -> row.getString(1)))
                .containsExactly("mine");
    }

    @Test
    void aChangedRowThatIsNotTakenKeepsNoMissingOnesFromComingAtOnce() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        execute("delete from live where id in (1, 2, 3)");
        execute("update live set size = 60 where id = 6");
        execute("alter table live add check (size <> 6)");

        // When
        RowRestore restored = restore(source, RowChoice.ALL);

        // Then
        assertThat(restored.letters()).extracting(DeadLetter::sqlstate).containsExactly("23514");
        assertThat(restored.inserted()).isEqualTo(3);
        assertThat(Query.list(
                        connection,
                        "select count(distinct xmin::text) from public.live where id in (1, 2, 3)",
                        row -> row.getInt(1)))
                .containsExactly(1);
    }

    @Test
    void rowsThatSwappedWhatNoTwoMayHaveArePutBack() throws Exception {
        // Given
        execute("alter table live add exclude using gist (int4range(size, size, '[]') with &&)");
        TableCopy source = TableCopy.of(connection, LIVE);
        execute("update live set size = 0 where id = 1");
        execute("update live set size = 1 where id = 2");
        execute("update live set size = 2 where id = 1");

        // When
        RowRestore restored = restore(source, RowChoice.CHANGED);

        // Then
        assertThat(restored.letters()).isEmpty();
        assertThat(Query.list(connection, "select size from public.live order by id", row -> row.getInt(1)))
                .containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void aRowThatATriggerTakesOnlyAfterAnotherComesWithIt() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        execute("delete from live where id in (1, 2)");
        trigger(
                "before insert",
                "if not exists (select from public.live where id = new.id + 1) then raise 'it comes alone'; end if;"
                        + " return new;");

        // When
        RowRestore restored = restore(source, RowChoice.MISSING);

        // Then
        assertThat(restored.letters()).isEmpty();
        assertThat(names()).containsExactly("n1", "n2", "n3", "n4", "n5", "n6");
    }

    private void trigger(String when, String body) throws Exception {
        execute("create function seen() returns trigger language plpgsql as $$ begin " + body + " end $$;"
                + " create trigger seen " + when + " on live for each row execute function seen()");
    }

    @Test
    void rowsAreSwappedInPlaceWhereATriggerWouldSeeThemGo() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        swap();
        execute("create table follower (live int); insert into follower values (1), (2), (3)");
        trigger("after delete", "delete from public.follower where live = old.id; return null;");

        // When
        RowRestore restored = restore(source, RowChoice.CHANGED);

        // Then
        assertThat(restored.letters()).isEmpty();
        assertThat(names()).containsExactly("n1", "n2", "n3", "n4", "n5", "n6");
        assertThat(Query.list(connection, "select live from public.follower", row -> row.getInt(1)))
                .containsExactly(1, 2, 3);
    }

    @Test
    void noRowIsLostToATriggerThatDoesNotWantItAgain() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        swap();
        trigger("before insert", "return null;");

        // When
        RowRestore restored = restore(source, RowChoice.CHANGED);

        // Then
        assertThat(restored.letters()).isEmpty();
        assertThat(names()).containsExactly("n1", "n2", "n3", "n4", "n5", "n6");
    }

    @Test
    void aTriggerOnUpdatesMissesNone() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        swap();
        execute("update live set name = 'new' where id = 5");
        execute("create table seen_rows (id int)");
        trigger("after update", "insert into public.seen_rows values (new.id); return null;");

        // When
        RowRestore restored = restore(source, RowChoice.CHANGED);

        // Then
        assertThat(restored.letters()).isEmpty();
        assertThat(Query.list(connection, "select id from public.seen_rows order by id", row -> row.getInt(1)))
                .containsExactly(1, 2, 5);
    }

    @Test
    void rowsAreSwappedBesideATriggerThatSleeps() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        swap();
        trigger("before insert", "return null;");
        execute("alter table live disable trigger seen");

        // When
        RowRestore restored = restore(source, RowChoice.CHANGED);

        // Then
        assertThat(restored.letters()).isEmpty();
        assertThat(names()).containsExactly("n1", "n2", "n3", "n4", "n5", "n6");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a column | create unique index named on live (name)",
                "an expression | create unique index named on live (lower(name), (size + 0))",
                "a part of the table | create unique index named on live (name) where size > 0",
                "a deferrable constraint | alter table live add constraint named unique (name) deferrable",
                "an exclusion constraint | alter table live add constraint named exclude using gist"
                        + " (int4range(size, size, '[]') with &&)",
            })
    void valuesThatMovedAmongRowsThatOthersReferToAllGoBack(String what, String rule) throws Exception {
        // Given
        execute("alter table live drop constraint live_name_key; " + rule + "; comment on index named is 'mine'");
        execute(
                "create table follower (live int references live on delete cascade); insert into follower values (1), (4)");
        TableCopy source = TableCopy.of(connection, LIVE);
        execute("update live set name = 'x' || name, size = size + 100");
        execute("update live set name = 'n' || (id % 5 + 1), size = id % 5 + 1 where id < 6");
        execute("delete from live where id = 6; insert into live values (8, 'n6', 6)");

        // When
        RowRestore restored = restore(source, RowChoice.ALL);

        // Then
        assertThat(restored.letters()).isEmpty();
        assertThat(List.of(restored.inserted(), restored.updated(), restored.deleted()))
                .containsExactly(1L, 5L, 1L);
        assertThat(rowsOf("live"))
                .containsExactly("(1,n1,1)", "(2,n2,2)", "(3,n3,3)", "(4,n4,4)", "(5,n5,5)", "(6,n6,6)");
        assertThat(rowsOf("(select live as id from follower)")).hasSize(2);
        assertThat(Query.list(connection, "select obj_description('named'::regclass)", row -> row.getString(1)))
                .containsExactly("mine");
    }

    @Test
    void rowsThatWouldNotComeAgainAreAFault() throws Exception {
        // Given
        execute("create sequence looked");
        UniqueSwap swap = new UniqueSwap(
                LIVE,
                "public.live",
                Catalog.exact(connection, LIVE).orElseThrow().key(),
                List.of("id", "name", "size"),
                "(select * from public.live where id = 1 and nextval('public.looked') = 1)",
                "true");

        // When
        Optional<SQLException> fault = Savepoint.attempt(connection, () -> swap.run(connection));

        // Then
        assertThat(fault).map(SQLException::getSQLState).contains("27000");
        assertThat(names()).containsExactly("n1", "n2", "n3", "n4", "n5", "n6");
    }
}
