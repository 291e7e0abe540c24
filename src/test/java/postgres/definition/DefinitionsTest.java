package postgres.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Query;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;
import postgres.TestServer;

@Tag("every-postgres")
class DefinitionsTest {

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private TableDefinition read(String name) throws SQLException {
        return Definitions.read(connection, new TableName("public", name));
    }

    @Test
    void aDefinitionSurvivesJson() throws SQLException, JsonProcessingException {
        // Given
        TableZoo.make(connection);
        List<TableDefinition> definitions = Definitions.read(connection, TableZoo.tables(connection));

        // When
        String json = JSON.writeValueAsString(definitions);
        List<TableDefinition> back = JSON.readValue(json, new TypeReference<>() {});

        // Then
        assertThat(back).isEqualTo(definitions);
    }

    @Test
    void whatJsonLeavesOutIsEmptyAndWhatItSaysMoreIsPassedOver() throws JsonProcessingException {
        // Given
        String json =
                "{\"name\":{\"schema\":\"public\",\"name\":\"t\"},\"later\":1,\"columns\":[{\"name\":\"a\",\"type\":\"text\"}]}";

        // When
        TableDefinition definition = JSON.readValue(json, TableDefinition.class);

        // Then
        assertThat(definition.constraints()).isEmpty();
        assertThat(definition.kind()).isEqualTo(Table.Kind.TABLE);
        assertThat(Ddl.of(definition).createTable())
                .containsExactly("create table \"public\".\"t\" (\n    \"a\" text\n)");
    }

    @Test
    void aColumnIsReadAsItWasDeclared() throws SQLException {
        // Given
        TableZoo.make(connection);

        // When
        List<ColumnDefinition> columns = read("typed").columns();

        // Then
        assertThat(columns)
                .extracting(ColumnDefinition::type)
                .contains(
                        "character varying(7)",
                        "numeric(6,2)",
                        "interval day to second(2)",
                        "timestamp(3) with time zone",
                        "character(3)",
                        "bpchar",
                        "\"char\"",
                        "public.mood[]",
                        "public.more_positive",
                        "\"Odd \"\"Place\"\"\".\"Mood\"[]");
        assertThat(columns)
                .filteredOn(column -> column.name().equals("w"))
                .extracting(ColumnDefinition::defaultExpression)
                .containsExactly("'ok'::public.mood");
    }

    @Test
    void typesComeBeforeThoseMadeOfThemAndOnlyWhatCannotBeMadeIsRequired() throws SQLException {
        // Given
        TableZoo.make(connection);

        // When
        TableDefinition typed = read("typed");
        TableDefinition table = Definitions.read(connection, new TableName("Odd \"Place\"", "Ta\"ble"));

        // Then
        assertThat(typed.types())
                .extracting(TypeDefinition::name)
                .containsSubsequence("positive", "more_positive")
                .containsSubsequence("mood", "pair")
                .contains("Mood", "name_c", "span")
                .doesNotHaveDuplicates();
        assertThat(typed.types())
                .filteredOn(type ->
                        type.kind() == TypeDefinition.Kind.ENUM && type.name().equals("mood"))
                .flatExtracting(TypeDefinition::labels)
                .containsExactly("sad", "ok", "it's \\ fine");
        assertThat(typed.requires()).isEmpty();
        assertThat(table.requires())
                .containsExactly(new Requirement("function", "\"Odd \"\"Place\"\"\".is_even(integer)"));
    }

    @Test
    void whatComesFromAnExtensionRequiresTheExtension() throws SQLException {
        // Given
        assumeThat(Query.list(
                        connection,
                        "select from pg_available_extensions where name in ('citext', 'btree_gist')",
                        row -> true))
                .hasSize(2);
        Query.execute(connection, "create extension citext; create extension btree_gist");
        Query.execute(
                connection,
                "create table t(a citext[], b integer, c tsrange, exclude using gist (b with =, c with &&), check (a[1] = 'X'))");

        // When
        TableDefinition definition = read("t");

        // Then
        assertThat(definition.types()).isEmpty();
        assertThat(definition.requires())
                .containsExactly(new Requirement("extension", "btree_gist"), new Requirement("extension", "citext"));
    }

    @Test
    void aTablesRowTypeIsRequired() throws SQLException {
        // Given
        Query.execute(connection, "create table a(x integer); create table b(y a[])");

        // When
        TableDefinition definition = read("b");

        // Then
        assertThat(definition.requires()).containsExactly(new Requirement("type", "public.a"));
    }

