package sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.sql.SQLException;
import ledger.RunEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Primary keys that an insert cannot be told to mind, or that the target computes. */
@Tag("every-postgres")
class OddKeysTest {

    private SyncedDatabases two;

    @BeforeEach
    void open() throws SQLException {
        two = new SyncedDatabases();
    }

    @AfterEach
    void close() throws SQLException {
        two.close();
    }

    private void given(SyncSettings.Deletes deletes, String table, String ddl, String rows) throws SQLException {
        two.with(deletes).tables(table);
        two.both(ddl);
        two.source(rows);
        if (deletes == SyncSettings.Deletes.LOG) {
            two.install(true);
        }
        two.sync();
        same(table);
    }

    private void same(String table) throws SQLException {
        assertThat(two.targetRows(table)).isEqualTo(two.sourceRows(table));
    }

    private static void counted(RunEnd end, int inserted, int updated, int deleted) {
        assertThat(end.detail().at("/tables/0/inserted").asInt()).isEqualTo(inserted);
        assertThat(end.detail().at("/tables/0/updated").asInt()).isEqualTo(updated);
        assertThat(end.detail().at("/tables/0/deleted").asInt()).isEqualTo(deleted);
    }

    @ParameterizedTest
    @EnumSource(SyncSettings.Deletes.class)
    void aDeferrableKeyIsSynced(SyncSettings.Deletes deletes) throws SQLException {
        // Given
        given(
                deletes,
                "queue",
                "create table queue (id int primary key deferrable, v text)",
                "insert into queue select g, 'v' from generate_series(1, 10) g");
        two.source("update queue set v = 'w' where id < 3; insert into queue values (11, 'new')");
        if (deletes != SyncSettings.Deletes.IGNORE) {
            two.source("delete from queue where id = 10; update queue set id = id + 1 where id between 5 and 9");
        }

        // When
        RunEnd end = two.sync();

        // Then
        same("queue");
        assertThat(end.detail().at("/tables/0/updated").asInt()).isGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(SyncSettings.Deletes.class)
    void aTemporalKeyIsSynced(SyncSettings.Deletes deletes) throws SQLException {
        // Given
        assumeThat(two.source.getMetaData().getDatabaseMajorVersion()).isGreaterThanOrEqualTo(18);
        given(
                deletes,
                "stay",
                "create extension btree_gist;"
                        + " create table stay (id int4range, v daterange, x text, primary key (id, v without overlaps))",
                "insert into stay values ('[1,2)', '[2026-01-01,2026-02-01)', 'a'),"
                        + " ('[1,2)', '[2026-02-01,2026-03-01)', 'b'), ('[2,3)', '[2026-02-01,2026-03-01)', 'c')");
        two.source("update stay set x = 'z' where x = 'b';"
                + " insert into stay values ('[3,4)', '[2026-02-01,2026-03-01)', 'd')");
        boolean deleting = deletes != SyncSettings.Deletes.IGNORE;
        if (deleting) {
            two.source("delete from stay where x = 'c'; update stay set v = '[2026-01-01,2026-01-15)' where x = 'a';"
                    + " update stay set v = '[2026-01-20,2026-03-01)' where x = 'z'");
        }

        // When
        RunEnd end = two.sync();

        // Then
        same("stay");
        counted(end, deleting ? 3 : 1, deleting ? 0 : 1, deleting ? 3 : 0);
    }

    @ParameterizedTest
    @EnumSource(SyncSettings.Deletes.class)
    void aComputedKeyIsSynced(SyncSettings.Deletes deletes) throws SQLException {
        // Given
        given(
                deletes,
                "code",
                "create table code (a int, k int generated always as (a * 10) stored primary key, v text)",
                "insert into code (a, v) select g, 'v' from generate_series(1, 10) g");
        two.source("update code set v = 'w' where a < 3; insert into code (a, v) values (11, 'new')");
        boolean deleting = deletes != SyncSettings.Deletes.IGNORE;
        if (deleting) {
            two.source("delete from code where a = 5; update code set a = 20 where a = 6");
        }

        // When
        RunEnd end = two.sync();

        // Then
        same("code");
        counted(end, deleting ? 2 : 1, 2, deleting ? 2 : 0);
    }

    @Test
    void partitionsOfSuchAKeyAreSynced() throws SQLException {
        // Given
        given(
                SyncSettings.Deletes.RECONCILE,
                "part",
                "create table part (id int primary key deferrable, v text) partition by range (id);"
                        + " create table part_1 partition of part for values from (0) to (6);"
                        + " create table part_2 partition of part for values from (6) to (100)",
                "insert into part select g, 'v' from generate_series(1, 10) g");
        two.source("update part set v = 'w' where id in (3, 8); delete from part where id = 1;"
                + " insert into part values (20, 'x')");

        // When
        RunEnd end = two.sync();

        // Then
        same("part");
        counted(end, 1, 2, 1);
    }

    @Test
    void valuesThatAnExclusionConstraintKeepsApartAreHandedOn() throws SQLException {
        // Given
        given(
                SyncSettings.Deletes.IGNORE,
                "booking",
                "create extension btree_gist; create table booking (id int primary key, room int, during tsrange,"
                        + " updated_at timestamptz default now() - interval '2 days',"
                        + " exclude using gist (room with =, during with &&))",
                "insert into booking values (1, 1, '[2026-01-01,2026-01-02)'), (2, 1, '[2026-01-03,2026-01-04)')");
        two.source("update booking set during = 'empty' where id = 1;"
                + " update booking set during = '[2026-01-01,2026-01-02)', updated_at = now() where id = 2;"
                + " update booking set during = '[2026-01-03,2026-01-04)', updated_at = now() where id = 1");

        // When
        two.sync();

        // Then
        same("booking");
    }
}
