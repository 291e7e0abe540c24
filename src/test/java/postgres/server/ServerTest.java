package postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.DurableServers;
import postgres.Query;
import postgres.TestPrograms;

class ServerTest {

    @TempDir
    Path temporary;

    private Path folder;
    private String password;

    @BeforeEach
    void copy() throws Exception {
        DurableServers.copyInto(temporary);
        folder = temporary.resolve("postgres");
        password = Files.readString(temporary.resolve("postgres.password")).strip();
    }

    @Test
    void aDataFolderRunsWithSettingsOfItsOwnOnAFreePort() throws Exception {
        // Given
        Path sockets = Files.createDirectory(temporary.resolve("sockets"));
        ServerSettings settings = ServerSettings.ofItsOwn(0)
                .with("default_transaction_read_only", "on")
                .withSockets(sockets);

        // When
        try (Server server = Server.launch(start(settings))) {
            server.awaitReady(Duration.ofMinutes(1));

            // Then
            assertThat(value(server, "show default_transaction_read_only")).isEqualTo("on");
            assertThat(value(server, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(sockets.resolve(".s.PGSQL." + server.port())).exists();
        }
    }

    @Test
    void twoServersRunBesideEachOther() throws Exception {
        // Given
        Path second = Files.createDirectory(temporary.resolve("second"));
        DurableServers.copyInto(second);

        // When
        try (Server one = Server.launch(start(ServerSettings.ofItsOwn(0)));
                Server other = Server.launch(new Server.Start(
                        TestPrograms.unpacked(),
                        second.resolve("postgres"),
                        second.resolve("server.log"),
                        ServerSettings.ofItsOwn(0)))) {
            // Then
            assertThat(one.port()).isNotEqualTo(other.port());
            assertThat(one.isRunning() && other.isRunning()).isTrue();
        }
    }

    @Test
    void aServerThatStandsByIsConsistentAndReadOnlyUntilItIsPromoted() throws Exception {
        // Given
        Files.createFile(folder.resolve("standby.signal"));
        try (Server server = Server.launch(start(ServerSettings.ofItsOwn(0)))) {
            String before = value(server, "select pg_is_in_recovery()");
            assertThatThrownBy(() -> server.awaitReady(Duration.ofMillis(300)))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("is not ready after");

            // When
            value(server, "select pg_promote(false)");
            server.awaitReady(Duration.ofMinutes(1));

            // Then
            assertThat(before).isEqualTo("t");
            assertThat(value(server, "select pg_is_in_recovery()")).isEqualTo("f");
        }
    }

    @Test
    void itIsStoppedInOrderOrAtOnce() throws Exception {
        // Given
        Server server = Server.launch(start(ServerSettings.ofItsOwn(0)));

        // When
        server.stop(Server.Stop.IMMEDIATE);
        boolean afterImmediate = server.isRunning();
        Server again = Server.launch(start(ServerSettings.ofItsOwn(0)));
        String recovered = again.lastWords();
        again.stop(Server.Stop.FAST);

        // Then
        assertThat(afterImmediate || again.isRunning()).isFalse();
        assertThat(recovered).contains("database system was not properly shut down");
        assertThat(again.lastWords()).contains("database system is shut down");
    }

    @Test
    void oneThatDoesNotStartSaysWhyAndLeavesNothing() {
        // Given
        ServerSettings impossible = ServerSettings.ofItsOwn(0).with("shared_preload_libraries", "no such library");

        // When, Then
        assertThatThrownBy(() -> Server.launch(start(impossible)))
                .isInstanceOf(ServerException.class)
                .hasMessageStartingWith("cannot start PostgreSQL on " + folder)
                .hasMessageContaining("no such library");
        assertThat(Postmaster.of(folder)).isEmpty();
    }

    private Server.Start start(ServerSettings settings) throws Exception {
        return new Server.Start(TestPrograms.unpacked(), folder, temporary.resolve("server.log"), settings);
    }

    private String value(Server server, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"), "postgres", password)) {
            return Query.first(connection, sql, row -> row.getString(1)).orElseThrow();
        }
    }
}