    @Test
    void partitionsAreReadWithWhatTheyDoNotHaveFromAbove() throws SQLException {
        // Given
        TableZoo.make(connection);

        // When
        List<TableDefinition> both = Definitions.read(
                connection, List.of(new TableName("public", "events"), new TableName("public", "others")));

        // Then
        Partitioning partitioning = both.get(0).partitioning();
        assertThat(partitioning.key()).isEqualTo("RANGE (at)");
        assertThat(partitioning.all())
                .extracting(partition -> partition.name().display())
                .containsExactlyInAnyOrder(
                        "events_2024",
                        "parts.events_2025",
                        "parts.events_2025_rest",
                        "parts.events_2025_sad",
                        "hashed_like",
                        "parts.others",
                        "parts.odd",
                        "others");
        assertThat(partitioning.partitions())
                .filteredOn(partition -> partition.name().name().equals("others"))
                .singleElement()
                .satisfies(others -> {
                    assertThat(others.bound()).isEqualTo("DEFAULT");
                    assertThat(others.constraints())
                            .extracting(ConstraintDefinition::name)
                            .containsExactly("others_key", "big");
                    assertThat(others.indexes()).isEmpty();
                });
        assertThat(both.get(1).inherits()).containsExactly(new TableName("public", "events"));
        assertThat(both.get(1).constraints())
                .extracting(ConstraintDefinition::kind)
                .contains(ConstraintDefinition.Kind.PRIMARY_KEY, ConstraintDefinition.Kind.FOREIGN_KEY);
    }

    @Test
    void inheritanceIsSaidOnBothSides() throws SQLException {
        // Given
        TableZoo.make(connection);

        // When
        List<TableDefinition> both = Definitions.read(
                connection, List.of(new TableName("public", "keyless"), new TableName("public", "heirs")));

        // Then
        assertThat(both.get(0).inheritedBy()).containsExactly(new TableName("public", "heirs"));
        assertThat(both.get(1).inherits()).containsExactly(new TableName("public", "keyless"));
        assertThat(both.get(1).columns()).hasSize(4);
    }

    @Test
    void theSpellingDoesNotDependOnWhoAsksAndTheirSettingsStay() throws SQLException {
        // Given
        TableZoo.make(connection);
        List<TableName> tables = TableZoo.tables(connection);
        List<TableDefinition> usual = Definitions.read(connection, tables);
        List<String> settings = List.of("search_path", "TimeZone", "IntervalStyle", "quote_all_identifiers");
        Query.execute(
                connection,
                "set search_path = \"Odd \"\"Place\"\"\", public; set timezone = 'Asia/Tokyo'; set intervalstyle = 'iso_8601'; set quote_all_identifiers = on; set extra_float_digits = -5");
        List<String> before = shown(settings);

        // When
        List<TableDefinition> unusual = Definitions.read(connection, tables);

        // Then
        assertThat(unusual).isEqualTo(usual);
        assertThat(shown(settings)).isEqualTo(before);
    }

    private List<String> shown(List<String> settings) throws SQLException {
        return Query.list(
                connection,
                "select current_setting(s) from unnest(?::text[]) s",
                row -> row.getString(1),
                connection.createArrayOf("text", settings.toArray()));
    }

    @Test
    void aReadOnlySnapshotIsEnoughAndItsLocalSettingsStay() throws SQLException {
        // Given
        Query.execute(connection, "create table t(a integer)");
        connection.setAutoCommit(false);
        Query.execute(connection, "set transaction isolation level repeatable read, read only");
        Query.execute(connection, "set local search_path = 'here'");
        TableDefinition before = read("t");
        try (Connection other =
                TestServer.dataSource(connection.getMetaData().getURL()).getConnection()) {
            Query.execute(other, "create table later()");
        }

        // When
        TableDefinition after = read("t");

        // Then
        assertThat(after).isEqualTo(before);
        assertThatThrownBy(() -> read("later")).hasMessageContaining("no such table: later");
        assertThat(shown(List.of("search_path"))).containsExactly("here");
        connection.commit();
        assertThat(shown(List.of("search_path"))).containsExactly("\"$user\", public");
    }

    @Test
    void whatIsNoTableIsRefused() throws SQLException {
        // Given
        Query.execute(connection, "create view v as select 1; create temporary table temporary(a integer)");

        // When / Then
        assertThatThrownBy(() -> Definitions.read(
                        connection, List.of(new TableName("public", "v"), new TableName("hr", "staff"))))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(SqlState.UNDEFINED_TABLE))
                .hasMessage("no such table: hr.staff, v");
    }

    @Test
    void aSequenceThatMayNotBeReadHasNoPosition() throws SQLException {
        // Given
        Query.execute(connection, "create table t(id serial)");
        String role = "reader_" + connection.getCatalog();
        Query.execute(connection, "create role " + role + "; set role " + role);

        // When
        TableDefinition definition = read("t");

        // Then
        assertThat(definition.sequences())
                .extracting(SequenceDefinition::lastValue)
                .containsOnlyNulls();
        assertThat(Ddl.of(definition).sequencePositions()).isEmpty();
    }
}
