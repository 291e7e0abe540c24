package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postgres.Query;
import postgres.TestServer;

@Tag("every-postgres")
class LockRoomTest {

    @ParameterizedTest
    @CsvSource({"64, 100, 8000, 256", "64, 100, 10, 128", "1024, 100, 100000, 3008"})
    void theSettingThatIsNeededIsMoreThanTheOneThereIs(long setting, long sessions, long relations, long needed) {
        // Given
        LockRoom room = new LockRoom(setting, sessions, relations);

        // When
        Problem problem = room.problem(new SQLException("out of shared memory", "53200"));

        // Then
        assertThat(problem.hint()).startsWith("set max_locks_per_transaction = " + needed + " and restart");
    }

    @Test
    void theRelationsOfADatabaseAreCounted() throws SQLException {
        // Given
        try (Connection connection =
                TestServer.dataSource(TestServer.createDatabase()).getConnection()) {
            LockRoom before = LockRoom.of(connection);
            Query.execute(connection, "create table t (id int primary key, v text)");

            // When
            LockRoom after = LockRoom.of(connection);

            // Then
            assertThat(after.relations() - before.relations()).isEqualTo(4);
            assertThat(after.setting()).isPositive();
            assertThat(after.sessions()).isPositive();
        }
    }
}
