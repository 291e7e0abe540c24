package recovery.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.RunHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postgres.Databases;
import postgres.Lsn;
import postgres.Query;
import postgres.TestPrograms;
import postgres.TestServer;
import recovery.incidents.Incidents;
import recovery.receive.ReceivingLab;
import recovery.receive.WalReceiving;

/** What keeps a server from coming back, or comes with it: told before anything starts, and never a wrong server. */
class UnluckyRecoveriesTest {

    private static final int SYSTEM_IN_FIRST_PAGE = 24;

    private ReceivingLab lab;
    private WalReceiving process;
    private Databases databases;
    private RecoveredServers servers;
    private Recoveries recoveries;

    @BeforeEach
    void begin() throws Exception {
        lab = new ReceivingLab();
        process = lab.process("receive", "on");
        process.look();
        databases = new Databases(TestServer.dataSource(lab.url), Map::of);
        RecoveryRepository repository = new RecoveryRepository(lab.folder.resolve("recoveries"));
        ServerPrograms programs = ServerPrograms.and(TestPrograms.binaries());
        servers = new RecoveredServers(lab.server, repository, programs, lab.settings(Map.of()), databases);
        recoveries = new Recoveries(
                lab.server,
                lab.backups,
                lab.log,
                process,
                repository,
                programs,
                lab.settings(Map.of()),
                servers,
                new Incidents(TestServer.dataSource(lab.url)),
                lab.noSecond(),
                lab.rtos(),
                new ActiveRuns());
        lab.execute("create table kept as select generate_series(1, 1000) n");
        lab.takeBaseBackup();
    }

    @AfterEach
    void end() throws Exception {
        for (RecoveryFacts each : servers.list()) {
            servers.delete(each.id());
        }
        process.close();
        lab.close();
    }

    private void awaitAll() throws Exception {
        Lsn written = Lsn.parse(lab.value("select pg_current_wal_flush_lsn()"));
        await().until(() -> process.state().flushedLsn() != null
                && !Lsn.parse(process.state().flushedLsn()).isBefore(written));
    }

    private RunEnd recover(WantedTarget target) throws SQLException, java.io.IOException {
        return recoveries.recover(new RecoverRequest(RunHeader.next(Door.HTTP), target, RecoverRequest.Then.INSPECT));
    }

    private static WantedTarget latest() {
        return new WantedTarget(null, null, null, null, null, true);
    }

    private static WantedTarget place(String lsn) {
        return new WantedTarget(null, lsn, null, null, null, null);
    }

    private String there(RunEnd end, String sql) throws SQLException {
        try (Connection connection = databases
                .find(end.detail().get("database").asText())
                .orElseThrow()
                .getConnection()) {
            return Query.first(connection, sql, row -> row.getString(1)).orElse(null);
        }
    }

    /** What may happen to a file of the log. */
    enum Damage {
        CUT,
        FLIPPED,
        FOREIGN
    }

    @ParameterizedTest
    @EnumSource
    void aSegmentThatIsNotWhatTheServerWroteIsRefusedBeforeAnythingStarts(Damage damage) throws Exception {
        // Given
        for (int i = 0; i < 3; i++) {
            lab.execute("insert into kept select generate_series(1, 20000)", "select pg_switch_wal()");
        }
        lab.execute("insert into kept values (4711)");
        awaitAll();
        Lsn stop = lab.backups.find("latest").manifest().stop();
        Path segment = lab.log.segments().stream()
                .filter(each -> each.whole()
                        && !each.packed()
                        && stop.isBefore(each.name().start()))
                .map(each -> lab.log.folder().resolve(each.name().toString()))
                .findFirst()
                .orElseThrow();
        damage(segment, damage);

        // When
        // Then
        assertThatThrownBy(() -> recover(latest())).isInstanceOfSatisfying(ProblemException.class, refused -> {
            assertThat(refused.problem().status()).isEqualTo(422);
            assertThat(refused.problem().detail())
                    .containsAnyOf("bytes", "checksum", "is of system 7426998735487369216");
            assertThat(refused.problem().hint()).contains("recovery/window");
        });
        try (Stream<Path> left = Files.list(lab.folder.resolve("recoveries"))) {
            assertThat(left).isEmpty();
        }
    }

