package recovery.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.Map;
import ledger.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.DatabaseAddress;
import postgres.DurableFiles;
import postgres.replication.ServerAddress;
import postgres.server.Initdb;
import postgres.server.ServerSettings;
import postgres.server.WalServer;

/** A server that brings its log here by itself, set up as we say. */
class ServerArchiveTest {

    private Path folder;
    private WalServer server;
    private ReceivedLog log;
    private ServerArchive archive;

    @BeforeEach
    void start() throws Exception {
        folder = Files.createTempDirectory("archive-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path home = Files.createDirectory(folder.resolve("home"));
        server = WalServer.embedded(home, ServerSettings.ofItsOwn(0).with("archive_mode", "on"));
        log = new ReceivedLog(folder.resolve("wal"));
        // The server runs as somebody else where the tests run as root.
        Files.setPosixFilePermissions(log.folder(), PosixFilePermissions.fromString("rwxrwxrwx"));
        try (Connection connection = server.connect("postgres")) {
            archive = new ServerArchive(
                    ServerAddress.of(new DatabaseAddress(
                            connection.getMetaData().getURL(),
                            Initdb.SUPERUSER,
                            Files.readString(home.resolve("postgres.password")).strip())),
                    log);
        }
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        DurableFiles.empty(folder);
        Files.delete(folder);
    }

    private void set(Map<String, String> settings) throws Exception {
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            if (!setting.getKey().equals("archive_mode")) {
                server.execute("alter system set " + setting.getKey() + " = '"
                        + setting.getValue().replace("'", "''") + "'");
            }
        }
        server.execute("select pg_reload_conf()");
    }

    @Test
    @Tag("every-postgres")
    void withTheSettingsThatAreSaidItsLogComesHere() throws Exception {
        // Given
        ServerArchive.Plan plan = archive.plan();

        // When
        set(plan.wanted());
        ServerArchive.Checked checked = archive.check();

        // Then
        assertThat(plan.set()).containsEntry("archive_mode", "on");
        assertThat(log.segments()).isNotEmpty().allMatch(ReceivedLog.Segment::whole);
        assertThat(log.folder().resolve(checked.segment())).exists();
        assertThat(log.owner()).isPresent();
    }

    @Test
    void theCommandOfTheShellDoesTheSameAndNeverOverwrites() throws Exception {
        // Given
        ServerArchive.Plan plan = archive.plan();
        Map<String, String> byCommand = plan.otherwise().isEmpty() ? plan.wanted() : plan.otherwise();

        // When
        set(byCommand);
        ServerArchive.Checked first = archive.check();
        byte[] kept = Files.readAllBytes(log.folder().resolve(first.segment()));
        ServerArchive.Checked second = archive.check();

        // Then
        assertThat(byCommand).containsKey("archive_command");
        assertThat(second.segment()).isGreaterThan(first.segment());
        assertThat(Files.readAllBytes(log.folder().resolve(first.segment()))).isEqualTo(kept);
        assertThat(log.folder().resolve("." + first.segment())).doesNotExist();
    }

    @Test
    @Tag("thorough")
    void oneThatDoesNotComeIsToldWithWhatToSet() {
        // When
        // Then
        assertThatThrownBy(() -> archive.check()).isInstanceOfSatisfying(ProblemException.class, refused -> {
            assertThat(refused.problem().status()).isEqualTo(422);
            assertThat(refused.problem().detail()).contains("is not in " + log.folder());
            assertThat(refused.problem().hint()).contains("recovery/archive");
        });
    }
}
