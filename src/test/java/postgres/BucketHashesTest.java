package postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("every-postgres")
class BucketHashesTest {

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.rollback();
        connection.close();
    }

    private Table make(String key) throws SQLException {
        Query.execute(connection, "create table t (k " + key + " primary key, v text)");
        Query.execute(connection, "insert into t select i, 'v' || i from generate_series(1, 5000) i");
        return Catalog.find(connection, "t").orElseThrow();
    }

    private BucketHashes of(Table table, KeyBuckets buckets) throws SQLException {
        return BucketHashes.of(connection, table.name().quoted(), table.writable(), buckets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"int", "text"})
    void howRowsAreCutDoesNotChangeTheHashOfAll(String key) throws SQLException {
        // Given
        Table table = make(key);

        // When
        BucketHashes cut = of(table, KeyBuckets.suiting(connection, table));
        BucketHashes whole = of(table, null);

        // Then
        assertThat(cut.buckets()).hasSizeGreaterThan(1000);
        assertThat(whole.buckets()).hasSize(1);
        assertThat(cut.hash()).isEqualTo(whole.hash());
        assertThat(cut.rows()).isEqualTo(whole.rows()).isEqualTo(5000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"int", "text"})
    void exactlyTheBucketsOfRowsThatDifferAreFound(String key) throws SQLException {
        // Given
        Table table = make(key);
        KeyBuckets buckets = KeyBuckets.suiting(connection, table);
        BucketHashes before = of(table, buckets);
        String touched = "k in ('7', '8', '5001')";

        // When
        Query.execute(connection, "delete from t where k = '7'");
        Query.execute(connection, "update t set v = 'x' where k = '8'");
        Query.execute(connection, "insert into t values ('5001', 'new')");
        BucketHashes after = of(table, buckets);

        // Then
        Query.execute(connection, "insert into t values ('7', '')");
        assertThat(before.differing(after))
                .containsExactlyInAnyOrderElementsOf(Query.list(
                        connection,
                        "select distinct " + buckets.expression(table.writable(), "t.") + " from t where " + touched,
                        row -> row.getLong(1)));
        assertThat(after.differing(before)).containsExactlyInAnyOrderElementsOf(before.differing(after));
        assertThat(before.differing(before)).isEmpty();
        assertThat(before.hash()).isNotEqualTo(after.hash());
    }

    @Test
    void noRowsAreNoBuckets() throws SQLException {
        // Given
        Query.execute(connection, "create table t (k int primary key)");
        Table table = Catalog.find(connection, "t").orElseThrow();

        // When
        BucketHashes hashes = of(table, KeyBuckets.suiting(connection, table));

        // Then
        assertThat(hashes.buckets()).isEmpty();
        assertThat(hashes.rows()).isZero();
        assertThat(hashes.hash()).isEqualTo(of(table, null).hash());
    }

    @Test
    void rowsWithoutAnyColumnAreCountedAndTwoAreNotOne() throws SQLException {
        // Given
        Query.execute(connection, "create table t ()");
        Query.execute(connection, "insert into t default values");
        Table table = Catalog.find(connection, "t").orElseThrow();

        // When
        BucketHashes one = of(table, null);
        Query.execute(connection, "insert into t default values");
        BucketHashes two = of(table, null);

        // Then
        assertThat(one.rows()).isEqualTo(1);
        assertThat(two.rows()).isEqualTo(2);
        assertThat(two.hash()).isNotEqualTo(one.hash());
        assertThat(one.differing(two)).containsExactly(0L);
    }

    @Test
    void whatTheSessionPlansWithIsWhatItWasBefore() throws SQLException {
        // Given
        Table table = make("int");

        // When
        of(table, null);

        // Then
        assertThat(Query.list(
                        connection,
                        "select name from pg_settings where name in ('work_mem', 'enable_sort', 'jit')"
                                + " and setting is distinct from reset_val",
                        row -> row.getString(1)))
                .isEmpty();
    }
}
