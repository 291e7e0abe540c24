package postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.DurableServers;

class EmbeddedServerTest {

    @TempDir
    Path temporary;

    private DataDirectory directory;

    @BeforeEach
    void open() {
        directory = DataDirectory.open(temporary);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void itsRowsAreThereAfterARestart() throws Exception {
        // Given
        try (EmbeddedServer server = DurableServers.start(directory)) {
            DurableServers.execute(server, "create table kept(id int)", "insert into kept values (42)");
        }
        // When
        try (EmbeddedServer restarted = DurableServers.start(directory)) {
            // Then
            assertThat(DurableServers.query(restarted, "select id from kept")).isEqualTo("42");
        }
    }

    @Test
    void aCommittedRowIsOnDiskBeforeItIsAcknowledged() throws Exception {
        // Given
        DurableServers.copyInto(temporary);
        List<String> settings = List.of("fsync", "synchronous_commit", "full_page_writes");
        // When
        try (EmbeddedServer server = DurableServers.start(directory)) {
            // Then
            for (String setting : settings) {
                assertThat(DurableServers.query(server, "show " + setting))
                        .as(setting)
                        .isEqualTo("on");
            }
        }
    }

    @Test
    void itHoldsTwoDatabasesInUtf8() throws Exception {
        // Given
        DurableServers.copyInto(temporary);
        String databases = "select string_agg(datname, ' ' order by datname) from pg_database "
                + "where datname in ('main', 'copy') and encoding = pg_char_to_encoding('UTF8')";
        // When
        try (EmbeddedServer server = DurableServers.start(directory)) {
            // Then
            assertThat(DurableServers.query(server, databases)).isEqualTo("copy main");
            assertThat(server.jdbcUrl(EmbeddedServer.COPY)).endsWith("/copy");
        }
    }

    @Test
    void itListensOnTheLoopbackAddressAndOnNoSocketFile() throws Exception {
        // Given
        DurableServers.copyInto(temporary);
        String where =
                "select current_setting('listen_addresses') || ' [' || current_setting('unix_socket_directories') || ']'";
        // When
        try (EmbeddedServer server = DurableServers.start(directory)) {
            // Then
            assertThat(DurableServers.query(server, where)).isEqualTo("127.0.0.1 []");
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        // Given
        DurableServers.copyInto(temporary);
        try (EmbeddedServer server = DurableServers.start(directory)) {
            // When
            assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl("main"), server.username(), "guessed"))
                    // Then
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
        }
    }

    @Test
    void theServerOfAKilledProcessIsStoppedAndReplaced() throws Exception {
        // Given
        DurableServers.copyInto(temporary);
        directory.close();
        long orphan;
        try (ChildJvm killed = ChildJvm.run(RunsServer.class, temporary)) {
            orphan = Long.parseLong(killed.says());
        }
        assertThat(program(orphan)).isPresent();
        directory = DataDirectory.open(temporary);
        // When
        try (EmbeddedServer replacement = DurableServers.start(directory)) {
            // Then
            assertThat(program(orphan))
                    .as("nothing, or a dead process that nobody has reaped")
                    .isEmpty();
            assertThat(DurableServers.query(replacement, "select id from kept")).isEqualTo("42");
        }
    }

    @Test
    void anotherProgramWithTheNumberOfADeadServerDoesNotStopTheStart() throws Exception {
        // Given
        DurableServers.copyInto(temporary);
        List<String> pidFile;
        try (EmbeddedServer server = DurableServers.start(directory)) {
            assertThat(server.isRunning()).isTrue();
            pidFile = new ArrayList<>(Files.readAllLines(temporary.resolve("postgres/postmaster.pid")));
        }
        long otherProgram = ProcessHandle.current().parent().orElseThrow().pid();
        pidFile.set(0, Long.toString(otherProgram));
        Files.write(temporary.resolve("postgres/postmaster.pid"), pidFile);
        // When
        try (EmbeddedServer restarted = DurableServers.start(directory)) {
            // Then
            assertThat(restarted.isRunning()).isTrue();
            assertThat(ProcessHandle.of(otherProgram)).isPresent();
        }
    }

    @Test
    void aParameterMayHoldSpacesAndQuotes() throws Exception {
        // Given
        DurableServers.copyInto(temporary);
        String command = "test ! -f '/a b/%f' && cp %p \"/a b/%f\"";
        ServerSettings archiving =
                ServerSettings.durable(0).with("archive_mode", "on").with("archive_command", command);
        // When
        try (EmbeddedServer server = DurableServers.start(directory, archiving)) {
            // Then
            assertThat(DurableServers.query(server, "show archive_command")).isEqualTo(command);
        }
    }

    @Test
    void aStartThatFailsShowsTheEndOfTheServersLog() throws Exception {
        // Given
        DurableServers.copyInto(temporary);
        ServerSettings impossible = ServerSettings.durable(0).with("shared_preload_libraries", "no such library");
        // When
        assertThatThrownBy(() -> DurableServers.start(directory, impossible))
                // Then
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("postgres.log")
                .hasMessageContaining("no such library");
    }

    @Test
    void aPortThatIsTakenEndsTheStartAtOnce() throws Exception {
        // Given
        DurableServers.copyInto(temporary);
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            ServerSettings taken = ServerSettings.durable(other.getLocalPort());
            // When
            assertThatThrownBy(() -> DurableServers.start(directory, taken))
                    // Then
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("Address already in use");
        }
    }

    @Test
    void aFolderNameWithSpacesAndQuotesIsNoObstacle() throws Exception {
        // Given
        Path odd = temporary.resolve("the bob's data");
        try (DataDirectory oddDirectory = DataDirectory.open(odd)) {
            // When
            EmbeddedServer server = DurableServers.start(oddDirectory);
            // Then
            assertThat(DurableServers.query(server, "show data_directory")).endsWith("the bob's data/postgres");
        }
    }

    @Test
    void closingTheDataDirectoryStopsTheServer() throws Exception {
        // Given
        DurableServers.copyInto(temporary);
        EmbeddedServer server = DurableServers.start(directory);
        // When
        directory.close();
        // Then
        assertThat(server.isRunning()).isFalse();
        assertThat(temporary.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    /** What a process runs; nothing when it is dead. */
    private static Optional<String> program(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().command());
    }

    /** What the process does that gets killed. */
    static final class RunsServer {

        private RunsServer() {}

        public static void main(String... arguments) throws Exception {
            DataDirectory directory = DataDirectory.open(Path.of(arguments[0]));
            EmbeddedServer server = DurableServers.start(directory);
            DurableServers.execute(server, "create table kept(id int)", "insert into kept values (42)");
            System.out.println(Files.readAllLines(directory.path().resolve("postgres/postmaster.pid"))
                    .get(0));
            ChildJvm.stay();
        }
    }
}
