package postgres.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Query;
import postgres.TableName;
import postgres.TestServer;

@Tag("every-postgres")
class DdlTest {

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void theScriptMakesEveryTableAgainInAnotherDatabaseExactlyAsItWas() throws SQLException {
        // Given
        TableZoo.make(connection);
        Query.execute(connection, "alter table heirs no inherit keyless");
        List<TableDefinition> originals = Definitions.read(connection, TableZoo.tables(connection));
        try (Connection elsewhere =
                TestServer.dataSource(TestServer.createDatabase()).getConnection()) {
            Query.execute(elsewhere, TableZoo.FUNCTIONS);

            // When
            Script script = Ddl.script(originals);
            run(elsewhere, script.beforeData());
            run(elsewhere, script.afterData());
            run(elsewhere, script.triggers());

            // Then
            List<TableName> tables = TableZoo.tables(elsewhere);
            assertThat(tables).isEqualTo(TableZoo.tables(connection));
            assertThat(Definitions.read(elsewhere, tables)).containsExactlyElementsOf(originals);
        }
    }

    @Test
    void theScriptAsksForSchemasAndTypesOnlyOnceAndLeavesThoseThatAreThere() throws SQLException {
        // Given
        TableZoo.make(connection);
        List<TableDefinition> originals = Definitions.read(connection, TableZoo.tables(connection));

        // When
        Script script = Ddl.script(originals);
        for (TableDefinition original : originals) {
            run(connection, Ddl.of(original).schemas());
            run(connection, Ddl.of(original).types());
        }

        // Then
        assertThat(script.beforeData()).doesNotHaveDuplicates();
    }

    @Test
    void everyTableIsMadeAgainBesideTheOriginalUnderAnotherName() throws SQLException {
        assertMadeAgain(original -> new TableName(original.schema(), Names.fitting(original.name() + "_2")));
    }

    @Test
    void everyTableIsMadeAgainUnderItsNameInAnotherSchema() throws SQLException {
        assertMadeAgain(original -> new TableName("new \"home\"", original.name()));
    }

    @Test
    void everyTableIsMadeAgainUnderTheLongestOfNamesInAnotherSchema() throws SQLException {
        assertMadeAgain(original ->
                new TableName("new \"home\"", Names.fitting("'\"é " + "long ".repeat(12) + original.name())));
    }

    private void assertMadeAgain(Function<TableName, TableName> target) throws SQLException {
        // Given
        TableZoo.make(connection);
        List<TableDefinition> originals = Definitions.read(connection, TableZoo.tables(connection));
        List<TableName> before = TableZoo.tables(connection);

        for (TableDefinition original : originals) {
            // When
            Names names = Names.of(original, target.apply(original.name()));
            make(Ddl.of(original, names));

            // Then
            TableDefinition copy = Definitions.read(connection, names.target());
            assertThat(Renamed.sorted(copy)).isEqualTo(Renamed.of(original, names));
        }
        List<TableDefinition> afterwards = Definitions.read(connection, before);
        assertThat(afterwards).isEqualTo(originals);
    }

    @Test
    void aCopyDrawsItsNumbersFromASequenceOfItsOwn() throws SQLException {
        // Given
        Query.execute(connection, "create table orders(id serial primary key, note text)");
        Query.execute(connection, "insert into orders(note) values ('a'), ('b')");
        TableDefinition orders = Definitions.read(connection, new TableName("public", "orders"));
        make(Ddl.of(orders, new TableName("public", "orders2")));

        // When
        List<Long> given = Query.list(
                connection, "insert into orders2(note) values ('c'), ('d') returning id", row -> row.getLong(1));
        Query.execute(connection, "drop table orders2");
        long next = Query.list(connection, "insert into orders(note) values ('e') returning id", row -> row.getLong(1))
                .get(0);

        // Then
        assertThat(given).containsExactly(3L, 4L);
        assertThat(next).isEqualTo(3);
    }

