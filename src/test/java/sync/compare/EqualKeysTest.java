package sync.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static sync.TwoDatabases.difference;
import static sync.TwoDatabases.told;

import java.sql.SQLException;
import ledger.RunEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sync.TwoDatabases;

/** Keys that are written in two ways and are one to their type, held against each other. */
@Tag("every-postgres")
class EqualKeysTest {

    private static final TwoDatabases SIDES = new TwoDatabases();

    @BeforeEach
    void open() throws SQLException {
        SIDES.open();
        SIDES.onBoth("create extension if not exists citext schema public; create type place as (x int, y citext);"
                + " create collation any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
    }

    @AfterEach
    void close() throws SQLException {
        SIDES.close();
    }

    @ParameterizedTest(name = "{0}: {1} and {2}")
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "citext | 'abc' | 'ABC'",
                "text collate any_case | 'straße' | 'Straße'",
                "numeric | 1.0 | 1.000",
                "float8 | 0.0 | '-0'",
                "interval | '1 day' | '24 hours'",
                "place | row(1, 'a') | row(1, 'A')",
                "citext[] | '{a,b}' | '{A,b}'"
            })
    void aKeyThatIsWrittenInAnotherWayIsOneRowThatChanged(String type, String one, String other) throws SQLException {
        // Given
        SIDES.onBoth("create table t (n int, k " + type + ", v text, primary key (k, n))");
        SIDES.onSource(
                "insert into t values (1, " + one + ", 'same'), (2, " + one + ", 'then'), (3, " + one + ", 'gone')");
        SIDES.onTarget(
                "insert into t values (1, " + other + ", 'same'), (2, " + other + ", 'now'), (4, " + one + ", 'more')");

        // When
        RunEnd end = SIDES.compare("t");

        // Then
        boolean identical = type.equals("numeric") || type.equals("float8") && one.equals(other);
        assertThat(difference(end, "t"))
                .isIn("1 missing, 2 changed, 1 added", identical ? "1 missing, 1 changed, 1 added" : "");
        assertThat(told(end, "t").get("sample").toString()).contains("\"v\"").contains("\"changed\"");
        assertThat(end.rows().in()).isEqualTo(4);
    }

    @Test
    void rowsOfOtherKeysStayMissingAndAdded() throws SQLException {
        // Given
        SIDES.onBoth("create table t (k citext primary key)");
        SIDES.onSource("insert into t select 'key ' || i from generate_series(1, 1000) i");
        SIDES.onTarget("insert into t select 'KEY ' || i from generate_series(501, 1500) i");

        // When
        RunEnd end = SIDES.compare("t");

        // Then
        assertThat(difference(end, "t")).isEqualTo("500 missing, 500 changed, 500 added");
        assertThat(told(end, "t").get("changedColumns")).hasToString("{\"k\":500}");
        assertThat(end.rows().in()).isEqualTo(1500);
    }
}
