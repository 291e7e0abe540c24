package rows.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Catalog;
import postgres.Query;
import postgres.TableName;
import postgres.TestServer;
import postgres.definition.Definitions;
import postgres.definition.TableDefinition;
import rows.TableCopy;
import rows.diff.RowSource;

class SmallTablesTest {

    private static final List<TableName> NAMES = List.of("made", "A \"b\"\nc", "none", "tree", "drawn").stream()
            .map(name -> new TableName("public", name))
            .toList();
    private static final Map<TableName, TableName> AS_BEFORE =
            NAMES.stream().collect(Collectors.toMap(Function.identity(), Function.identity()));

    private static Connection connection;
    private static List<TableCopy> kept;

    @BeforeAll
    static void tables() throws SQLException {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
        Query.execute(
                connection,
                "create domain short as text check (length(value) < 9); create sequence shared;"
                        + "create table made (id int generated always as identity (start 5), twice int generated always as"
                        + " (n * 2) stored, n int constraint positive check (n > 0), s short default 'x', t text collate"
                        + " \"C\", constraint \"own name\" primary key (id), unique (n) deferrable initially deferred,"
                        + " exclude using gist (int4range(n, n + 1) with &&));"
                        + "create unique index part on made (t) where n > 1; create index expr on made (lower(t));"
                        + "comment on table made is 'it''s one'; comment on column made.n is 'n';"
                        + "comment on constraint \"own name\" on made is 'key'; comment on index part is 'p';"
                        + "create table \"A \"\"b\"\"\nc\" (\"k\"\"\n\" serial primary key, v int[] not null);"
                        + "create table none (); create table tree (id int primary key, up int references tree);"
                        + "create table drawn (id int primary key default nextval('shared'), e int unique);"
                        + "insert into made (n, t) values (1, 'a'), (3, 'b');"
                        + "insert into \"A \"\"b\"\"\nc\" (v) values ('{1,null}'); insert into none default values;"
                        + "insert into tree values (1, null), (2, 1); insert into drawn (e) values (1), (null);"
                        + "alter table made add constraint late check (n < 2) not valid");
        connection.setAutoCommit(false);
        kept = new ArrayList<>();
        for (TableName name : NAMES) {
            kept.add(TableCopy.of(connection, name));
        }
        Query.execute(
                connection,
                "drop table " + NAMES.stream().map(TableName::quoted).collect(Collectors.joining(", ")));
        connection.commit();
    }

    @AfterAll
    static void end() throws SQLException {
        connection.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        connection.rollback();
    }

    @AfterEach
    void undo() throws SQLException {
        connection.rollback();
    }

    @Test
    void tablesThatAreMadeTogetherAreWhatTheyWere() throws Exception {
        // When
        boolean made = SmallTables.make(connection, List.copyOf(kept), AS_BEFORE);

        // Then
        assertThat(made).isTrue();
        for (TableCopy one : kept) {
            TableRestore.connect(connection, one);
        }
        assertThat(Definitions.read(connection, NAMES).stream()
                        .map(TableDefinition::toString)
                        .toList())
                .isEqualTo(kept.stream().map(one -> one.definition().toString()).toList());
    }

    @Test
    void noneIsThereIfOneHasOtherRows() throws Exception {
        // Given
        List<RowSource> damaged = new ArrayList<>(kept);
        TableCopy last = kept.get(4);
        damaged.set(
                4,
                new TableCopy(
                        last.original(),
                        last.definition(),
                        last.copy(),
                        last.rows(),
                        "0000000000000001",
                        last.buckets(),
                        false));

        // When
        boolean made = SmallTables.make(connection, damaged, AS_BEFORE);

        // Then
        assertThat(made).isFalse();
        assertThat(Catalog.all(connection, NAMES)).isEmpty();
    }

    @Test
    void noneIsThereIfTheNameOfOneIsTaken() throws Exception {
        // Given
        Query.execute(connection, "create view public.drawn as select 1");

        // When
        boolean made = SmallTables.make(connection, List.copyOf(kept), AS_BEFORE);

        // Then
        assertThat(made).isFalse();
        assertThat(Catalog.exists(connection, NAMES.get(0))).isFalse();
    }

    @Test
    void whatIsLargeIsMadeAloneInItsTurn() {
        // Given
        TableCopy first = kept.get(0);
        RowSource large = new TableCopy(
                first.original(), first.definition(), first.copy(), 1_001, first.contentHash(), null, false);

        // When
        List<List<RowSource>> groups = SmallTables.groups(List.of(kept.get(1), kept.get(2), large, kept.get(3)));

        // Then
        assertThat(groups).containsExactly(List.of(kept.get(1), kept.get(2)), List.of(large), List.of(kept.get(3)));
    }
}
