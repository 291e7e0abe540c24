package snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import ledger.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Catalog;
import postgres.Query;
import postgres.TableName;
import postgres.TestServer;

@Tag("every-postgres")
class UnreadableTest {

    private final String url = TestServer.createDatabase();
    private final String role = "reads_" + url.substring(url.lastIndexOf('/') + 1);
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = TestServer.dataSource(url).getConnection();
        for (String statement : List.of(
                "create role " + role,
                "create schema hidden",
                "create table hidden.there (id int)",
                "create table open (id int)",
                "create table closed (id int)",
                "create table \"of others\" (id int)",
                "alter table \"of others\" enable row level security",
                "grant usage on schema public to " + role,
                "grant select on open, \"of others\" to " + role,
                "set role " + role)) {
            Query.execute(connection, statement);
        }
    }

    @AfterEach
    void close() throws SQLException {
        for (String statement : List.of("reset role", "drop owned by " + role + " cascade", "drop role " + role)) {
            Query.execute(connection, statement);
        }
        connection.close();
    }

    @Test
    void tablesThatMayNotBeReadWholeAreFoundWithWhatIsMissing() throws SQLException {
        // Given
        List<TableName> tables = Catalog.own(connection);

        // When
        List<Unreadable> unreadable = Unreadable.among(connection, tables);

        // Then
        assertThat(unreadable)
                .containsExactlyInAnyOrder(
                        new Unreadable(new TableName("hidden", "there"), "usage on schema hidden"),
                        new Unreadable(new TableName("public", "closed"), "select on public.closed"),
                        new Unreadable(new TableName("public", "of others"), ""));
    }

    @Test
    void theAnswerNamesAllOfThemAndTheWaysOn() throws SQLException {
        // Given
        List<Unreadable> unreadable = Unreadable.among(connection, Catalog.own(connection));

        // When
        Problem problem = Unreadable.refusal(unreadable);

        // Then
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.detail()).contains("hidden.there", "closed", "of others whole");
        assertThat(problem.hint())
                .contains(
                        "grant select on public.closed",
                        "grant usage on schema hidden",
                        "BYPASSRLS",
                        "unreadable=skip");
    }
}
