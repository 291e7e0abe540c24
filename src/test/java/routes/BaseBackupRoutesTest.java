package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.Installation;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postgres.DatabaseAddress;
import postgres.TestPrograms;
import postgres.TestServer;
import postgres.replication.ServerAddress;
import recovery.backup.BackupRetention;
import recovery.backup.BackupVerifier;
import recovery.backup.BaseBackupRequest;
import recovery.backup.BaseBackups;
import recovery.receive.ReceivedLog;
import recovery.receive.WalReceiving;
import recovery.second.SecondCopies;
import recovery.servers.BackupProof;
import recovery.servers.RecoveryRepository;
import recovery.servers.ServerPrograms;
import recovery.window.RtoHistory;

class BaseBackupRoutesTest extends LedgerCamel {

    /** On the server that is backed up. */
    private static final String WHOLE = TestServer.createDatabaseApart();

    private final BaseBackups backups = backups(active);

    @Override
    protected Map<String, String> settings() {
        return Map.of("recovery.keep.last", "1");
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        ReceivedLog log = new ReceivedLog(recoverySettings.walFolder());
        BackupVerifier verifier = new BackupVerifier(baseBackups, active);
        return withEnds(new BaseBackupRoutes(
                backups,
                verifier,
                new BackupProof(
                        verifier,
                        baseBackups,
                        log,
                        new RecoveryRepository(recoverySettings.servers()),
                        ServerPrograms.and(TestPrograms.binaries()),
                        new RtoHistory(recoverySettings.servers()),
                        active),
                new BackupRetention(baseBackups, recoverySettings),
                new WalReceiving(server(), log, baseBackups, recoverySettings, new Installation("another", "here")),
                new SecondCopies(Optional.empty(), baseBackups, log, recoverySettings),
                recoverySettings,
                attempts(),
                ledger));
    }

    private BaseBackups backups(ActiveRuns runs) {
        return new BaseBackups(server(), baseBackups, recoverySettings, runs);
    }

    private static ServerAddress server() {
        return ServerAddress.of(new DatabaseAddress(WHOLE, TestServer.username(), TestServer.password()));
    }

    private static BaseBackupRequest request(Door door) {
        return new BaseBackupRequest(RunHeader.next(door));
    }

    private Run verify(Run taken) throws Exception {
        return verify(taken, false);
    }

    private Run verify(Run taken, boolean start) throws Exception {
        return serve(
                "base-backup-verify-run",
                new BackupVerifier.Request(
                        RunHeader.next(Door.HTTP),
                        taken.detail().get("baseBackup").asText(),
                        start));
    }

    private Path folderOf(Run taken) {
        return folder.resolve("base-backups")
                .resolve(taken.detail().get("baseBackup").asText());
    }

    @Test
    void oneThatIsTakenStandsInTheLedgerAndCanBeVerified() throws Exception {
        // When
        Run taken = serve("base-backup-run", request(Door.HTTP));
        Run verified = verify(taken);

        // Then
        assertThat(taken.state()).isEqualTo(RunState.DONE);
        assertThat(taken.kind()).isEqualTo("base-backup");
        assertThat(verified.state()).isEqualTo(RunState.DONE);
        assertThat(verified.kind()).isEqualTo("verify");
        assertThat(verified.detail().get("checkedFiles").asInt()).isPositive();
    }

