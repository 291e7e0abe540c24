package postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestServerTest {

    @Test
    void everyTestGetsAnEmptyDatabaseOfItsOwn() throws SQLException {
        // Given
        String first = TestServer.createDatabase();
        execute(first, "create table mine(id int)");
        // When
        String second = TestServer.createDatabase();
        // Then
        assertThat(second).isNotEqualTo(first);
        try (Connection connection = TestServer.dataSource(second).getConnection();
                ResultSet tables = connection.getMetaData().getTables(null, "public", "%", null)) {
            assertThat(tables.next()).isFalse();
        }
    }

    @Test
    void aLoginCostsOneRoundOfHashing() throws SQLException {
        // When
        try (Connection connection =
                        TestServer.dataSource(TestServer.createDatabaseApart()).getConnection();
                Statement statement = connection.createStatement();
                ResultSet password = statement.executeQuery(
                        "select rolpassword from pg_catalog.pg_authid where rolname = current_user")) {
            // Then
            password.next();
            assertThat(password.getString(1)).startsWith("SCRAM-SHA-256$1:");
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = TestServer.dataSource(url).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
