package rows.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import ledger.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.TableName;
import sync.TwoDatabases;

class ReconcilerTest {

    private static final TwoDatabases SIDES = new TwoDatabases();

    @BeforeEach
    void open() throws SQLException {
        SIDES.open();
    }

    @AfterEach
    void close() throws SQLException {
        SIDES.close();
    }

    /** What was found of a table, and how many rows went. */
    private record Reconciled(long deleted, long rows, long bytes) {}

    private static List<Reconciled> reconcile(String... tables) throws SQLException {
        SIDES.onSource("begin isolation level repeatable read, read only");
        SIDES.onTarget("begin");
        try {
            Reconciler reconciler = new Reconciler(SIDES.source, SIDES.target);
            List<Reconciler.Found> found = new ArrayList<>();
            for (String table : tables) {
                found.add(reconciler.find(new TableName("public", table)));
            }
            long[] deleted = OneStatement.run(
                    SIDES.target, found.stream().map(one -> one.keys().delete()).toList());
            SIDES.onTarget("commit");
            return IntStream.range(0, deleted.length)
                    .mapToObj(i -> new Reconciled(
                            deleted[i], found.get(i).rows(), found.get(i).bytes()))
                    .toList();
        } finally {
            SIDES.onBoth("rollback");
        }
    }

    @Test
    void rowsThatAreGoneFromTheSourceGo() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key, v text); create table u (k text primary key)");
        SIDES.onBoth("insert into t select i, 'v' from generate_series(1, 50000) i");
        SIDES.onBoth("insert into u select 'key ' || i from generate_series(1, 3000) i");
        SIDES.onSource("delete from t where id in (7, 40000); delete from u where k = 'key 17'");
        SIDES.onSource("update t set v = 'new' where id = 8; insert into t values (50001), (-1)");

        // When
        List<Reconciled> done = reconcile("t", "u");

        // Then
        assertThat(done).extracting(Reconciled::deleted).containsExactly(2L, 1L);
        assertThat(done).extracting(Reconciled::rows).containsExactly(100000L, 5999L);
        assertThat(done).extracting(Reconciled::bytes).allMatch(bytes -> bytes > 100_000);
        assertThat(SIDES.targetRows("select count(*) from t")).containsExactly("49998");
        assertThat(SIDES.targetRows("select v from t where id in (7, 8, 40000)"))
                .containsExactly("v");
        assertThat(SIDES.targetRows("select count(*) from u")).containsExactly("2999");
    }

    @Test
    void allRowsGoWhenTheSourceWasTruncated() throws SQLException {
        // Given
        SIDES.onBoth("create table t (a int, b uuid, primary key (a, b))");
        SIDES.onTarget("insert into t select i, gen_random_uuid() from generate_series(1, 5000) i");

        // When
        List<Reconciled> done = reconcile("t");

        // Then
        assertThat(done).extracting(Reconciled::deleted).containsExactly(5000L);
        assertThat(SIDES.targetRows("select count(*) from t")).containsExactly("0");
    }

    @Test
    void foreignKeysAmongTheTablesDoNotMindTheOrder() throws SQLException {
        // Given
        SIDES.onBoth(
                """
                create table a (id int primary key, b int);
                create table b (id int primary key, a int references a);
                alter table a add foreign key (b) references b;
                insert into a values (1), (2), (3); insert into b values (1, 1), (2, 2), (3, 3); update a set b = id""");
        SIDES.onSource("with x as (delete from a where id = 2) delete from b where id = 2");

        // When
        List<Reconciled> done = reconcile("a", "b");

        // Then
        assertThat(done).extracting(Reconciled::deleted).containsExactly(1L, 1L);
        assertThat(SIDES.targetRows("select id from b order by 1")).containsExactly("1", "3");
    }

    @Test
    void aTableWithoutAKeyIsRefused() throws SQLException {
        // Given
        SIDES.onBoth("create table t (a int)");

        // When, Then
        assertThatThrownBy(() -> reconcile("t"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("t has not the same primary key on both sides");
    }
}
