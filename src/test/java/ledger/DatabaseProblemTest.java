package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postgres.Query;
import postgres.TestServer;

class DatabaseProblemTest {

    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
        Query.execute(connection, "create table secret (id int primary key); create view seen as select * from secret");
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
    }

    private Problem problem(String statement) {
        return DatabaseProblem.of(catchThrowableOfType(SQLException.class, () -> Query.execute(connection, statement)));
    }

    @Test
    void aMissingRightNamesTheTableAndWhatToDo() throws Exception {
        // Given
        Query.execute(connection, "create role guest_of_a_test; set role guest_of_a_test");

        // When
        Problem problem = problem("select from secret");

        // Then
        Query.execute(connection, "reset role; drop role guest_of_a_test");
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.detail()).endsWith("lacks a right: permission denied for table secret");
        assertThat(problem.hint()).contains("grant it");
    }

    @Test
    void aDatabaseThatTakesNoChangesSaysSo() throws Exception {
        // Given
        Query.execute(connection, "set default_transaction_read_only = on");

        // When
        Problem problem = problem("insert into secret values (1)");

        // Then
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.detail()).contains("takes no changes", "cannot execute INSERT in a read-only transaction");
    }

    @Test
    void whatStandsOnItIsNamed() {
        // When
        Problem problem = problem("drop table secret");

        // Then
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.detail()).contains("view seen depends on table secret");
        assertThat(problem.hint()).contains("CASCADE");
    }

    @Test
    void aTimeoutIsOfTheSurroundings() throws Exception {
        // Given
        Query.execute(connection, "set statement_timeout = 10");

        // When
        Problem problem = problem("select pg_sleep(5)");

        // Then
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.detail()).contains("canceling statement due to statement timeout");
    }

    @Test
    void aDatabaseThatLetsNobodyInIsAwayForAWhile() throws SQLException {
        // Given
        LedgerDatabase closed = new LedgerDatabase();
        closed.goAway();

        // When
        var opening = assertThatThrownBy(() -> closed.dataSource().getConnection());

        // Then
        opening.isInstanceOfSatisfying(
                SQLException.class,
                trouble -> assertThat(DatabaseProblem.of(trouble).status()).isEqualTo(503));
    }

    @ParameterizedTest
    @CsvSource({
        "42P01, 409", "42703, 409", "42809, 422", "54011, 422", "54000, 422", "0A000, 422", "22P02, 422", "23514, 422",
        "55006, 409", "55P03, 423", "25P03, 503", "53200, 503", "57P01, 503", "08006, 503", "28P01, 503", "P0001, 422",
        "XX001, 503", "42601, 500", "XX000, 500", "F0001, 500"
    })
    void everyStateHasAnAnswer(String state, int status) {
        // When
        Problem problem = DatabaseProblem.of(new SQLException("jdbc:postgresql://host/secret", state));

        // Then
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.text()).doesNotContain("jdbc");
    }
}
