package postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticesTest {

    private final String url = TestServer.createDatabase();

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, TestServer.username(), TestServer.password());
    }

    private static List<String> channels(Connection connection) throws SQLException {
        return Query.list(connection, "select pg_listening_channels()", row -> row.getString(1));
    }

    @Test
    void aConnectionListensUntilItIsClosed() throws Exception {
        // Given
        try (Connection connection = connect(url);
                Connection other = connect(url)) {

            // When
            List<String> said;
            try (Notices notices = Notices.on(connection, "news")) {
                Query.execute(other, "notify news, 'a run moved'");
                said = notices.await(Patience.LIMIT);
            }

            // Then
            assertThat(said).containsExactly("a run moved");
            assertThat(channels(connection)).isEmpty();
        }
    }

    @Test
    void behindAPoolerNothingIsLeftListening() throws Exception {
        // Given
        try (Wire pooler = new Wire(url).pooling();
                Connection connection = connect(pooler.jdbcUrl())) {

            // When
            List<String> meanwhile;
            List<String> said;
            try (Notices notices = Notices.on(connection, "news")) {
                meanwhile = channels(connection);
                Query.execute(connection, "notify news");
                said = notices.await(Duration.ofMillis(100));
            }

            // Then
            assertThat(meanwhile).isEmpty();
            assertThat(said).isEmpty();
            assertThat(channels(connection)).isEmpty();
        }
    }
}
