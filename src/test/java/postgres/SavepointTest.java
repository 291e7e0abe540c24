package postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SavepointTest {

    private Connection connection;

    @BeforeEach
    void aTransaction() throws SQLException {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
        connection.setAutoCommit(false);
        Query.execute(connection, "create table t (id int primary key)");
    }

    @AfterEach
    void end() throws SQLException {
        connection.close();
    }

    @Test
    void whatSucceedsStays() throws SQLException {
        // When
        Optional<SQLException> failure = Savepoint.attempt(connection, () -> insert("1"));

        // Then
        assertThat(failure).isEmpty();
        assertThat(rows()).isOne();
    }

    @Test
    void whatARowDoesNotAllowIsUndoneAndAnswered() throws SQLException {
        // Given
        insert("1");

        // When
        Optional<SQLException> failure = Savepoint.attempt(connection, () -> {
            insert("2");
            insert("1");
        });

        // Then
        assertThat(failure.orElseThrow().getSQLState()).isEqualTo(SqlState.UNIQUE_VIOLATION);
        assertThat(rows()).isOne();
    }

    @Test
    void onePieceMayHoldAnother() throws SQLException {
        // When
        Optional<SQLException> outer = Savepoint.attempt(connection, () -> {
            insert("1");
            assertThat(Savepoint.attempt(connection, () -> insert("1"))).isPresent();
            insert("2");
        });

        // Then
        assertThat(outer).isEmpty();
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void whatIsNoRowsFaultIsThrown() {
        // When
        var trying = assertThatThrownBy(() -> Savepoint.attempt(
                connection,
                () -> Query.execute(
                        connection,
                        "set transaction read write; " + "set local statement_timeout = 1; select pg_sleep(60)")));

        // Then
        trying.isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo(SqlState.QUERY_CANCELED);
    }

    @Test
    void onlyAnExpectedFailureIsAnAnswer() {
        // When
        var trying = assertThatThrownBy(
                () -> Savepoint.attempt(connection, e -> false, () -> Query.execute(connection, "select 1/0")));

        // Then
        trying.isInstanceOf(SQLException.class);
    }

    private void insert(String value) throws SQLException {
        Query.update(connection, "insert into t values (" + value + ")");
    }

    private long rows() throws SQLException {
        return Query.first(connection, "select count(*) from t", row -> row.getLong(1))
                .orElseThrow();
    }
}
