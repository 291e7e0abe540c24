package sync.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sync.TwoDatabases.difference;
import static sync.TwoDatabases.told;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import sync.TwoDatabases;

@Tag("every-postgres")
class ComparerTest {

    private static final TwoDatabases SIDES = new TwoDatabases();

    @BeforeEach
    void open() throws SQLException {
        SIDES.open();
    }

    @AfterEach
    void close() throws SQLException {
        SIDES.close();
    }

    @Test
    void equalTablesAreToldEqualWithTheirRowsAndHashes() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key, name text, price numeric(10,2))");
        SIDES.onBoth("insert into t select i, 'name ' || i, i / 7.0 from generate_series(1, 5000) i");
        SIDES.onBoth("create table empty (id int primary key)");

        // When
        RunEnd end = SIDES.compare();

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(end.detail().get("equal").booleanValue()).isTrue();
        assertThat(difference(end, "t")).isEqualTo("equal");
        assertThat(difference(end, "empty")).isEqualTo("equal");
        assertThat(told(end, "t").get("sourceRows").longValue()).isEqualTo(5000);
        assertThat(told(end, "t").get("targetRows").longValue()).isEqualTo(5000);
        assertThat(told(end, "t").get("sourceHash"))
                .isEqualTo(told(end, "t").get("targetHash"))
                .isNotEqualTo(told(end, "empty").get("sourceHash"));
        assertThat(end.rows()).isEqualTo(new Rows(5000, 0, 0, 5000, 0));
    }

    @Test
    void missingChangedAndAddedRowsAreFoundWithTheirColumns() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key, name text, price numeric(10,2), at timestamptz)");
        SIDES.onBoth("insert into t select i, 'n' || i, i, '2024-01-01' from generate_series(1, 100000) i");
        SIDES.onTarget("delete from t where id in (5, 99999)");
        SIDES.onTarget("update t set name = 'other', price = null where id = 777");
        SIDES.onTarget("update t set price = price + 1 where id = 70000");
        SIDES.onTarget("insert into t values (-3, 'early'), (100001, 'late'), (2000000000, 'very late')");

        // When
        RunEnd end = SIDES.compare("t");

        // Then
        assertThat(difference(end, "t")).isEqualTo("2 missing, 2 changed, 3 added");
        assertThat(told(end, "t").get("changedColumns")).hasToString("{\"name\":1,\"price\":2}");
        assertThat(sample(end, "t"))
                .containsExactly(
                        "added {\"id\":-3} []",
                        "missing {\"id\":5} []",
                        "changed {\"id\":777} [\"name\",\"price\"]",
                        "changed {\"id\":70000} [\"price\"]",
                        "missing {\"id\":99999} []",
                        "added {\"id\":100001} []",
                        "added {\"id\":2000000000} []");
        assertThat(end.rows()).isEqualTo(new Rows(100003, 0, 0, 99996, 7));
        assertThat(told(end, "t").get("sourceHash")).isNotEqualTo(told(end, "t").get("targetHash"));
        assertThat(SIDES.targetRows("select count(*) from t")).containsExactly("100001");
    }

    private static List<String> sample(RunEnd end, String table) {
        List<String> rows = new ArrayList<>();
        told(end, table)
                .get("sample")
                .forEach(
                        row -> rows.add(row.get("kind").textValue() + " " + row.get("key") + " " + row.get("columns")));
        return rows;
    }

    @Test
    void textKeysAreComparedByteByByteWhateverTheirCollations() throws SQLException {
        // Given
        SIDES.onSource("create table t (k text collate \"C\" primary key, v int)");
        SIDES.onTarget("create table t (k text collate \"en-x-icu\" primary key, v int)");
        SIDES.onBoth(
                "insert into t select k, 1 from unnest(array['a', 'B', 'b', 'Z', 'ä', 'é', 'zz', '€', '🐪', '']) k");
        SIDES.onTarget("update t set v = 2 where k in ('ä', 'B')");
        SIDES.onTarget("update t set k = 'É' where k = 'é'");

        // When
        RunEnd end = SIDES.compare("t");

        // Then
        assertThat(difference(end, "t")).isEqualTo("1 missing, 2 changed, 1 added");
        assertThat(sample(end, "t"))
                .containsExactly(
                        "changed {\"k\":\"B\"} [\"v\"]",
                        "added {\"k\":\"É\"} []",
                        "changed {\"k\":\"ä\"} [\"v\"]",
                        "missing {\"k\":\"é\"} []");
    }

    @Test
    void compositeKeysAreCompared() throws SQLException {
        // Given
        SIDES.onSource("create table t (n int, u uuid, v text, primary key (u, n))");
        SIDES.onTarget("create table t (v text, u uuid, n int, primary key (n, u))");
        SIDES.onBoth(
                "insert into t (n, u, v) select i % 5, ('00000000-0000-0000-0000-' || lpad((i / 5)::text, 12, '0'))::uuid,"
                        + " i from generate_series(0, 9999) i");
        SIDES.onTarget("delete from t where v = '17'");
        SIDES.onTarget("update t set v = 'x' where v = '5000'");

        // When
        RunEnd end = SIDES.compare("t");

        // Then
        assertThat(difference(end, "t")).isEqualTo("1 missing, 1 changed, 0 added");
        assertThat(sample(end, "t"))
                .containsExactly(
                        "missing {\"u\":\"00000000-0000-0000-0000-000000000003\",\"n\":2} []",
                        "changed {\"u\":\"00000000-0000-0000-0000-000000001000\",\"n\":0} [\"v\"]");
    }

    @Test
    void keysFarApartAreCompared() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id bigint primary key, v int)");
        SIDES.onBoth("insert into t select i * 1000003, i from generate_series(1, 2000) i");
        SIDES.onBoth("insert into t values (-9223372036854775808, 1), (9223372036854775807, 2)");
        SIDES.onTarget("delete from t where id = -9223372036854775808");
        SIDES.onTarget("update t set v = 9 where id in (9223372036854775807, 1000003)");

        // When
        RunEnd end = SIDES.compare("t");

        // Then
        assertThat(difference(end, "t")).isEqualTo("1 missing, 2 changed, 0 added");
    }

    @Test
    void everyKindOfKeyIsCompared() throws SQLException {
        for (String[] kind : new String[][] {
            {"smallint", "-7", "0", "7"},
            {"numeric", "1.0", "NaN", "-1e20"},
            {"numeric(10,2)", "1.10", "-0.5", "7"},
            {"timestamptz", "infinity", "2024-01-01 12:00+02", "0044-03-15 BC"},
            {"date", "infinity", "2024-01-01", "0044-03-15 BC"},
            {"bytea", "\\x00", "\\xff", "\\x"},
            {"boolean", "t", "f", "t"},
            {"float8", "-0", "NaN", "1e300"},
            {"char(5)", "a", "b ", ""},
            {"inet", "10.0.0.1", "::1", "10.0.0.0/8"},
            {"int[]", "{}", "{1,2}", "{1,NULL}"},
            {"jsonb", "{}", "{\"a\": 1.0}", "[1, \"x\"]"},
            {"mood", "glad", "sad", "glum"}
        }) {
            // Given
            SIDES.onBoth(
                    "drop table if exists t; drop type if exists mood; create type mood as enum ('sad', 'glum', 'glad')");
            SIDES.onBoth("create table t (k " + kind[0] + " primary key, v int)");
            SIDES.onBoth("insert into t values ('" + kind[1] + "', 1), ('" + kind[2] + "', 2) ");
            if (!kind[1].equals(kind[3])) {
                SIDES.onBoth("insert into t values ('" + kind[3] + "', 3)");
            }
            SIDES.onTarget("delete from t where v = 1; update t set v = 9 where v = 2");

            // When
            RunEnd end = SIDES.compare("t");

            // Then
            assertThat(difference(end, "t")).as(kind[0]).isEqualTo("1 missing, 1 changed, 0 added");
        }
    }

    @Test
    void tablesWithoutAKeyAreEqualOrNot() throws SQLException {
        // Given
        SIDES.onBoth("create table same (a int, b text); insert into same values (1, 'x'), (1, 'x'), (null, null)");
        SIDES.onBoth("create table other (a int); insert into other values (1), (1), (2)");
        SIDES.onTarget("delete from other where a = 2; insert into other values (1)");

        // When
        RunEnd end = SIDES.compare();

        // Then
        assertThat(difference(end, "same")).isEqualTo("equal");
        assertThat(told(end, "other").get("equal").booleanValue()).isFalse();
        assertThat(told(end, "other").get("note").textValue()).contains("without a primary key");
        assertThat(told(end, "other").has("missing")).isFalse();
        assertThat(end.detail().get("equal").booleanValue()).isFalse();
        assertThat(end.rows()).isEqualTo(new Rows(6, 0, 0, 3, 3));
    }

    @Test
    void aKeyOnOneSideAloneIsNone() throws SQLException {
        // Given
        SIDES.onSource("create table t (id int primary key, v int)");
        SIDES.onTarget("create table t (id int, v int)");
        SIDES.onBoth("insert into t values (1, 1), (2, 2)");

        // When
        RunEnd equal = SIDES.compare("t");
        SIDES.onTarget("insert into t values (2, 2)");
        RunEnd twice = SIDES.compare("t");

        // Then
        assertThat(difference(equal, "t")).isEqualTo("equal");
        assertThat(told(twice, "t").get("equal").booleanValue()).isFalse();
        assertThat(told(twice, "t").get("note").textValue()).contains("primary key");
    }

    @Test
    void theOrderOfColumnsDoesNotMatter() throws SQLException {
        // Given
        SIDES.onSource("create table t (id int primary key, gone int, a text, b text)");
        SIDES.onSource("alter table t drop column gone");
        SIDES.onTarget("create table t (b text, a text, id int primary key)");
        SIDES.onBoth("insert into t (id, a, b) values (1, 'a', 'b'), (2, 'b', 'a')");

        // When, Then
        assertThat(difference(SIDES.compare("t"), "t")).isEqualTo("equal");
        SIDES.onTarget("update t set a = b, b = a where id = 2");
        assertThat(difference(SIDES.compare("t"), "t")).isEqualTo("0 missing, 1 changed, 0 added");
    }

    @Test
    void aColumnMoreOnOneSideIsToldAndTheTablesAreNotEqual() throws SQLException {
        // Given
        SIDES.onSource("create table t (id int primary key, a text, mine int)");
        SIDES.onTarget("create table t (id int primary key, a text, theirs int, too int)");
        SIDES.onBoth("insert into t (id, a) values (1, 'a'), (2, 'b')");

        // When
        RunEnd end = SIDES.compare("t");

        // Then
        assertThat(difference(end, "t")).isEqualTo("0 missing, 0 changed, 0 added");
        assertThat(told(end, "t").get("onlySource")).hasToString("[\"mine\"]");
        assertThat(told(end, "t").get("onlyTarget")).hasToString("[\"theirs\",\"too\"]");
        assertThat(end.detail().get("equal").booleanValue()).isFalse();
    }

    @Test
    void valuesOfOtherTypesAreComparedByWhatTheySay() throws SQLException {
        // Given
        SIDES.onSource(
                """
                create type mood as enum ('sad', 'glad');
                create domain cents as numeric(12,2);
                create table t (id int primary key, a int, b int8, c numeric(10,2), d numeric(10,2), e varchar(20), f char(6),
                    g mood, h int[], i cents, j date, k float4, l text, m int2)""");
        SIDES.onTarget(
                """
                create type mood as enum ('glad', 'bad', 'sad');
                create table t (id int8 primary key, a int8, b int, c numeric, d numeric(20,5), e text, f varchar,
                    g mood, h int8[], i numeric, j text, k float8, l name, m numeric)""");
        SIDES.onBoth(
                """
                insert into t values
                    (1, 1, -1, 1.50, 2.5, 'é', 'ab', 'sad', '{1,NULL}', 7, '2024-01-01', 0.5, 'x', 3),
                    (2, -2147483648, 2147483647, -0.01, 0, '', '', 'glad', '{}', 0.10, '2024-12-31', -1, '', -3),
                    (3, null, null, null, null, null, null, null, null, null, null, null, null, null)""");

        // When
        RunEnd equal = SIDES.compare("t");
        SIDES.onTarget("update t set c = 1.501, g = 'bad' where id = 1");
        SIDES.onTarget("update t set a = 4294967296, m = -3.5 where id = 2");
        RunEnd changed = SIDES.compare("t");

        // Then
        assertThat(difference(equal, "t")).isEqualTo("equal");
        assertThat(told(equal, "t").get("retyped").toString())
                .isEqualTo("[\"id\",\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"h\",\"i\",\"j\",\"k\",\"l\",\"m\"]");
        assertThat(told(changed, "t").get("changedColumns")).hasToString("{\"c\":1,\"g\":1,\"a\":1,\"m\":1}");
    }

    @Test
    void keysOfOtherTypesAreCompared() throws SQLException {
        for (String[] types : new String[][] {
            {"int", "bigint"},
            {"bigint", "smallint"},
            {"numeric(10,2)", "numeric(12,4)"},
            {"int", "text"},
            {"numeric", "numeric(8,3)"},
            {"varchar(9)", "text"},
            {"int", "numeric"}
        }) {
            // Given
            SIDES.onBoth("drop table if exists t");
            SIDES.onSource("create table t (k " + types[0] + " primary key, v int)");
            SIDES.onTarget("create table t (k " + types[1] + " primary key, v int)");
            SIDES.onBoth("insert into t select i, i from generate_series(1, 300) i");
            SIDES.onTarget("delete from t where v = 10; update t set v = 0 where v = 100");

            // When
            RunEnd end = SIDES.compare("t");

            // Then
            assertThat(difference(end, "t")).as(String.join(" and ", types)).isEqualTo("1 missing, 1 changed, 0 added");
        }
    }

    @Test
    void whatIsStoredOtherwiseDiffers() throws SQLException {
        // Given
        SIDES.onBoth(
                """
                create table t (id int primary key, n numeric, f float8, j json, b jsonb, c char, a float8[], r int4range);
                insert into t values (1, 1.0, 0, '{"a": 1}', '{"a": 1.0}', 'x', '{0}', '[1,3)')""");
        SIDES.onTarget(
                "update t set n = 1.00, f = '-0', j = '{\"a\":  1}', b = '{\"a\": 1.00}', a = '{-0}', r = '[1,4)'");

        // When
        RunEnd end = SIDES.compare("t");

        // Then
        assertThat(told(end, "t").get("changedColumns"))
                .hasToString("{\"n\":1,\"f\":1,\"j\":1,\"b\":1,\"a\":1,\"r\":1}");
    }

    @Test
    void settingsOfTheDatabasesDoNotMatter() throws SQLException {
        // Given
        SIDES.onBoth(
                """
                create table t (id int primary key, at timestamptz, i interval, m money, b bytea[], f float8[], d date[]);
                insert into t values (1, '2024-07-01 12:00Z', '1 day 2 hours', 1.5, '{"\\\\x00ff"}', '{0.1,1e-7}', '{2024-02-03}')""");
        String name = SIDES.targetRows("select current_database()").get(0);
        for (String setting : List.of(
                "timezone = 'Asia/Tokyo'",
                "datestyle = 'German'",
                "intervalstyle = 'iso_8601'",
                "bytea_output = 'escape'",
                "extra_float_digits = -5")) {
            SIDES.onTarget("alter database " + name + " set " + setting);
        }

        // When
        RunEnd end = SIDES.comparer(SIDES.known(java.util.Map.of(
                        "copy",
                        TwoDatabases.database(
                                SIDES.targetUrl, postgres.TestServer.username(), postgres.TestServer.password()))))
                .compare(TwoDatabases.asked(false), TwoDatabases.flow());

        // Then
        SIDES.onTarget("alter database " + name + " reset all");
        assertThat(difference(end, "t")).isEqualTo("equal");
    }

    @Test
    void anEmptySideIsCompared() throws SQLException {
        // Given
        SIDES.onBoth("create table a (id int primary key, v int); create table b (id uuid primary key)");
        SIDES.onSource("insert into a select i, i from generate_series(1, 30000) i");
        SIDES.onTarget("insert into b select gen_random_uuid() from generate_series(1, 5000)");

        // When
        RunEnd end = SIDES.compare();

        // Then
        assertThat(difference(end, "a")).isEqualTo("30000 missing, 0 changed, 0 added");
        assertThat(difference(end, "b")).isEqualTo("0 missing, 0 changed, 5000 added");
        assertThat(told(end, "a").get("sample")).hasSize(20);
        assertThat(end.rows()).isEqualTo(new Rows(35000, 0, 0, 0, 35000));
    }

    @Test
    void aTableThatTheTargetLacksIsTold() throws SQLException {
        // Given
        SIDES.onSource("create table t (id int primary key); insert into t values (1), (2)");

        // When
        RunEnd end = SIDES.compare();

        // Then
        assertThat(told(end, "t").get("note").textValue()).isEqualTo("the target has no such table");
        assertThat(told(end, "t").get("missing").longValue()).isEqualTo(2);
        assertThat(end.detail().get("equal").booleanValue()).isFalse();
        assertThat(end.rows()).isEqualTo(new Rows(2, 0, 0, 0, 2));
    }

    @Test
    void aTableThatTheSourceLacksIsNotFound() throws SQLException {
        // Given
        SIDES.onTarget("create table t (id int primary key)");

        // When, Then
        assertThatThrownBy(() -> SIDES.compare("t"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("there is no table \"t\" on the source");
    }

    @Test
    void aTableOutsideTheFlowIsRefused() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key); create table u (id int primary key)");

        // When, Then
        assertThatThrownBy(() ->
                        SIDES.comparer(SIDES.databases).compare(TwoDatabases.asked(false, "u"), TwoDatabases.flow("t")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("u is not a table of flow nightly");
    }

    @Test
    void aViewIsRefused() throws SQLException {
        // Given
        SIDES.onSource("create table t (id int primary key); create view v as select * from t");
        SIDES.onTarget("create view t as select 1 as id");

        // When, Then
        assertThatThrownBy(() -> SIDES.compare("v")).hasMessageContaining("is no table but a view");
        assertThatThrownBy(() -> SIDES.compare("t")).hasMessageContaining("t is no table in the database copy");
    }

    @Test
    void partitionsAreComparedAsOneTable() throws SQLException {
        // Given
        SIDES.onSource(
                """
                create table t (id int, at date, primary key (id, at)) partition by range (at);
                create table t_1 partition of t for values from ('2024-01-01') to ('2025-01-01');
                create table t_2 partition of t for values from ('2025-01-01') to ('2026-01-01')""");
        SIDES.onTarget("create table t (id int, at date, primary key (id, at))");
        SIDES.onBoth("insert into t select i, date '2024-01-01' + i % 700 from generate_series(1, 2000) i");

        // When, Then
        assertThat(difference(SIDES.compare(), "t")).isEqualTo("equal");
        SIDES.onSource("delete from t where id = 1000");
        assertThat(difference(SIDES.compare(), "t")).isEqualTo("0 missing, 0 changed, 1 added");
    }

    @Test
    void childrenThatInheritAreTablesOfTheirOwn() throws SQLException {
        // Given
        SIDES.onSource("create table t (id int primary key); create table child (primary key (id)) inherits (t)");
        SIDES.onTarget("create table t (id int primary key); create table child (id int primary key)");
        SIDES.onBoth("insert into t values (1); insert into child values (2)");

        // When
        RunEnd end = SIDES.compare();

        // Then
        assertThat(difference(end, "t")).isEqualTo("equal");
        assertThat(difference(end, "child")).isEqualTo("equal");
        assertThat(end.detail().at("/notes/0").asText())
                .contains("child inherits from t in ")
                .contains("and not in")
                .contains("alter table \"public\".\"child\" inherit \"public\".\"t\"");
        assertThat(end.detail().get("equal").asBoolean()).isFalse();
    }

    @Test
    void computedColumnsAreComparedToo() throws SQLException {
        // Given
        SIDES.onSource("create table t (id int primary key, double int generated always as (id * 2) stored)");
        SIDES.onTarget("create table t (id int primary key, double int generated always as (id * 3) stored)");
        SIDES.onBoth("insert into t values (0), (1)");

        // When
        RunEnd end = SIDES.compare("t");

        // Then
        assertThat(difference(end, "t")).isEqualTo("0 missing, 1 changed, 0 added");
        assertThat(told(end, "t").get("changedColumns")).hasToString("{\"double\":1}");
    }

    @Test
    void tablesThatOnlyTheTargetHasAreToldAndAreNoDifference() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key)");
        SIDES.onTarget("create schema other; create table other.mine (id int); create table more (id int)");
        SIDES.onTarget("create table parted (id int) partition by list (id);"
                + " create table part partition of parted for values in (1)");

        // When
        RunEnd all = SIDES.compare();
        RunEnd some = SIDES.compare("t");
        SIDES.onTarget("drop schema other cascade");

        // Then
        assertThat(all.detail().get("onlyTarget"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("other.mine", "more", "parted");
        assertThat(all.detail().get("equal").booleanValue()).isTrue();
        assertThat(some.detail().get("onlyTarget")).isEmpty();
    }
}
