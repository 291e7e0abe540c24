package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Query;
import postgres.TestServer;

class LedgerSchemaTest {

    private final String url = TestServer.createDatabase();

    @BeforeEach
    void migrate() {
        Flyway.configure()
                .dataSource(TestServer.dataSource(url))
                .schemas("caravanserai")
                .defaultSchema("caravanserai")
                .table("schema_history")
                .load()
                .migrate();
    }

    @Test
    void everyTableOfTheLedgerSaysInItsCommentThatItIs() throws SQLException {
        // When
        try (Connection connection = connect()) {
            // Then
            assertThat(LedgerSchema.tablesOfOthers(connection))
                    .as("a table of a migration needs a comment that begins with \"caravanserai: \"")
                    .isEmpty();
        }
    }

    @Test
    void aTableThatAUserOfThatNameMadeIsNamedWithTheWayOut() throws SQLException {
        // Given
        try (Connection connection = connect()) {
            Query.execute(connection, "create table caravanserai.jobs (id int)");
            Query.execute(connection, "create table caravanserai.\"Odd one\" (id int)");

            // When
            Problem missing = LedgerSchema.missing(connection, "jobs", "there is no table jobs", "create it first");
            Problem none = LedgerSchema.noTables(connection, "the database has no tables", "make some first");

            // Then
            assertThat(missing.status()).isEqualTo(404);
            assertThat(missing.detail())
                    .isEqualTo("there is no table jobs; caravanserai.jobs stands in the ledger's schema");
            assertThat(missing.hint())
                    .isEqualTo("move what is yours: alter table caravanserai.\"jobs\" set schema public");
            assertThat(none.detail())
                    .isEqualTo("the database has no tables;"
                            + " caravanserai.Odd one, caravanserai.jobs stand in the ledger's schema");
            assertThat(none.hint()).contains("alter table caravanserai.\"Odd one\" set schema public; alter table");
            for (String statement :
                    none.hint().substring(none.hint().indexOf(':') + 2).split("; ")) {
                Query.execute(connection, statement);
            }
            assertThat(LedgerSchema.tablesOfOthers(connection)).isEmpty();
        }
    }

    @Test
    void whatIsNotThereEitherIsAnsweredAsBefore() throws SQLException {
        // Given
        try (Connection connection = connect()) {
            // When
            Problem missing = LedgerSchema.missing(connection, "run", "there is no table run", "create it first");

            // Then
            assertThat(missing.detail()).isEqualTo("there is no table run");
            assertThat(missing.hint()).isEqualTo("create it first");
        }
    }

    private Connection connect() throws SQLException {
        return TestServer.dataSource(url).getConnection();
    }
}
