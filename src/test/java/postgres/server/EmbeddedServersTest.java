package postgres.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.DurableServers;

class EmbeddedServersTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path temporary;

    private DataDirectory directory;
    private Path folder;

    @BeforeEach
    void open() throws Exception {
        directory = DataDirectory.open(temporary);
        folder = directory.path().resolve("postgres");
        DurableServers.copyInto(temporary);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void aServerThatDiesIsStartedAgainWhereItWas() throws Exception {
        // Given
        EmbeddedServer server = EmbeddedServers.running(temporary, ServerSettings.durable(0));
        DurableServers.execute(server, "create table kept(id int)", "insert into kept values (42)");
        int port = server.port();
        String before = started(server);

        // When
        Postmaster.of(folder).orElseThrow().process().destroyForcibly();

        // Then
        Awaitility.await().atMost(PATIENCE).until(() -> startedAfter(server, before));
        assertThat(DurableServers.query(server, "select id from kept")).isEqualTo("42");
        assertThat(server.port()).isEqualTo(port);
        assertThat(Postmaster.of(folder).orElseThrow().port()).isEqualTo(port);
    }

    @Test
    void aServerThatCannotStartIsTriedUntilItCan() throws Exception {
        // Given
        Path control = folder.resolve("global/pg_control");
        Path away = Files.move(control, temporary.resolve("pg_control"));

        // When
        EmbeddedServer server = EmbeddedServers.running(temporary, ServerSettings.durable(0));
        boolean before = server.isRunning();
        Files.move(away, control);

        // Then
        assertThat(before).isFalse();
        Awaitility.await().atMost(PATIENCE).until(() -> answers(server));
    }

    @Test
    void aServerThatIsStoppedWithItsDirectoryStaysSo() throws Exception {
        // Given
        EmbeddedServer server = EmbeddedServers.running(temporary, ServerSettings.durable(0));

        // When
        directory.close();

        // Then
        assertThat(server.isRunning()).isFalse();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("watch-postgres");
    }

    @Test
    void aDirectoryThatIsOpenedAgainHasAServerAgain() throws Exception {
        // Given
        EmbeddedServers.running(temporary, ServerSettings.durable(0));
        directory.close();

        // When
        directory = DataDirectory.open(temporary);
        EmbeddedServer again = EmbeddedServers.running(temporary, ServerSettings.durable(0));

        // Then
        assertThat(answers(again)).isTrue();
    }

    private static String started(EmbeddedServer server) throws SQLException {
        return DurableServers.query(server, "select pg_postmaster_start_time()");
    }

    private static boolean startedAfter(EmbeddedServer server, String before) {
        try {
            return !started(server).equals(before);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private static boolean answers(EmbeddedServer server) {
        try {
            return "1".equals(DurableServers.query(server, "select 1"));
        } catch (SQLException notYet) {
            return false;
        }
    }
}
