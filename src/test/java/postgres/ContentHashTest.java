package postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("every-postgres")
class ContentHashTest {

    private static final String LOOSE =
            "create collation loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)";

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

    /** The hash of these rows in a table of these columns. */
    private String hash(String columns, String... rows) throws SQLException {
        Query.execute(connection, "create table hashed (" + columns + ")");
        for (String row : rows) {
            Query.execute(connection, "insert into hashed values " + row);
        }
        String hash = hashed();
        Query.execute(connection, "drop table hashed");
        return hash;
    }

    private String hashed() throws SQLException {
        SessionSettings.exact(connection);
        TableName name = new TableName("public", "hashed");
        List<Column> columns = Catalog.find(connection, name).orElseThrow().writable();
        String hash = BucketHashes.of(connection, name.quoted(), columns, null).hash();
        SessionSettings.ordinaryNames(connection);
        return hash;
    }

    @Test
    void theOrderOfRowsDoesNotCount() throws SQLException {
        // When
        String one = hash("a int, b text", "(1, 'x'), (2, 'y'), (3, null)");
        String other = hash("a int, b text", "(3, null)", "(1, 'x')", "(2, 'y')");

        // Then
        assertThat(one).hasSize(16).isEqualTo(other);
    }

    @Test
    void whatColumnsAreCalledDoesNotCount() throws SQLException {
        // When
        String one = hash("a int, b text", "(1, 'x')");
        String other = hash("\"A b\" int, \"\"\"\" text", "(1, 'x')");

        // Then
        assertThat(one).isEqualTo(other);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "a row twice          ~ a int              ~ (1)                  ~ (1), (1)",
                "two rows twice       ~ a int              ~ (1), (1), (2)        ~ (1), (2), (2)",
                "exchanged values     ~ a int, b text      ~ (1, 'x'), (2, 'y')   ~ (1, 'y'), (2, 'x')",
                "exchanged columns    ~ a int, b int       ~ (1, 2)               ~ (2, 1)",
                "moved nulls          ~ a int, b int       ~ (1, null)            ~ (null, 1)",
                "null and zero        ~ a int              ~ (null)               ~ (0)",
                "null and its place   ~ a int              ~ (null)               ~ (1)",
                "null and false       ~ a bool             ~ (null)               ~ (false)",
                "null and empty       ~ a text             ~ (null)               ~ ('')",
                "null and its name    ~ a text             ~ (null)               ~ ('NULL')",
                "null and no bytes    ~ a bytea            ~ (null)               ~ ('')",
                "null in an array     ~ a text[]           ~ ('{NULL}')           ~ ('{\"NULL\"}')",
                "an empty array       ~ a int[]            ~ ('{}')               ~ ('{0}')                 ",
                "scales               ~ a numeric          ~ (1.0)                ~ (1.00)",
                "zeros of float8      ~ a float8           ~ (0)                  ~ ('-0')",
                "zeros of float4      ~ a float4           ~ (0)                  ~ ('-0')",
                "a last bit           ~ a float8           ~ (0.1)                ~ (0.1::float8 + 1.4e-17)",
                "cases                ~ a text collate loose ~ ('a')              ~ ('A')",
                "cases in an array    ~ a text[] collate loose ~ ('{a}')          ~ ('{A}')",
                "blanks               ~ a bpchar           ~ ('a')                ~ ('a ')",
                "blanks of text       ~ a text             ~ ('a')                ~ ('a ')",
                "where text ends      ~ a text, b text     ~ ('ab', 'c')          ~ ('a', 'bc')",
                "json                 ~ a json             ~ ('{\"a\":1}')        ~ ('{\"a\": 1}')",
                "scales in jsonb      ~ a jsonb            ~ ('1.0')              ~ ('1.00')",
                "intervals            ~ a interval         ~ ('1 day')            ~ ('24:00')",
                "halves of a bigint   ~ a bigint           ~ (1)                  ~ (4294967296)",
                "signs of a bigint    ~ a bigint           ~ (-1)                 ~ (0)",
                "ends of a bigint     ~ a bigint           ~ (9223372036854775807) ~ (-9223372036854775808)",
                "microseconds         ~ a timestamptz      ~ ('2024-01-01 00:00:00.000001Z') ~ ('2024-01-01Z')",
                "infinities           ~ a timestamp        ~ ('infinity')         ~ ('-infinity')",
                "zones                ~ a timetz           ~ ('12:00+00')         ~ ('13:00+01')",
                "networks             ~ a inet             ~ ('10.0.0.1/32')      ~ ('10.0.0.1/24')",
                "bounds               ~ a numrange         ~ ('[1,2)')            ~ ('[1,2]')",
                "bits                 ~ a bit varying      ~ ('0')                ~ ('00')",
                "xml                  ~ a xml              ~ ('<a/>')             ~ ('<a></a>')",
            })
    void rowsThatOnlyLookAlikeDiffer(String kind, String columns, String one, String other) throws SQLException {
        // Given
        Query.execute(connection, LOOSE);

        // When
        String first = hash(columns, one);
        String second = hash(columns, other);

        // Then
        assertThat(first).isNotEqualTo(second);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "a fixed scale        ~ a numeric(9, 2)    ~ (1.0)                ~ (1.00)",
                "blanks that are none ~ a char(3)          ~ ('a')                ~ ('a  ')",
                "one moment           ~ a timestamptz      ~ ('2024-01-01 01:00+01') ~ ('2024-01-01Z')",
                "what is no number    ~ a float8, b float4 ~ ('NaN', 'NaN') ~ ('Infinity'::float8 - 'Infinity'::float8, 'Infinity'::float4 - 'Infinity'::float4)",
                "one number           ~ a float8           ~ (1e2)                ~ (100)",
                "one document         ~ a jsonb            ~ ('{\"a\":1}')        ~ ('{ \"a\" : 1 }')",
                "discrete bounds      ~ a int4range        ~ ('[1,2]')            ~ ('[1,3)')",
                "one uuid             ~ a uuid             ~ ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11') ~ ('a0eebc999c0b4ef8bb6d6bb9bd380a11')",
            })
    void rowsThatAreStoredAlikeAreEqual(String kind, String columns, String one, String other) throws SQLException {
        // When
        String first = hash(columns, one);
        String second = hash(columns, other);

        // Then
        assertThat(first).isEqualTo(second);
    }

    @Test
    void anEnumCountsByItsLabelsWhateverTheirOrderAndWhereverItIs() throws SQLException {
        // Given
        Query.execute(connection, "create schema there; create type there.mood as enum ('ok', 'new', 'sad')");
        Query.execute(connection, "create type mood as enum ('sad', 'ok')");

        // When
        String here = hash("a mood, b mood[]", "('ok', '{sad,ok}'), ('sad', null)");
        String there = hash("a there.mood, b there.mood[]", "('ok', '{sad,ok}'), ('sad', null)");
        String others = hash("a mood, b mood[]", "('sad', '{sad,ok}'), ('ok', null)");

        // Then
        assertThat(here).isEqualTo(there).isNotEqualTo(others);
    }

    @Test
    void aDomainCountsAsWhatItIsMadeOf() throws SQLException {
        // Given
        Query.execute(connection, "create domain amount as numeric check (value > 0)");

        // When
        String domain = hash("a amount", "(1.50)");
        String plain = hash("a numeric", "(1.50)");

        // Then
        assertThat(domain).isEqualTo(plain);
    }

    @Test
    void theSettingsOfASessionDoNotCount() throws SQLException {
        // Given
        Query.execute(
                connection,
                "create table hashed as select now() as a, interval '-1 day 2 hours' as b, 0.1::float8 + 0.2 as c,"
                        + " '\\x00ff'::bytea as d, 12.5::money as e, array[1.5::float4] as f, time '12:00' as g");
        String plain = hashed();

        // When
        Query.execute(
                connection,
                "set timezone = 'Asia/Kathmandu'; set datestyle = 'ISO, DMY'; set intervalstyle = 'sql_standard';"
                        + " set extra_float_digits = -5; set bytea_output = 'escape'");

        // Then
        assertThat(hashed()).isEqualTo(plain);
    }
}
