package postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.ReferringKey.Action;

@Tag("every-postgres")
class ReferringKeyTest {

    private Connection connection;

    @BeforeEach
    void aDatabase() throws SQLException {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
    }

    @AfterEach
    void end() throws SQLException {
        connection.close();
    }

    @Test
    void whatPointsToATableIsToldWithWhatItDoes() throws SQLException {
        // Given
        Query.execute(
                connection,
                """
                create table p (a int, b int, code text unique, primary key (a, b));
                create table one (id int primary key, x int, y int,
                                  foreign key (y, x) references p (b, a) on delete set null on update cascade);
                create table two (id int primary key, code text references p (code) on delete set default);
                create table three (id int primary key, x int, y int, foreign key (x, y) references p)""");

        // When
        List<ReferringKey> keys = to("p");

        // Then
        assertThat(keys)
                .extracting(
                        key -> key.table().name(),
                        ReferringKey::onDelete,
                        ReferringKey::onUpdate,
                        ReferringKey::columns,
                        ReferringKey::referredColumns,
                        ReferringKey::blanked)
                .containsExactly(
                        tuple(
                                "one",
                                Action.SET_NULL,
                                Action.CASCADE,
                                List.of("y", "x"),
                                List.of("b", "a"),
                                List.of("x", "y")),
                        tuple(
                                "three",
                                Action.NO_ACTION,
                                Action.NO_ACTION,
                                List.of("x", "y"),
                                List.of("a", "b"),
                                List.of("x", "y")),
                        tuple(
                                "two",
                                Action.SET_DEFAULT,
                                Action.NO_ACTION,
                                List.of("code"),
                                List.of("code"),
                                List.of("code")));
    }

    @Test
    void whatPartitionsShareIsToldOnceAndWhatTheyHaveAloneToo() throws SQLException {
        // Given
        Query.execute(
                connection,
                """
                create table p (id int primary key) partition by range (id);
                create table p1 partition of p for values from (0) to (10);
                create table p2 partition of p for values from (10) to (20);
                create table c (id int primary key, p int references p on delete cascade) partition by range (id);
                create table c1 partition of c for values from (0) to (10);
                create table c2 partition of c for values from (10) to (20);
                alter table c2 add constraint only_c2 foreign key (p) references p1 on delete set null;
                insert into p values (1), (11);
                insert into c values (1, 1), (2, 11), (11, 1)""");

        // When
        List<ReferringKey> whole = to("p");
        List<ReferringKey> part = to("p2");

        // Then
        assertThat(whole)
                .extracting(key -> key.table().name(), key -> key.root().name(), ReferringKey::pointsToPart)
                .containsExactly(tuple("c", "c", false), tuple("c2", "c", true));
        assertThat(part).extracting(ReferringKey::name).containsExactly("c_p_fkey");
        assertThat(refer(whole.get(0), "p")).isEqualTo(3);
        assertThat(refer(whole.get(1), "p")).isOne();
        assertThat(refer(part.get(0), "p2")).isOne();
    }

    @Test
    void theKeysOwnOperatorSaysWhoRefersToWhom() throws SQLException {
        // Given
        Query.execute(
                connection,
                """
                create collation loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                create table p (id text collate loose primary key);
                create table c (id text collate loose references p);
                insert into p values ('a');
                insert into c values ('A');
                set search_path = pg_catalog""");

        // When
        List<ReferringKey> keys = to("public.p");

        // Then
        assertThat(refer(keys.get(0), "public.p")).isOne();
    }

    private List<ReferringKey> to(String table) throws SQLException {
        return ReferringKey.to(connection, Catalog.find(connection, table).orElseThrow());
    }

    private long refer(ReferringKey key, String referred) throws SQLException {
        return Query.first(
                        connection,
                        "select count(*) from " + key.relation() + " r join " + referred + " t on "
                                + key.refers("r", "t"),
                        row -> row.getLong(1))
                .orElseThrow();
    }
}
