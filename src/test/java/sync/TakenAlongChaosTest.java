package sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Families whose heads go, get other keys and swap values, while the others follow or move without their time moving. */
class TakenAlongChaosTest {

    private static final String[] TABLES = {"a", "b", "c", "d"};

    private Random random;
    private final List<String> done = new ArrayList<>();
    private int next = 1000;

    @ParameterizedTest
    @CsvSource({
        "RECONCILE, 1",
        "RECONCILE, 2",
        "LOG, 3",
        "LOG, 4",
    })
    void bothSidesAreTheSameAfterEverySync(SyncSettings.Deletes deletes, long seed) throws SQLException {
        // Given
        random = new Random(seed);
        try (SyncedDatabases two = new SyncedDatabases().with(deletes).tables(TABLES)) {
            two.both(
                    """
                    create table a (id int primary key, name text not null unique, updated_at timestamptz default now());
                    create table b (a int references a on delete cascade on update cascade, n int, v text,
                                    updated_at timestamptz default now(), primary key (a, n));
                    create table c (id int primary key, a int, b int, updated_at timestamptz default now(),
                                    foreign key (a, b) references b on delete cascade on update cascade);
                    create table d (id int primary key, a int references a on delete set null on update cascade,
                                    name text references a (name) on update cascade on delete set null,
                                    updated_at timestamptz default now())""");
            two.source(
                    """
                    insert into a select i, 'n' || i from generate_series(1, 30) i;
                    insert into b select i, j, 'v' from generate_series(1, 30) i, generate_series(1, 3) j;
                    insert into c select row_number() over (), a, n from b, generate_series(1, 2);
                    insert into d select i, 1 + i % 30, 'n' || 1 + i % 30 from generate_series(1, 60) i""");
            if (deletes == SyncSettings.Deletes.LOG) {
                two.install(true);
            }
            two.sync();

            // When, Then
            for (int round = 0; round < 15; round++) {
                done.clear();
                for (int i = 0; i <= random.nextInt(3); i++) {
                    change(two);
                }
                var end = two.sync();
                for (String table : TABLES) {
                    assertThat(two.targetRows(table))
                            .as(table + " after " + done + ", told " + end.problem() + " " + end.detail())
                            .isEqualTo(two.sourceRows(table));
                }
            }
        }
    }

    private void change(SyncedDatabases two) throws SQLException {
        String one = two.sourceValue("select id from a order by md5(id::text || " + random.nextInt() + ") limit 1");
        String other = two.sourceValue(
                "select id from a where id <> " + one + " order by md5(id::text || " + random.nextInt() + ") limit 1");
        next++;
        String change =
                switch (random.nextInt(7)) {
                    case 0 -> "update a set id = " + next + ", updated_at = now() where id = " + one;
                    case 1 ->
                        "update b set a = " + other + ", n = n + " + next + " where a = " + one
                                + " and n % 2 = 1; update d set a = " + other + " where a = " + one
                                + " and id % 2 = 0; delete from a where id = " + one;
                    case 2 ->
                        "insert into a values (" + next + ", 'n" + next + "'); insert into b values (" + next
                                + ", 1, 'x'); insert into c values (" + next + ", " + next
                                + ", 1); insert into d values ("
                                + next + ", " + next + ", 'n" + next + "')";
                    case 3 ->
                        "update b set n = " + next + ", updated_at = now() where a = " + one
                                + " and n = (select min(n) from b where a = " + one + ")";
                    case 4 ->
                        "update a set name = 'between', updated_at = now() where id = " + one
                                + "; update a set name = name || 'x', updated_at = now() where id = " + other;
                    case 5 ->
                        "delete from a where id = " + one + "; insert into a values (" + next + ", 'n" + next + "')";
                    default ->
                        "update d set name = (select name from a where id = " + other + ") where id % 3 = 0"
                                + " and name = (select name from a where id = " + one
                                + "); update a set name = 'name " + next + "', updated_at = now() where id = " + one;
                };
        two.source(change.contains("'between'") ? change.replace("between", "between " + next) : change);
        done.add(change);
    }
}
