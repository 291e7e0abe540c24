package postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("every-postgres")
class ConditionTest {

    private static final TableName TABLE = new TableName("public", "Odd \"Table\"");

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
        Query.execute(connection, "create table " + TABLE.quoted() + " (id int, t text)");
        Query.execute(connection, "insert into " + TABLE.quoted() + " values (1, 'a'), (2, ';)--'), (3, null)");
        Query.execute(connection, "create sequence called");
        Query.execute(connection, "create function coin() returns boolean language sql as 'select random() < 0.5'");
        Query.execute(connection, "create function sure() returns boolean language sql stable as 'select true'");
        Query.execute(
                connection, "create function odd(int, int) returns boolean language sql as 'select random() < 0.5'");
        Query.execute(connection, "create operator <?> (leftarg = int, rightarg = int, function = odd)");
        Query.execute(
                connection,
                "create function drawn() returns bigint language plpgsql stable as 'begin return nextval(''called''); end'");
        Query.execute(connection, "create view tossed as select 2 as id where coin()");
        Query.execute(connection, "create view tossed_again as select * from tossed");
        Query.execute(connection, "create materialized view tossed_once as select 2 as id where coin() is not null");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id = 2",
                "t.id = 2",
                "t = ';)--'",
                "id = 2 -- and no more",
                "id = 2 /* ) or true */",
                "id in (select max(id) - 1 from \"Odd \"\"Table\"\"\")",
                "exists (select 1 where id = 2)",
                "(id = 2) and (true)",
                "t = $$;)--$$",
                "t = E';\\)--'",
                "id > 1\nand t is not null",
                "case when id = 2 then true end",
                "id = 2 and now() > '2020-01-01' and current_date > date '2020-01-01'",
                "id = 2 and sure()",
                "id in (select id from tossed_once)"
            })
    void anExpressionIsPutWhereItBelongs(String sql) throws SQLException {
        // When
        Condition condition = Condition.checked(connection, TABLE, sql);

        // Then
        assertThat(Query.list(
                        connection,
                        "select id from " + TABLE.quoted() + " t" + condition.clause() + " order by id",
                        row -> row.getInt(1)))
                .containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "--",
                "id",
                "t",
                "1",
                "nothing = 1",
                "id = 'x'",
                "id = 1;",
                "true; drop table \"Odd \"\"Table\"\"\"; --",
                "true); drop table \"Odd \"\"Table\"\"\"; --",
                "true); drop table \"Odd \"\"Table\"\"\"; select (true",
                "true) union select (1",
                "true) limit (1",
                "true) order by (true",
                "true) returning (true",
                "true) or (true",
                "true) is not null or (true",
                "true)) or ((true",
                "true] or [true",
                "true) /* ( */ or (true",
                "true) or array[(true",
                "true, true",
                "true), (true",
                "[true]",
                "select true",
                "true as other",
                "true /*",
                "t = 'x",
                "t = $$x",
                "count(*) > 1",
                "row_number() over () = 1",
                "generate_series(1, 2) = 1",
                "id = $1",
                "* "
            })
    void anythingElseIsRefusedAndChangesNothing(String sql) throws SQLException {
        // When
        assertThatThrownBy(() -> Condition.checked(connection, TABLE, sql))
                .isInstanceOf(SQLException.class)
                .satisfies(refused ->
                        assertThat(SqlState.isRowsFault((SQLException) refused)).isTrue());

        // Then
        assertThat(Query.list(connection, "select count(*) from " + TABLE.quoted(), row -> row.getInt(1)))
                .containsExactly(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    random() < 0.5                                                       ~ random()
                    id = 2 and t < clock_timestamp()::text                               ~ clock_timestamp()
                    coin()                                                               ~ coin()
                    id <?> 1                                                             ~ odd(integer,integer)
                    id <?> any (array[1])                                                ~ odd(integer,integer)
                    exists (select from (select coin() as c) x where c)                  ~ coin()
                    id in (with c as (select 2 as i where coin()) select i from c)       ~ coin()
                    id in (select id from tossed_again)                                  ~ coin()
                    id in (select i from generate_series(1, (random() * 3)::int) i)      ~ random()
                    case when coalesce(nullif(not (id + (array[nextval('called')])[1] > 0), true), true) then true end ~ nextval(regclass)
                    """)
    void whatMayAnswerOtherwiseEachTimeIsRefused(String sql, String function) throws SQLException {
        // When
        assertThatThrownBy(() -> Condition.checked(connection, TABLE, sql))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("calls " + function);

        // Then
        assertThat(Query.list(connection, "select is_called from called", row -> row.getBoolean(1)))
                .containsExactly(false);
    }

    @Test
    void aConditionIsLookedAtAndNotRun() throws SQLException {
        // When
        Condition.checked(connection, TABLE, "drawn() > 0 and 1 / (id - id) = 1");

        // Then
        assertThat(Query.list(connection, "select is_called from called", row -> row.getBoolean(1)))
                .containsExactly(false);
    }

    @Test
    void noConditionIsNone() {
        assertThatThrownBy(() -> new Condition(null)).isInstanceOf(NullPointerException.class);
    }
}
