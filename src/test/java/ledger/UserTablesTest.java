package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import postgres.TableName;
import postgres.TestServer;

/** Which tables of a database are its users'. */
class UserTablesTest {

    private static final LedgerDatabase DATABASE = new LedgerDatabase();

    @Test
    void areToldToWhomMayReadThemThoughNotTheLedgerBesideThem() throws Exception {
        // Given
        String reader = "reader_" + UUID.randomUUID().toString().substring(0, 8);
        DATABASE.execute("create table theirs (id int primary key); create role " + reader + " login password 'secret';"
                + " grant select on theirs to " + reader);
        try (Connection connection = DriverManager.getConnection(DATABASE.url(), reader, "secret");
                Connection owner =
                        DriverManager.getConnection(DATABASE.url(), TestServer.username(), TestServer.password())) {

            // When, Then
            assertThat(UserTables.of(connection))
                    .contains(new TableName("public", "theirs"))
                    .isEqualTo(UserTables.of(owner));
        }
    }
}