    @Test
    @Tag("every-postgres")
    void aServerThatIsStartedFromItIsLookedThroughAndLeavesNothing() throws Exception {
        // Given
        Run taken = serve("base-backup-run", request(Door.HTTP));

        // When
        Run proven = verify(taken, true);

        // Then
        assertThat(proven.state()).as(String.valueOf(proven.problem())).isEqualTo(RunState.DONE);
        assertThat(proven.detail().get("checkedIndexes").asInt()).isGreaterThan(100);
        assertThat(proven.detail().get("checkedRows").asInt()).isGreaterThan(1000);
        assertThat(backups.find("latest").provenAt()).isNotNull();
        try (Stream<Path> left = Files.list(recoverySettings.servers())) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("rto.json");
        }
    }

    @ParameterizedTest
    @CsvSource({"base.tar.zst", "backup_manifest", "manifest.json"})
    void oneOfWhichAByteIsAnotherIsNotVerified(String file) throws Exception {
        // Given
        Run taken = serve("base-backup-run", request(Door.HTTP));
        Path damaged = folderOf(taken).resolve(file);
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes, StandardOpenOption.TRUNCATE_EXISTING);

        // When
        Run verified = verify(taken);

        // Then
        assertThat(verified.state()).isIn(RunState.FAILED, RunState.REFUSED);
        assertThat(verified.problem().status()).isEqualTo(422);
        assertThat(verified.problem().detail()).contains(file.equals("manifest.json") ? "the manifest of" : file);
    }

    @ParameterizedTest
    @CsvSource({"base.tar.zst", "backup_manifest", "wal"})
    void oneOfWhichAFileIsMissingIsNotVerified(String file) throws Exception {
        // Given
        Run taken = serve("base-backup-run", request(Door.HTTP));
        Path gone = folderOf(taken).resolve(file);
        if (Files.isDirectory(gone)) {
            try (Stream<Path> segments = Files.list(gone)) {
                gone = segments.findFirst().orElseThrow();
            }
        }
        Files.delete(gone);

        // When
        Run verified = verify(taken);

        // Then
        assertThat(verified.state()).isEqualTo(RunState.FAILED);
        assertThat(verified.problem().detail()).contains(gone.getFileName() + " is missing");
    }

    @ParameterizedTest
    @CsvSource({"TIMER, 1", "HTTP, 2"})
    void onlyWhatWasTakenOnScheduleMakesRoom(Door door, int left) throws Exception {
        // Given
        serve("base-backup-run", request(Door.HTTP));

        // When
        serve("base-backup-run", request(door));

        // Then
        assertThat(backups.list()).hasSize(left);
    }

    @Test
    void theLastThatIsProvenStays() throws Exception {
        // Given
        Run proven = serve("base-backup-run", request(Door.HTTP));
        verify(proven);
        serve("base-backup-run", request(Door.TIMER));

        // When
        Run last = serve("base-backup-run", request(Door.TIMER));

        // Then
        assertThat(last.detail().get("deleted")).hasSize(1);
        assertThat(backups.list()).hasSize(2);
        assertThat(folderOf(proven)).exists();
    }

    @Test
    void oneThatAProcessLeftWholeIsDone() throws Exception {
        // Given
        BaseBackupRequest left = request(Door.HTTP);
        gone().begin(left);
        backups(new ActiveRuns()).take(left);

        // When
        start("base-backup-resume");

        // Then
        await().untilAsserted(() -> assertThat(standing(left).state()).isEqualTo(RunState.DONE));
    }

    @Test
    void oneThatAProcessLeftUnfinishedHasFailed() throws Exception {
        // Given
        BaseBackupRequest left = request(Door.HTTP);
        gone().begin(left);

        // When
        start("base-backup-resume");

        // Then
        await().untilAsserted(() -> assertThat(standing(left).state()).isEqualTo(RunState.FAILED));
        assertThat(standing(left).problem().type()).isEqualTo("interrupted");
    }

    @Test
    void whatMayPassIsTriedFourTimes() throws Exception {
        // Given
        brokenInPlaceOf("base-backup-take", sqlState("53300")).expectedMessageCount(4);

        // When
        Run run = serve("base-backup-run", request(Door.HTTP));

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void aDiskThatIsFullIsToldAsSuch() throws Exception {
        // Given
        brokenInPlaceOf("base-backup-take", new IOException("No space left on device"));

        // When
        Run run = serve("base-backup-run", request(Door.HTTP));

        // Then
        assertThat(run.problem().status()).isEqualTo(507);
    }
}
