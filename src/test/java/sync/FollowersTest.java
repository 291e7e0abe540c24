package sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that followed others to new keys on the source, by its foreign keys, while their own time stood still. */
@Tag("every-postgres")
class FollowersTest {

    private static final String TIME = "updated_at timestamptz not null default now() - interval '2 days'";
    /** The key of one row goes to another, whose key goes to the first. */
    private static final String SWAP = "update parent set id = 'tmp', updated_at = now() where id = 'O3';"
            + " update parent set id = 'O3', updated_at = now() where id = 'O4';"
            + " update parent set id = 'O4', updated_at = now() where id = 'tmp'";
    /** A new key for one row, whose key goes to another. */
    private static final String SHIFT = "update parent set id = 'tmp', updated_at = now() where id = 'O3';"
            + " update parent set id = 'O3', updated_at = now() where id = 'O4'";

    private static SyncedDatabases two;
    private String[] tables = {};

    @BeforeAll
    static void open() throws SQLException {
        two = new SyncedDatabases();
    }

    @AfterAll
    static void close() throws SQLException {
        two.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        two.both("drop schema public cascade; create schema public; drop schema if exists caravanserai_sync cascade");
    }

    private void given(SyncSettings.Deletes deletes, String ddl, String rows, String... names) throws SQLException {
        tables = names;
        two.with(deletes).tables(names);
        two.restart();
        two.both(ddl);
        two.source(rows);
        if (deletes == SyncSettings.Deletes.LOG) {
            two.install(true);
        }
        RunEnd first = two.sync();
        assertThat(first.state()).as(() -> first.problem().text()).isEqualTo(RunState.DONE);
        same();
    }

    private void orders(SyncSettings.Deletes deletes, String actions) throws SQLException {
        given(
                deletes,
                "create table parent (id text primary key, name text not null unique, " + TIME + ");"
                        + " create table child (id int primary key, parent text default 'O1' references parent "
                        + actions + ", " + TIME + ")",
                "insert into parent select 'O' || g, 'n' || g from generate_series(1, 5) g;"
                        + " insert into child select g, 'O' || 1 + g % 5 from generate_series(1, 15) g",
                "parent",
                "child");
    }

    private void same() throws SQLException {
        for (String table : tables) {
            assertThat(two.targetRows(table)).as(table).isEqualTo(two.sourceRows(table));
        }
    }

    private static int updated(RunEnd end, String table) {
        return TwoDatabases.told(end, table).get("updated").asInt();
    }

    @ParameterizedTest
    @EnumSource
    void rowsStayWithThoseWhoseKeysWereSwapped(SyncSettings.Deletes deletes) throws SQLException {
        // Given
        orders(deletes, "on update cascade");
        two.source(SWAP);

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(updated(end, "parent")).isEqualTo(2);
        assertThat(updated(end, "child")).isEqualTo(6);
        assertThat(end.rows().in()).isEqualTo(8);
        assertThat(two.sync().rows().loaded()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "RECONCILE, on delete cascade on update cascade",
        "LOG, on update cascade",
        "RECONCILE, on update set null",
        "LOG, on update set default"
    })
    void rowsFollowThoseWhoseKeysWereShifted(SyncSettings.Deletes deletes, String actions) throws SQLException {
        // Given
        orders(deletes, actions);
        two.source(SHIFT);

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(updated(end, "child")).isEqualTo(6);
        assertThat(two.sync().rows().loaded()).isZero();
    }

    @Test
    void rowsFollowToNewKeysWhereWhatIsGoneStays() throws SQLException {
        // Given
        orders(SyncSettings.Deletes.IGNORE, "on update cascade");
        two.source("alter table parent drop constraint parent_name_key");
        two.target("alter table parent drop constraint parent_name_key");
        two.source(SHIFT);

        // When
        two.sync();

        // Then
        assertThat(two.targetRows("child")).isEqualTo(two.sourceRows("child"));
        assertThat(two.targetRows("parent")).hasSize(6);
    }

    @ParameterizedTest
    @EnumSource(names = {"IGNORE", "LOG"})
    void keysThatAreMadeOfOthersFollowInAnyDepth(SyncSettings.Deletes deletes) throws SQLException {
        // Given
        given(
                deletes,
                "create table parent (id text primary key, " + TIME + ");"
                        + " create table part (parent text references parent on update cascade, n int, v text, " + TIME
                        + ", primary key (parent, n)) partition by list (parent);"
                        + " create table part_1 partition of part for values in ('O1');"
                        + " create table part_2 partition of part default;"
                        + " create table leaf (id int primary key, parent text, n int, " + TIME
                        + ", foreign key (parent, n) references part on update cascade)",
                "insert into parent select 'O' || g from generate_series(1, 5) g;"
                        + " insert into part select id, n, id || n from parent, generate_series(1, 2) n;"
                        + " insert into leaf select row_number() over (order by parent, n), parent, n from part",
                "parent",
                "part",
                "leaf");
        two.source(SWAP);

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(updated(end, "part")).isEqualTo(4);
        assertThat(updated(end, "leaf")).isEqualTo(4);
    }

    @Test
    void rowsFollowValuesThatWereSwappedAndRowsOfTheirOwnTable() throws SQLException {
        // Given
        given(
                SyncSettings.Deletes.IGNORE,
                "create table parent (id text primary key, up text references parent on update cascade, no int unique, "
                        + TIME + "); create table child (id int primary key, no int references parent (no)"
                        + " on update cascade, " + TIME + ")",
                "insert into parent select 'O' || g, 'O' || nullif(g - 1, 0), g from generate_series(1, 5) g;"
                        + " insert into child select g, 1 + g % 5 from generate_series(1, 15) g",
                "parent",
                "child");
        two.source(SWAP + "; update parent set no = 9, updated_at = now() where no = 1;"
                + " update parent set no = 1, updated_at = now() where no = 2;"
                + " update parent set no = 2, updated_at = now() where no = 9");

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(updated(end, "child")).isEqualTo(6);
    }

    @Test
    void aCallForTheParentAloneLeavesNobodyBehind() throws SQLException {
        // Given
        orders(SyncSettings.Deletes.IGNORE, "on update cascade");
        two.source("update parent set name = 'other', updated_at = now() where id = 'O1'");
        assertThat(two.sync("parent").state()).isEqualTo(RunState.DONE);
        two.source(SWAP);
        var before = two.targetRows("parent");
        two.sync("child");

        // When
        RunEnd end = two.sync("parent");

        // Then
        assertThat(end.problem().detail()).contains("6 rows of child", "child_parent_fkey");
        assertThat(end.problem().hint()).contains("sync child in the same call");
        assertThat(two.targetRows("parent")).isEqualTo(before);
        two.sync();
        same();
    }

    @Test
    void rowsOfParentsThatChangedOtherwiseAreNotReadAgain() throws SQLException {
        // Given
        orders(SyncSettings.Deletes.IGNORE, "on update cascade");
        two.source("update parent set name = name || '!', updated_at = now()");

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(end.rows().in()).isEqualTo(5);
    }

    @Test
    void whereNothingIsKnownOfTransactionsWhatDiffersIsBrought() throws SQLException {
        // Given
        orders(SyncSettings.Deletes.IGNORE, "on update cascade");
        two.target("update caravanserai_sync.watermark set seen = null");
        two.source("update parent set name = name || '!', updated_at = now();" + SWAP);

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(end.rows().in()).isEqualTo(5 + 6);
    }
}
