package rows.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import ledger.DeadLetter;
import ledger.Json;
import ledger.Rows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Catalog;
import postgres.Query;
import postgres.Table;
import postgres.TestServer;

/** Rows of no file at all, on their way into a real table. */
class RowLoaderTest {

    private static final LetterWriter LETTERS = new LetterWriter(UUID.randomUUID(), "rows by hand");

    private Connection connection;

    @BeforeEach
    void aTransaction() throws SQLException {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
        connection.setAutoCommit(false);
        Query.execute(
                connection, "create table person (id int primary key, name text not null, boss int references person)");
    }

    @AfterEach
    void end() throws SQLException {
        connection.close();
    }

    /** What the loader said and counted. */
    private record Loaded(List<DeadLetter> letters, Rows rows) {}

    private Loaded load(LoadMode mode, String... rows) throws SQLException, IOException {
        Table table = Catalog.find(connection, "person").orElseThrow();
        List<NamedRows.NamedRow> named = new ArrayList<>();
        for (String row : rows) {
            byte[] received = row.getBytes(StandardCharsets.UTF_8);
            named.add(new NamedRows.NamedRow(
                    table, named.size() + 1L, Json.read(row), received, TextEncoding.UTF_8, null));
        }
        RowLoader loader = new RowLoader(connection, mode, LETTERS, false);
        List<DeadLetter> letters = new ArrayList<>();
        try (NamedRows source = NamedRows.of(named, LETTERS)) {
            for (Batch batch = source.next(); batch != null; batch = source.next()) {
                letters.addAll(loader.load(batch, source));
            }
            letters.addAll(loader.loadWaiting(source));
        }
        return new Loaded(letters, loader.rows());
    }

    @Test
    void goodRowsGoInAndTheOthersAreLettersThatSayWhy() throws Exception {
        // When
        Loaded loaded = load(
                LoadMode.INSERT,
                "{\"id\": 1, \"name\": \"Ada\"}",
                "{\"id\": 1, \"name\": \"Ada again\"}",
                "{\"id\": \"two\", \"name\": \"Bob\"}",
                "{\"id\": 3, \"nickname\": \"Cid\"}");

        // Then
        assertThat(people()).containsExactly("(1,Ada,)");
        assertThat(loaded.rows).isEqualTo(new Rows(4, 1, 3, 0, 0));
        assertThat(loaded.letters)
                .extracting(DeadLetter::line, DeadLetter::sqlstate)
                .containsExactlyInAnyOrder(tuple(2L, "23505"), tuple(3L, "22P02"), tuple(4L, "42703"));
    }

    @Test
    void aStringInAJsonColumnIsThatString() throws Exception {
        // Given
        Query.execute(connection, "alter table person add note jsonb");

        // When
        load(
                LoadMode.INSERT,
                "{\"id\": 1.0, \"name\": \"a\", \"note\": \"plain text\"}",
                "{\"id\": 2e0, \"name\": \"b\", \"note\": \"{\\\"a\\\":1}\"}",
                "{\"id\": 3, \"name\": \"c\", \"note\": 5}",
                "{\"id\": 4, \"name\": \"d\", \"note\": null}");

        // Then
        assertThat(Query.list(
                        connection,
                        "select id || coalesce(' ' || jsonb_typeof(note) || ' ' || note, '') as is from person order by id",
                        row -> row.getString("is")))
                .containsExactly("1 string \"plain text\"", "2 string \"{\\\"a\\\":1}\"", "3 number 5", "4");
    }

    @Test
    void aRowThatRefersToALaterOneWaitsForIt() throws Exception {
        // When
        Loaded loaded = load(
                LoadMode.INSERT,
                "{\"id\": 1, \"name\": \"Ada\", \"boss\": 2}",
                "{\"id\": 2, \"name\": \"Bob\", \"boss\": 3}",
                "{\"id\": 3, \"name\": \"Cid\", \"boss\": null}",
                "{\"id\": 4, \"name\": \"Dan\", \"boss\": 99}");

        // Then
        assertThat(people()).containsExactly("(1,Ada,2)", "(2,Bob,3)", "(3,Cid,)");
        assertThat(loaded.rows).isEqualTo(new Rows(4, 3, 1, 0, 0));
        assertThat(loaded.letters).singleElement().satisfies(letter -> {
            assertThat(letter.line()).isEqualTo(4);
            assertThat(letter.reason()).contains("boss \"99\" is not in person");
        });
    }

    @Test
    void anUpsertCountsTheRowsThatAreEqual() throws Exception {
        // Given
        load(LoadMode.INSERT, "{\"id\": 1, \"name\": \"Ada\"}", "{\"id\": 2, \"name\": \"Bob\"}");

        // When
        Loaded loaded = load(
                LoadMode.UPSERT,
                "{\"id\": 1, \"name\": \"Ada\"}",
                "{\"id\": 2, \"name\": \"Rob\"}",
                "{\"id\": 3, \"name\": \"Cid\"}");

        // Then
        assertThat(people()).containsExactly("(1,Ada,)", "(2,Rob,)", "(3,Cid,)");
        assertThat(loaded.rows).isEqualTo(new Rows(3, 2, 0, 1, 0));
    }

    private List<String> people() throws SQLException {
        return Query.list(connection, "select p::text from person p order by id", row -> row.getString(1));
    }
}