    @Test
    void aForeignKeyToTheTableItselfFollowsAndOneToAnotherStays() throws SQLException {
        // Given
        Query.execute(connection, "create table towns(id integer primary key)");
        Query.execute(
                connection,
                "create table people(id integer primary key, parent integer references people, town integer references towns)");
        TableDefinition people = Definitions.read(connection, new TableName("public", "people"));

        // When
        List<String> statements =
                Ddl.of(people, new TableName("public", "folk")).foreignKeys();

        // Then
        assertThat(statements)
                .containsExactly(
                        "alter table \"public\".\"folk\" add constraint \"folk_parent_fkey\" foreign key (\"parent\") references \"public\".\"folk\" (\"id\")",
                        "alter table \"public\".\"folk\" add constraint \"folk_town_fkey\" foreign key (\"town\") references \"public\".\"towns\" (\"id\")");
    }

    @Test
    void tablesThatMoveTogetherKeepPointingAtEachOther() throws SQLException {
        // Given
        Query.execute(connection, "create table hens(id integer primary key, egg integer)");
        Query.execute(connection, "create table eggs(id integer primary key, hen integer references hens)");
        Query.execute(connection, "alter table hens add foreign key (egg) references eggs");
        List<TableDefinition> originals =
                Definitions.read(connection, List.of(new TableName("public", "hens"), new TableName("public", "eggs")));
        Map<TableName, TableName> moved = new HashMap<>();
        originals.forEach(original ->
                moved.put(original.name(), new TableName("safe", original.name().name())));
        List<Ddl> tables = originals.stream()
                .map(original -> Ddl.of(original, Names.of(original, moved.get(original.name()), moved)))
                .toList();

        // When
        for (Function<Ddl, List<String>> phase :
                List.<Function<Ddl, List<String>>>of(Ddl::schemas, Ddl::createTable, Ddl::keys, Ddl::foreignKeys)) {
            for (Ddl table : tables) {
                run(connection, phase.apply(table));
            }
        }

        // Then
        List<TableDefinition> copies = Definitions.read(connection, List.copyOf(moved.values()));
        assertThat(copies)
                .flatExtracting(TableDefinition::constraints)
                .filteredOn(constraint -> constraint.foreignKey() != null)
                .extracting(constraint -> constraint.foreignKey().references().schema())
                .containsExactly("safe", "safe");
    }

    @Test
    void rowsThatBreakARuleNotYetValidStillGoInBeforeIt() throws SQLException {
        // Given
        Query.execute(connection, "create table old(a integer)");
        Query.execute(connection, "insert into old values (-1)");
        Query.execute(connection, "alter table old add constraint positive check (a > 0) not valid");
        Ddl copy = Ddl.of(Definitions.read(connection, new TableName("public", "old")), new TableName("public", "new"));
        run(connection, copy.createTable());

        // When
        Query.execute(connection, "insert into new select * from old");
        run(connection, copy.checks());

        // Then
        long rows = Query.list(connection, "select count(*) from new", row -> row.getLong(1))
                .get(0);
        assertThat(rows).isEqualTo(1);
    }

    @Test
    void triggersAndPoliciesAreOnlySaidUnderTheTablesOwnName() throws SQLException {
        // Given
        TableZoo.make(connection);
        TableDefinition watched = Definitions.read(connection, new TableName("public", "watched"));

        // When
        Ddl same = Ddl.of(watched);
        Ddl other = Ddl.of(watched, new TableName("public", "watched2"));

        // Then
        assertThat(same.triggers()).hasSize(3);
        assertThat(same.policies()).hasSize(2);
        assertThat(other.triggers()).isEmpty();
        assertThat(other.policies()).isEmpty();
    }

    private void make(Ddl ddl) throws SQLException {
        run(
                connection,
                Stream.of(
                                ddl.schemas(),
                                ddl.types(),
                                ddl.createTable(),
                                ddl.keys(),
                                ddl.checks(),
                                ddl.indexes(),
                                ddl.foreignKeys(),
                                ddl.settings(),
                                ddl.comments(),
                                ddl.sequencePositions(),
                                ddl.triggers(),
                                ddl.policies())
                        .flatMap(List::stream)
                        .toList());
    }

    private static void run(Connection connection, List<String> statements) throws SQLException {
        for (String statement : statements) {
            try {
                Query.execute(connection, statement);
            } catch (SQLException e) {
                throw new SQLException(e.getMessage() + "\n" + statement, e.getSQLState(), e);
            }
        }
    }
}