    private static void damage(Path segment, Damage damage) throws Exception {
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            switch (damage) {
                case CUT -> file.truncate(5_000_000);
                case FOREIGN -> file.write(ByteBuffer.allocate(Long.BYTES).putLong(0, 4711), SYSTEM_IN_FIRST_PAGE);
                case FLIPPED -> {
                    ByteBuffer one = ByteBuffer.allocate(1);
                    file.read(one, 20_000);
                    one.put(0, (byte) (one.get(0) ^ 1)).rewind();
                    file.write(one, 20_000);
                }
            }
        }
    }

    @Test
    void twoAtTheSameTimeDoNotGetIntoEachOthersWay() throws Exception {
        // Given
        String before = lab.value("select pg_current_wal_insert_lsn()");
        lab.execute("delete from kept");
        awaitAll();

        // When
        List<CompletableFuture<RunEnd>> both = Stream.of(place(before), latest())
                .map(target -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return recover(target);
                    } catch (SQLException | java.io.IOException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList();

        // Then
        assertThat(there(both.get(0).get(), "select count(*) from kept")).isEqualTo("1000");
        assertThat(there(both.get(1).get(), "select count(*) from kept")).isEqualTo("0");
        assertThat(servers.list()).hasSize(2);
    }

    @Test
    void anUnloggedTableIsThereAndEmpty() throws Exception {
        // Given
        lab.execute("create unlogged table forgotten as select generate_series(1, 1000) n");
        awaitAll();

        // When
        RunEnd end = recover(latest());

        // Then
        assertThat(there(end, "select count(*) from forgotten")).isEqualTo("0");
    }

    @Test
    @Tag("every-postgres")
    void aTransactionThatWasPreparedAtTheTargetIsOpenThere() throws Exception {
        // Given
        lab.execute("begin; insert into kept values (4711); prepare transaction 'half " + lab.installation.id() + "'");
        String target = lab.value("select pg_current_wal_insert_lsn()");
        lab.execute("commit prepared 'half " + lab.installation.id() + "'");
        awaitAll();

        // When
        RunEnd end = recover(place(target));

        // Then
        assertThat(there(end, "select count(*) from kept where n = 4711")).isEqualTo("0");
        assertThat(there(end, "select gid from pg_prepared_xacts where database = current_database()"))
                .isEqualTo("half " + lab.installation.id());
        assertThat(lab.value("select count(*) from kept where n = 4711")).isEqualTo("1");
    }

    @Test
    void theProgramsOfAnotherVersionAreNamedIfTheyAreNotHere() throws Exception {
        // Given
        ServerPrograms programs = ServerPrograms.and(TestPrograms.binaries());

        // When
        // Then
        assertThatThrownBy(() -> programs.of(99)).isInstanceOfSatisfying(ProblemException.class, refused -> {
            assertThat(refused.problem().status()).isEqualTo(422);
            assertThat(refused.problem().detail()).contains("programs of PostgreSQL 99");
            assertThat(refused.problem().hint()).contains("postgres.programs");
        });
    }

    @Test
    @Tag("thorough")
    void aServerWhoseLogIsNotReceivedAnyMoreComesBackAsFarAsItWas() throws Exception {
        // Given
        lab.execute("insert into kept values (1001)");
        awaitAll();
        String reached = process.state().flushedLsn();
        process.close();
        lab.execute("insert into kept values (1002)");

        // When
        RunEnd end = recover(latest());

        // Then
        assertThat(there(end, "select count(*) from kept")).isEqualTo("1001");
        assertThat(Lsn.parse(end.detail().get("stoppedAt").asText())).isLessThanOrEqualTo(Lsn.parse(reached));
    }
}
