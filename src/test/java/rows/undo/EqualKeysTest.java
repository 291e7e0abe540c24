package rows.undo;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import ledger.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postgres.Catalog;
import postgres.Query;
import postgres.SessionSettings;
import postgres.TableName;
import postgres.TestServer;
import rows.TableCopy;
import rows.change.BeforeImages;
import rows.change.RowChanges;
import rows.change.RowChoice;
import rows.change.RowRestore;

/** Keys that are written in two ways and are one to their type. */
@Tag("every-postgres")
class EqualKeysTest {

    private static final TableName LIVE = new TableName("public", "live");

    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
        connection.setAutoCommit(false);
        execute("create schema caravanserai_kept; create schema ext; create extension citext schema ext;"
                + " create domain ext.word as ext.citext; create type ext.place as (x int, y text);"
                + " create collation ext.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
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

    private String row(long v) throws Exception {
        SessionSettings.ordinaryNames(connection);
        return Query.first(connection, "select k::text from public.live where v = ?", row -> row.getString(1), v)
                .orElse(null);
    }

    private RowRestore restore(TableCopy source, String keys) throws Exception {
        return RowRestore.of(
                connection,
                UUID.randomUUID(),
                RowChoice.ALL,
                keys == null ? null : Json.read(keys),
                source,
                Catalog.exact(connection, LIVE).orElseThrow());
    }

    private BeforeImages apply(RowRestore restore) throws Exception {
        BeforeImages before = BeforeImages.before(connection, UUID.randomUUID(), 0, restore, true);
        SessionSettings.ordinaryNames(connection);
        new RowChanges(connection, List.of(restore)).apply();
        before.after(connection);
        return before;
    }

    @ParameterizedTest(name = "{0}: {1} and {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ext.citext | 'abc' | 'ABC' | \"Abc\"",
                "ext.word | 'abc' | 'ABC' | \"Abc\"",
                "text collate ext.any_case | 'abc' | 'ABC' | \"Abc\"",
                "numeric | 1.0 | 1.00 | 1",
                "float8 | 0 | '-0' | 0",
                "interval | '1 day' | '24 hours' | \"1440 minutes\"",
                "jsonb | '[1.0]' | '[1.00]' | [[1]]",
                "numeric[] | '{1.0}' | '{1.00}' | \"{1}\"",
            })
    void areARowThatChangedAndComeBackAsTheyWereAndGoAgainWithTheUndo(
            String type, String then, String now, String asked) throws Exception {
        // Given
        execute("create table live (k " + type + " primary key, v int); insert into live values (" + then + ", 1)");
        TableCopy source = TableCopy.of(connection, LIVE, true, false);
        String kept = row(1);
        execute("update live set k = " + now);
        String changed = row(1);

        // When
        RowRestore restore = restore(source, "[" + asked + "]");
        BeforeImages before = apply(restore);
        String restored = row(1);
        RowUndo undo = RowUndo.of(connection, before);
        long done = undo.removeInserted() + undo.changeBack() + undo.insertDeleted();
        undo.requireAll(done);

        // Then
        assertThat(kept).isNotEqualTo(changed);
        assertThat(restore.diff().changed()).isEqualTo(1);
        assertThat(restore.diff().missing() + restore.diff().added()).isZero();
        assertThat(restore.detail().get("keysNotHeld").asLong()).isZero();
        assertThat(restored).isEqualTo(kept);
        assertThat(done).isEqualTo(1);
        assertThat(row(1)).isEqualTo(changed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"(null, null) | {\"x\": null, \"y\": null}", "(1, null) | \"(1,)\"", "(null, 'a') | {\"y\": \"a\"}"
            })
    void ofNothingButNullsAreKeysAsAnyOther(String key, String asked) throws Exception {
        // Given
        execute("create table live (k ext.place primary key, v int);" + " insert into live values (" + key
                + ", 1), ((2, 'b'), 2)");
        TableCopy source = TableCopy.of(connection, LIVE, true, false);
        execute(
                "update live set v = 3 where v = 1; delete from live where v = 2; insert into live values ((7, null), 4)");

        // When
        RowRestore restore = restore(source, null);
        BeforeImages before = apply(restore);
        String restored = row(1) + row(2) + row(4);
        RowUndo undo = RowUndo.of(connection, before);
        long done = undo.removeInserted() + undo.changeBack() + undo.insertDeleted();
        undo.requireAll(done);

        // Then
        assertThat(List.of(
                        restore.diff().missing(),
                        restore.diff().changed(),
                        restore.diff().added()))
                .containsExactly(1L, 1L, 1L);
        assertThat(restored).endsWith("(2,b)null").doesNotStartWith("null");
        assertThat(done).isEqualTo(3);
        assertThat(row(3)).isNotNull();
        assertThat(restore(source, "[" + asked + "]").diff().changed()).isEqualTo(1);
    }

    @Test
    void thatTheServerComputesFindTheirRows() throws Exception {
        // Given
        execute("create table live (a int, k int generated always as (a * 10) stored primary key, v int unique);"
                + " insert into live (a, v) select g, g from generate_series(1, 10) g");
        TableCopy source = TableCopy.of(connection, LIVE, true, false);
        execute(
                "update live set v = v + 100 where a < 4; update live set v = 2 where a = 1; update live set v = 1 where a = 2;"
                        + " delete from live where a = 5; insert into live (a, v) values (77, 77)");

        // When
        RowRestore restore = restore(source, null);
        BeforeImages before = apply(restore);
        String restored = rows();
        RowUndo undo = RowUndo.of(connection, before);
        long done = undo.removeInserted() + undo.changeBack() + undo.insertDeleted();
        undo.requireAll(done);

        // Then
        assertThat(List.of(
                        restore.diff().missing(),
                        restore.diff().changed(),
                        restore.diff().added()))
                .containsExactly(1L, 3L, 1L);
        assertThat(restored).isEqualTo("1:1 2:2 3:3 4:4 5:5 6:6 7:7 8:8 9:9 10:10");
        assertThat(done).isEqualTo(5);
        assertThat(rows()).isEqualTo("1:2 2:1 3:103 4:4 6:6 7:7 8:8 9:9 10:10 77:77");
        assertThat(restore(source, "[10]").diff().changed()).isEqualTo(1);
    }

    private String rows() throws Exception {
        SessionSettings.ordinaryNames(connection);
        return Query.first(
                        connection,
                        "select string_agg(a || ':' || v, ' ' order by a) from public.live",
                        row -> row.getString(1))
                .orElseThrow();
    }
}
