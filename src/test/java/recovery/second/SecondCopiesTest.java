package recovery.second;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.Lsn;
import recovery.backup.BackupRepository;
import recovery.receive.ReceivedLog;
import recovery.receive.ReceivingLab;
import recovery.receive.WalReceiving;
import recovery.wal.Target;

class SecondCopiesTest {

    private ReceivingLab lab;
    private WalReceiving process;

    @TempDir
    private Path place;

    @BeforeEach
    void begin() throws Exception {
        lab = new ReceivingLab();
        process = lab.process("receive", "on");
        process.look();
        lab.execute("create table kept as select generate_series(1, 1000) n");
        lab.takeBaseBackup();
        lab.execute("select pg_switch_wal()", "insert into kept values (0)", "select pg_switch_wal()");
        Lsn written = Lsn.parse(lab.value("select pg_current_wal_flush_lsn()"));
        await().until(() -> process.state().flushedLsn() != null
                && !Lsn.parse(process.state().flushedLsn()).isBefore(written));
    }

    @AfterEach
    void end() throws Exception {
        process.close();
        lab.close();
    }

    private List<String> there() throws IOException {
        return new FolderPlace(place).names("");
    }

    private String id() throws IOException {
        return lab.backups.find("latest").id();
    }

    @Test
    void baseBackupsAndLogLieThereTooAndAreNotBroughtTwice() throws Exception {
        // Given
        SecondCopies second = lab.second(place);

        // When
        second.look();
        Map<String, Object> first = modified();
        second.look();

        // Then
        assertThat(there())
                .contains(
                        "base-backups/" + id() + "/manifest.json",
                        "base-backups/" + id() + "/base.tar.zst",
                        "wal/server.json");
        assertThat(there()).anyMatch(name -> name.startsWith("wal/0") && name.endsWith(".zst"));
        assertThat(second.state()).hasValueSatisfying(state -> {
            assertThat(state.baseBackups()).isEqualTo(1);
            assertThat(state.missingBaseBackups()).isZero();
            assertThat(state.trouble()).isNull();
            assertThat(state.lsn()).isNotNull();
        });
        assertThat(modified()).isEqualTo(first);
    }

    private Map<String, Object> modified() throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".partial"))
                    .collect(java.util.stream.Collectors.toMap(
                            Path::toString, file -> file.toFile().lastModified()));
        }
    }

    @Test
    void aPlaceThatIsAwayIsToldAndCaughtUpWithLater() throws Exception {
        // Given
        SecondCopies second = lab.second(place.resolve("unplugged"));
        second.look();
        String trouble = second.state().orElseThrow().trouble();

        // When
        Files.createDirectory(place.resolve("unplugged"));
        second.look();

        // Then
        assertThat(trouble).contains("is not there");
        assertThat(second.state().orElseThrow().trouble()).isNull();
        assertThat(second.state().orElseThrow().baseBackups()).isEqualTo(1);
    }

    @Test
    void whatWasLostThereIsBroughtAgain() throws Exception {
        // Given
        SecondCopies second = lab.second(place);
        second.look();
        List<String> before = there();
        Files.delete(place.resolve("base-backups/" + id() + "/base.tar.zst"));
        Files.delete(place.resolve("wal/server.json"));

        // When
        second.look(Instant.now().plus(Duration.ofHours(1)));

        // Then
        assertThat(there()).containsAll(before);
    }

    @Test
    void whatIsReadThereAsOtherBytesDoesNotCount() throws Exception {
        // Given
        FolderPlace folder = new FolderPlace(place);
        SecondPlace careless = new SecondPlace() {
            @Override
            public void put(String name, Path file) throws IOException {
                folder.put(name, file);
                if (name.endsWith("base.tar.zst")) {
                    Path brought = place.resolve(name);
                    byte[] bytes = Files.readAllBytes(brought);
                    bytes[bytes.length / 2] ^= 1;
                    Files.write(brought, bytes);
                }
            }

            @Override
            public InputStream read(String name) throws IOException {
                return folder.read(name);
            }

            @Override
            public List<String> names(String beginning) throws IOException {
                return folder.names(beginning);
            }

            @Override
            public void delete(String name) throws IOException {
                folder.delete(name);
            }
        };
        SecondCopies second = new SecondCopies(Optional.of(careless), lab.backups, lab.log, lab.settings(Map.of()));

        // When
        second.look();

        // Then
        assertThat(second.state().orElseThrow().trouble()).contains("base.tar.zst is not in");
        assertThat(there()).noneMatch(name -> name.endsWith("manifest.json") || name.endsWith("base.tar.zst"));
    }

    @Test
    void whatRetentionTookAwayGoesThereTooAndNothingElseDoes() throws Exception {
        // Given
        SecondCopies second = lab.second(place);
        second.look();
        String first = id();
        lab.execute("select pg_switch_wal()");
        lab.takeBaseBackup();
        second.look();
        long before = there().stream().filter(name -> name.startsWith("wal/0")).count();

        // When
        second.forget(List.of(first));

        // Then
        assertThat(there()).noneMatch(name -> name.startsWith("base-backups/" + first));
        assertThat(there()).contains("base-backups/" + id() + "/manifest.json");
        assertThat(there().stream().filter(name -> name.startsWith("wal/0")).count())
                .isLessThan(before);
    }

    @Test
    void anEmptyMachineTakesWhatItNeedsFromThere(@TempDir Path empty) throws Exception {
        // Given
        lab.second(place).look();
        BackupRepository backups = new BackupRepository(empty.resolve("base-backups"));
        ReceivedLog log = new ReceivedLog(empty.resolve("wal"));

        // When
        Optional<String> brought = new BroughtBack(new FolderPlace(place), backups, log).forTarget(new Target.Latest());

        // Then
        assertThat(brought).hasValue(id());
        assertThat(backups.find("latest").manifest())
                .isEqualTo(lab.backups.find("latest").manifest());
        assertThat(log.owner()).isEqualTo(lab.log.owner());
        assertThat(log.segments()).isNotEmpty();
    }
}
