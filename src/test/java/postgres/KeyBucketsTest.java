package postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("every-postgres")
class KeyBucketsTest {

    private static final String EXTREMES =
            "(-9223372036854775808), (-9223372036854775807), (-4294967297), (-65536), (-1), (0), (1), (2), (63), (64),"
                    + " (65535), (65536), (4294967296), (9223372036854775806), (9223372036854775807)";

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

    private Table make(String columns, String fill) throws SQLException {
        Query.execute(connection, "create table t (" + columns + ")");
        Query.execute(connection, "insert into t " + fill);
        Query.execute(connection, "analyze t");
        return Catalog.find(connection, "t").orElseThrow();
    }

    private List<Long> numbers(String select) throws SQLException {
        return Query.list(connection, select, row -> row.getLong(1));
    }

    /** How many rows are chosen wrongly, either way, when those of some buckets are asked for. */
    private long wrong(Table table, KeyBuckets buckets, List<Long> wanted) throws SQLException {
        String bucket = buckets.expression(table.columns(), "t.");
        String list = wanted.isEmpty()
                ? "null"
                : String.join(",", wanted.stream().map(String::valueOf).toList());
        return numbers("select count(*) from t where (" + buckets.among(table.columns(), "t.", wanted)
                        + ") is distinct from coalesce(" + bucket + " in (" + list + "), false)")
                .get(0);
    }

    @Test
    void aTableWithoutAKeyHasNoBuckets() {
        assertThatThrownBy(() -> new KeyBuckets(List.of(), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without a key");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, -3, 70",
        "0, 9223372036854775806, 9223372036854775807",
        "1, -4611686018427387904, -4611686018427387900",
        "6, -1, 1",
        "16, -2, 65535",
        "48, -32768, 32767",
        "62, -2, 1",
        "63, -1, 0",
    })
    void aBucketIsTheSameHereAndInTheDatabaseAndEveryKeyHasOne(int shift, long first, long last) throws SQLException {
        // Given
        Table table = make("id bigint primary key", "values " + EXTREMES);
        KeyBuckets buckets = new KeyBuckets(List.of("id"), new KeyBuckets.Ranges(shift, first, last));

        // When
        List<Long> keys = numbers("select id from t order by id");
        List<Long> there = numbers("select " + buckets.expression(table.columns(), "t.") + " from t order by id");

        // Then
        assertThat(there).allMatch(bucket -> bucket >= first && bucket <= last);
        assertThat(keys.stream().map(buckets.ranges()::of)).containsExactlyElementsOf(there);
        assertThat(there).isSorted();
        for (long one : List.of(first, last, there.get(7))) {
            assertThat(wrong(table, buckets, List.of(one))).as("bucket " + one).isZero();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "dense     ~ true  ~ k int primary key                     ~ select i from generate_series(1, 3000) i",
                "negative  ~ true  ~ k bigint primary key                  ~ select -i * 7 from generate_series(1, 3000) i",
                "gaps      ~ true  ~ k bigint primary key                  ~ select i * 900 from generate_series(1, 3000) i",
                "small     ~ true  ~ k smallint primary key                ~ select i from generate_series(-32768, 32767, 20) i",
                "one       ~ true  ~ k int primary key                     ~ values (2147483647)",
                "none      ~ true  ~ k int primary key                     ~ select 1 where false",
                "holes     ~ false ~ k bigint primary key                  ~ select i * 100000 from generate_series(1, 3000) i",
                "extremes  ~ false ~ k bigint primary key                  ~ values (-9223372036854775808), (0), (9223372036854775807)",
                "text      ~ false ~ k text primary key                    ~ select md5(i::text) from generate_series(1, 3000) i",
                "numeric   ~ false ~ k numeric primary key                 ~ select i / 10.0 from generate_series(1, 3000) i",
                "uuid      ~ false ~ k uuid primary key                    ~ select md5(i::text)::uuid from generate_series(1, 3000) i",
                "composite ~ false ~ b date, a int, v text, primary key (a, b) ~ select date '2024-01-01' + i, i % 7, 'v' from generate_series(1, 3000) i",
                "quoted    ~ true  ~ \"Odd \"\"Key\" int primary key       ~ select i from generate_series(1, 3000) i",
            })
    void whatSuitsAKeyFindsTheRowsOfFewAndOfManyBuckets(String kind, boolean ranges, String columns, String fill)
            throws SQLException {
        // Given
        Table table = make(columns, fill);
        Random random = new Random(7);

        // When
        KeyBuckets buckets = KeyBuckets.suiting(connection, table);

        // Then
        assertThat(buckets.ranges() != null).isEqualTo(ranges);
        List<Long> used =
                numbers("select distinct " + buckets.expression(table.columns(), "t.") + " from t order by 1");
        assertThat(used).allMatch(bucket -> !used.isEmpty());
        assertThat(used.size()).isLessThanOrEqualTo(1 << 17);
        for (int size : List.of(0, 1, 5, 200, 201, 2000)) {
            List<Long> wanted = new ArrayList<>();
            for (int i = 0; i < size && !used.isEmpty(); i++) {
                wanted.add(used.get(random.nextInt(used.size())));
            }
            assertThat(wrong(table, buckets, wanted)).as(size + " buckets").isZero();
        }
        assertThat(wrong(table, buckets, used)).isZero();
    }

    @Test
    void rowsThatLieCloseAreCutEvenly() throws SQLException {
        // Given
        Table table = make("k int primary key", "select i from generate_series(1, 200000) i");

        // When
        KeyBuckets buckets = KeyBuckets.suiting(connection, table);

        // Then
        long most = numbers("select max(n) from (select count(*) as n from t group by "
                        + buckets.expression(table.columns(), "t.") + ") x")
                .get(0);
        assertThat(most).isLessThanOrEqualTo(4);
    }

    @Test
    void keysThatCameLaterLieInTheOuterBuckets() throws SQLException {
        // Given
        Table table = make("k int primary key", "select i from generate_series(1, 1000) i");
        KeyBuckets buckets = KeyBuckets.suiting(connection, table);

        // When
        Query.execute(connection, "insert into t values (-2147483648), (2147483647)");

        // Then
        assertThat(numbers("select " + buckets.expression(table.columns(), "t.")
                        + " from t where k in (-2147483648, 1, 1000, 2147483647) order by k"))
                .containsExactly(1L, 1L, 1000L, 1000L);
        for (List<Long> wanted : List.of(List.of(1L), List.of(1000L), List.of(500L))) {
            assertThat(wrong(table, buckets, wanted)).isZero();
        }
        assertThat(wrong(
                        table,
                        buckets,
                        LongStream.rangeClosed(1, 300).map(i -> i * 3).boxed().toList()))
                .isZero();
    }

    @Test
    void whatHelpsThePlannerHidesNoRow() throws SQLException {
        // Given
        Table table = make("k bigint primary key", "values " + EXTREMES);
        KeyBuckets buckets = new KeyBuckets(List.of("k"), new KeyBuckets.Ranges(16, -10, 10));

        // When
        long rows = numbers("select count(*) from t" + buckets.estimate("t.")).get(0);

        // Then
        assertThat(rows).isEqualTo(numbers("select count(*) from t").get(0));
        assertThat(table.primaryKey()).containsExactly("k");
    }
}
