package postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class TransactionsTest {

    private final DataSource database = TestServer.dataSource(TestServer.createDatabase());

    @Test
    void whatTheWorkDidIsCommittedAsAWhole() throws SQLException {
        // When
        long rows = Transactions.in(database, connection -> {
            Query.execute(connection, "create table t (id int)");
            return Query.update(connection, "insert into t values (1), (2)");
        });

        // Then
        assertThat(rows).isEqualTo(2);
        assertThat(rowsOf("t")).isEqualTo(2);
    }

    @Test
    void whatTheWorkThrowsUndoesAllOfIt() throws SQLException {
        // Given
        Transactions.run(database, connection -> Query.execute(connection, "create table t (id int)"));

        // When
        var working = assertThatThrownBy(() -> Transactions.run(database, connection -> {
            Query.update(connection, "insert into t values (1)");
            throw new IOException("no more");
        }));

        // Then
        working.isInstanceOf(IOException.class).hasMessage("no more");
        assertThat(rowsOf("t")).isZero();
    }

    @Test
    void whatIsOnlyTriedLeavesNothing() throws SQLException {
        // Given
        Transactions.run(database, connection -> Query.execute(connection, "create table t (id int)"));

        // When
        long rows = Transactions.undone(database, connection -> Query.update(connection, "insert into t values (1)"));

        // Then
        assertThat(rows).isOne();
        assertThat(rowsOf("t")).isZero();
    }

    @Test
    void theConnectionIsHandedBackInAutoCommit() throws SQLException {
        try (Connection connection = database.getConnection()) {
            // When
            assertThatThrownBy(() -> Transactions.run(connection, same -> Query.execute(same, "select 1/0")))
                    .isInstanceOf(SQLException.class);

            // Then
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(Query.list(connection, "select 1", row -> row.getInt(1))).containsExactly(1);
        }
    }

    @Test
    void whatBrokeTheConnectionIsNotHiddenByItsEnd() {
        // When
        var working = assertThatThrownBy(() -> Transactions.run(
                database, connection -> Query.execute(connection, "select pg_terminate_backend(pg_backend_pid())")));

        // Then
        working.isInstanceOf(SQLException.class).hasMessageContaining("terminating connection");
    }

    private long rowsOf(String table) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Query.first(connection, "select count(*) from " + table, row -> row.getLong(1))
                    .orElseThrow();
        }
    }
}
