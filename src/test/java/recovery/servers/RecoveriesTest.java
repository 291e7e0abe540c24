package recovery.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.DatabaseAddress;
import postgres.Databases;
import postgres.Lsn;
import postgres.Query;
import postgres.TestPrograms;
import postgres.TestServer;
import postgres.replication.ServerAddress;
import postgres.server.Server;
import recovery.backup.BaseBackupRequest;
import recovery.backup.BaseBackups;
import recovery.incidents.Incidents;
import recovery.receive.ReceivingLab;
import recovery.receive.WalReceiving;

class RecoveriesTest {

    private ReceivingLab lab;
    private WalReceiving process;
    private Databases databases;
    private final ActiveRuns active = new ActiveRuns();
    private RecoveredServers servers;
    private Recoveries recoveries;

    @BeforeEach
    void begin() throws Exception {
        lab = new ReceivingLab();
        process = lab.process("receive", "on");
        process.look();
        databases = new Databases(TestServer.dataSource(lab.url), Map::of);
        recoveries = another();
        lab.execute("create table kept (n int)", "insert into kept select generate_series(1, 1000)");
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

    private static ServerPrograms programs() throws Exception {
        return ServerPrograms.and(TestPrograms.binaries());
    }

    private Recoveries another(String... said) throws Exception {
        RecoveryRepository repository = new RecoveryRepository(lab.folder.resolve("recoveries"));
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < said.length; i += 2) {
            settings.put(said[i], said[i + 1]);
        }
        servers = new RecoveredServers(lab.server, repository, programs(), lab.settings(settings), databases);
        return new Recoveries(
                lab.server,
                lab.backups,
                lab.log,
                process,
                repository,
                programs(),
                lab.settings(settings),
                servers,
                new Incidents(TestServer.dataSource(lab.url)),
                lab.noSecond(),
                lab.rtos(),
                active);
    }

    private RunEnd recover(WantedTarget target) throws Exception {
        return recover(target, RecoverRequest.Then.INSPECT, null);
    }

    /** One that goes on, and is cancelled on the way. */
    private RunEnd broken(WantedTarget target, String onFrom) throws Exception {
        RunHeader header = RunHeader.next(Door.HTTP);
        active.open(header.run()).cancel();
        return recoveries.recover(new RecoverRequest(header, target, RecoverRequest.Then.INSPECT, onFrom));
    }

    private RunEnd recover(WantedTarget target, RecoverRequest.Then then, String onFrom) throws Exception {
        Lsn written = Lsn.parse(lab.value("select pg_current_wal_flush_lsn()"));
        await().until(() -> process.state().flushedLsn() != null
                && !Lsn.parse(process.state().flushedLsn()).isBefore(written));
        return recoveries.recover(new RecoverRequest(RunHeader.next(Door.HTTP), target, then, onFrom));
    }

    /** But the times that others took. */
    private void assertNothingIsLeft() throws Exception {
        try (Stream<Path> left = Files.list(lab.folder.resolve("recoveries"))) {
            assertThat(left.map(path -> path.getFileName().toString()).filter(name -> !name.equals("rto.json")))
                    .isEmpty();
        }
    }

    private static WantedTarget time(String text) {
        return new WantedTarget(text, null, null, null, null, null);
    }

    private static WantedTarget before(String lsn) {
        return new WantedTarget(null, lsn, null, null, null, null);
    }

    private static WantedTarget latest() {
        return new WantedTarget(null, null, null, null, null, true);
    }

    private String there(RunEnd end, String sql) throws SQLException {
        try (Connection connection = databases
                .find(end.detail().get("database").asText())
                .orElseThrow()
                .getConnection()) {
            return Query.first(connection, sql, row -> row.getString(1)).orElse(null);
        }
    }

    @Test
    @Tag("every-postgres")
    void theServerIsAsItWasBeforeItsTableWasEmptied() throws Exception {
        // Given
        lab.execute("insert into kept select generate_series(1001, 1500)");
        String lsn = lab.value("select pg_current_wal_insert_lsn()");
        lab.execute("truncate kept");
        lab.execute("insert into kept values (1)");

        // When
        RunEnd end = recover(before(lsn));

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(there(end, "select count(*) from kept")).isEqualTo("1500");
        assertThat(lab.value("select count(*) from kept")).isEqualTo("1");
        assertThatThrownBy(() -> there(end, "insert into kept values (1) returning n"))
                .hasMessageContaining("read-only transaction");
    }

    @Test
    @Tag("every-postgres")
    void aTimeIsTheStateOfThatMoment() throws Exception {
        // Given
        lab.execute("insert into kept select generate_series(1001, 1500)");
        String then = lab.value("select clock_timestamp()::text");
        lab.execute("delete from kept");

        // When
        RunEnd end = recover(time(then));

        // Then
        assertThat(there(end, "select count(*) from kept")).isEqualTo("1500");
    }

    @Test
    @Tag("every-postgres")
    void theLatestStateHasAllThatWasCommitted() throws Exception {
        // Given
        lab.execute("insert into kept select generate_series(1001, 1500)");

        // When
        RunEnd end = recover(latest());

        // Then
        assertThat(there(end, "select count(*) from kept")).isEqualTo("1500");
        assertThat(end.detail().get("isLatest").asBoolean()).isTrue();
    }

    @Test
    @Tag("every-postgres")
    void whatIsWrittenWhileABaseBackupEndsIsInTheLatestState() throws Exception {
        // Given
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> writes = CompletableFuture.runAsync(() -> writeUntil(over));
        lab.takeBaseBackup();
        long then = Long.parseLong(lab.value("select count(*) from kept"));
        await().until(() -> Long.parseLong(lab.value("select count(*) from kept")) > then + 100);
        over.set(true);
        writes.join();

        // When
        RunEnd end = recover(latest());

        // Then
        assertThat(there(end, "select count(*) from kept")).isEqualTo(lab.value("select count(*) from kept"));
    }

    private void writeUntil(AtomicBoolean over) {
        while (!over.get()) {
            try {
                lab.execute("insert into kept values (7)");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void aMomentWithoutAZoneOrOutsideOfTheWindowIsRefusedAndNothingIsStarted() throws Exception {
        // When
        // Then
        assertThatThrownBy(() -> recover(time("2020-01-01 00:00:00")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        no -> assertThat(no.problem().detail()).contains("has no zone"));
        assertThatThrownBy(() -> recover(time("2020-01-01 00:00:00Z")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        no -> assertThat(no.problem().detail()).contains("before the end of the base backup"));
        assertThatThrownBy(() -> recover(time("2099-01-01 00:00:00Z")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        no -> assertThat(no.problem().detail()).contains("is not in the log"));
        assertNothingIsLeft();
    }

    @Test
    void aHoleBeforeTheTargetIsRefused() throws Exception {
        // Given
        for (int i = 0; i < 4; i++) {
            lab.execute("insert into kept values (0)", "select pg_switch_wal()");
        }
        Lsn stop = lab.backups.find("latest").manifest().stop();
        Lsn written = Lsn.parse(lab.value("select pg_current_wal_flush_lsn()"));
        await().until(() -> !Lsn.parse(process.state().flushedLsn()).isBefore(written));
        Path missing = lab.log.segments().stream()
                .filter(segment -> stop.isBefore(segment.name().start()) && segment.whole())
                .map(segment -> lab.log.folder().resolve(segment.name().toString()))
                .findFirst()
                .orElseThrow();
        Files.delete(missing);

        // When
        // Then
        assertThatThrownBy(() -> recover(before(written.toString())))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("as log is missing from");
        assertThatThrownBy(() -> recover(latest()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("as log is missing from");
        assertNothingIsLeft();
    }

    @Test
    void promotedItTakesWritersAndStaysUntilItIsRemoved() throws Exception {
        // Given
        RunEnd end = recover(latest());
        String id = end.detail().get("recovery").asText();

        // When
        RecoveryFacts promoted = servers.promote(id);

        // Then
        assertThat(promoted.writable()).isTrue();
        assertThat(promoted.expires()).isNull();
        assertThat(there(end, "insert into kept values (0) returning n")).isEqualTo("0");
        servers.delete(id);
        assertThat(databases.names()).doesNotContain("recovery-" + id);
        assertNothingIsLeft();
    }

    @Test
    void theNextProcessFindsItAndStartsItAgain() throws Exception {
        // Given
        RunEnd end = recover(latest());
        servers.close();
        new RecoveryRepository(lab.folder.resolve("recoveries")).sweep();

        // When
        recoveries = another();
        servers.look();

        // Then
        assertThat(there(end, "select count(*) from kept")).isEqualTo("1000");
    }

    @Test
    void whatAnEarlierProcessDidNotFinishIsCleared() throws Exception {
        // Given
        Path half = Files.createDirectories(lab.folder.resolve("recoveries/20200101T000000Z/server"));

        // When
        new RecoveryRepository(lab.folder.resolve("recoveries")).sweep();

        // Then
        assertThat(half.getParent()).doesNotExist();
    }

    @Test
    void noMoreThanThoseThatAreAllowedAreMade() throws Exception {
        // Given
        recover(latest());
        recover(latest());

        // When
        // Then
        assertThatThrownBy(() -> recover(latest())).isInstanceOfSatisfying(ProblemException.class, no -> assertThat(
                        no.problem().status())
                .isEqualTo(409));
    }

    @Test
    @Tag("every-postgres")
    void aDatabaseThatWasDroppedIsThereAtAnyMomentBeforeThat() throws Exception {
        // Given
        lab.execute("create database lost_shop");
        lab.takeBaseBackup();
        String shop = lab.url.replaceAll("/[^/?]+(\\?|$)", "/lost_shop$1");
        try (Connection connection = TestServer.dataSource(shop).getConnection()) {
            Query.execute(connection, "set synchronous_commit = on");
            Query.execute(connection, "create table goods as select generate_series(1, 10) n");
        }
        String before = lab.value("select clock_timestamp()::text");
        lab.execute("drop database lost_shop");

        // When
        RunEnd end = recover(time(before));

        // Then
        String id = end.detail().get("recovery").asText();
        try (Connection connection = servers.address(id).database("lost_shop")) {
            assertThat(Query.first(connection, "select count(*) from goods", row -> row.getLong(1)))
                    .contains(10L);
        }
    }

    @Test
    void theTransactionThatIsNamedIsStillThereAndTheNextIsNot() throws Exception {
        // Given
        long xid;
        try (Connection connection = TestServer.dataSource(lab.url).getConnection()) {
            Query.execute(connection, "set synchronous_commit = on");
            xid = Query.first(
                            connection,
                            "with i as (insert into kept values (2001) returning n)"
                                    + " select pg_current_xact_id()::xid::text::bigint from i",
                            row -> row.getLong(1))
                    .orElseThrow();
        }
        lab.execute("insert into kept values (2002)");

        // When
        RunEnd end = recover(new WantedTarget(null, null, xid, null, null, null));

        // Then
        assertThat(there(end, "select string_agg(n::text, ',') from kept where n > 2000"))
                .isEqualTo("2001");
    }

    @Test
    void aRestorePointIsTheStateInWhichItWasMade() throws Exception {
        // Given
        lab.execute(
                "insert into kept values (2001)",
                "select pg_create_restore_point('before the migration')",
                "insert into kept values (2002)");

        // When
        RunEnd end = recover(new WantedTarget(null, null, null, "before the migration", null, null));

        // Then
        assertThat(there(end, "select string_agg(n::text, ',') from kept where n > 2000"))
                .isEqualTo("2001");
    }

    @Test
    @Tag("every-postgres")
    void whatWasGivenAwayIsAWholeServerThatNobodyHereTouchesAnyMore() throws Exception {
        // Given
        String id = recover(latest()).detail().get("recovery").asText();

        // When
        ExportedServer exported = servers.export(id);

        // Then
        RecoveryRepository repository = new RecoveryRepository(lab.folder.resolve("recoveries"));
        Server server = repository.find(id).folder().launch(programs().of(exported.major()));
        try {
            repository.sweep();
            servers.look();
            assertThat(server.isRunning()).isTrue();
            try (Connection connection = ServerAddress.of(new DatabaseAddress(
                            server.jdbcUrl("postgres"), TestServer.username(), TestServer.password()))
                    .database()) {
                Query.execute(connection, "create table anything ()");
                assertThat(Query.first(
                                connection,
                                "select count(*) from pg_roles where rolname = 'caravanserai_recovery'",
                                row -> row.getLong(1)))
                        .contains(0L);
            }
            assertThat(exported.startCommand()).contains("pg_ctl", exported.folder());
            assertThat(databases.names()).doesNotContain("recovery-" + id);
            assertThatThrownBy(() -> servers.delete(id))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            no -> assertThat(no.problem().status()).isEqualTo(409));
            assertThat(servers.find(id).state()).isEqualTo(RecoveryFacts.State.EXPORTED);
        } finally {
            server.stop(Server.Stop.FAST);
            repository.find(id).folder().remove();
        }
    }

    @Test
    @Tag("every-postgres")
    void aPausedServerGoesOnToLaterMomentsNeverBackAndIsPromotedInTheEnd() throws Exception {
        // Given
        String first = moment("insert into kept select generate_series(1001, 1500)");
        String second = moment("insert into kept select generate_series(1501, 2000)");
        lab.execute("insert into kept select generate_series(2001, 2500)");

        // When
        RunEnd paused = recover(before(first), RecoverRequest.Then.PAUSE, null);

        // Then
        String id = paused.detail().get("recovery").asText();
        assertThat(servers.find(id).state()).isEqualTo(RecoveryFacts.State.PAUSED);
        assertThat(there(paused, "select count(*) || ' ' || pg_is_in_recovery() from kept"))
                .isEqualTo("1500 true");

        // When
        recover(before(second), RecoverRequest.Then.PAUSE, id);

        // Then
        assertThat(there(paused, "select count(*) from kept")).isEqualTo("2000");
        assertThatThrownBy(() -> recover(before(first), RecoverRequest.Then.PAUSE, id))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("does not go back");
        assertThatThrownBy(() -> servers.export(id)).hasMessageContaining("waits at its target");
        assertThatThrownBy(() -> broken(new WantedTarget(null, null, null, null, null, true), id))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("cancelled");
        assertThat(servers.find(id).state()).isEqualTo(RecoveryFacts.State.PAUSED);
        assertThat(there(paused, "select count(*) from kept")).isEqualTo("2000");

        // When
        servers.close();
        recoveries = another();
        servers.look();

        // Then
        assertThat(there(paused, "select count(*) || ' ' || pg_is_in_recovery() from kept"))
                .isEqualTo("2000 true");

        // When
        RecoveryFacts promoted = servers.promote(id);

        // Then
        assertThat(promoted.writable()).isTrue();
        assertThat(there(paused, "insert into kept values (0) returning (select count(*) from kept)"))
                .isEqualTo("2000");
    }

    private String moment(String sql) throws Exception {
        lab.execute(sql);
        return lab.value("select pg_current_wal_insert_lsn()");
    }

    @Test
    void itListensAtThePortsThatAreAllowedAndComesBackToItsOwn() throws Exception {
        // Given
        recoveries = another("recovery.ports", "17340-17349", "recovery.listen", "127.0.0.2");

        // When
        RunEnd end = recover(latest());

        // Then
        String id = end.detail().get("recovery").asText();
        int port = servers.find(id).port();
        assertThat(port).isBetween(17_340, 17_349);
        RecoveryFacts promoted = servers.promote(id);
        assertThat(promoted.port()).isEqualTo(port);
        try (Connection elsewhere = ServerAddress.of(new DatabaseAddress(
                        promoted.jdbcUrl().replace("127.0.0.1", "127.0.0.2"),
                        promoted.username(),
                        Files.readString(lab.folder.resolve("recoveries/" + id + "/password"))))
                .database()) {
            assertThat(Query.first(elsewhere, "select count(*) from kept", row -> row.getLong(1)))
                    .contains(1000L);
        }
    }

    @Test
    void aRecoveryThatIsCancelledWhileItReplaysLeavesNothing() throws Exception {
        // Given
        for (int i = 0; i < 3; i++) {
            lab.execute("insert into kept select generate_series(1, 200000)");
        }
        Lsn written = Lsn.parse(lab.value("select pg_current_wal_flush_lsn()"));
        await().until(() -> !Lsn.parse(process.state().flushedLsn()).isBefore(written));
        RecoverRequest request = new RecoverRequest(RunHeader.next(Door.HTTP), latest(), RecoverRequest.Then.INSPECT);
        ActiveRun run = active.open(request.run());

        // When
        CompletableFuture<Void> cancelling = CompletableFuture.runAsync(() -> {
            await().until(() -> run.done() > 0);
            try {
                run.cancel();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });

        // Then
        assertThatThrownBy(() -> recoveries.recover(request)).isInstanceOf(ProblemException.class);
        cancelling.join();
        assertThat(run.total()).isGreaterThan(0);
        assertThat(lab.folder.resolve("recoveries")).isEmptyDirectory();
    }

    @Test
    @Tag("every-postgres")
    void aTimelineThatTheServerLeftIsFollowed() throws Exception {
        // Given
        RunEnd first = recover(latest());
        String id = first.detail().get("recovery").asText();
        process.close();
        Path home = lab.folder.resolve("recoveries").resolve(id);
        RecoveryFacts promoted = servers.promote(id);
        Files.writeString(
                home.resolve("server/pg_hba.conf"),
                "host replication all 127.0.0.1/32 scram-sha-256\n",
                StandardOpenOption.APPEND);
        there(first, "select pg_reload_conf()");
        there(first, "insert into kept values (4711) returning n");
        Lsn written = Lsn.parse(there(first, "select pg_current_wal_flush_lsn()"));

        // When
        process = lab.processOf(ServerAddress.of(new DatabaseAddress(
                promoted.jdbcUrl(), promoted.username(), Files.readString(home.resolve("password")))));
        process.look();
        await().until(() -> process.state().timeline() == 2
                && !Lsn.parse(process.state().flushedLsn()).isBefore(written));
        recoveries = another();
        RunEnd second = recoveries.recover(
                new RecoverRequest(RunHeader.next(Door.HTTP), latest(), RecoverRequest.Then.INSPECT));

        // Then
        assertThat(lab.log.folder().resolve("00000002.history")).exists();
        assertThat(there(second, "select count(*) from kept where n = 4711")).isEqualTo("1");
        assertThat(there(second, "select timeline_id from pg_control_checkpoint()"))
                .isEqualTo("3");
    }

    @Test
    @Tag("every-postgres")
    void aTablespaceIsMovedAndThatOfTheLiveServerIsNotTouched() throws Exception {
        // Given
        Path place = Files.createTempDirectory("tablespace-");
        lab.execute(
                "create tablespace recovered location '" + place + "'",
                "create table apart tablespace recovered as select generate_series(1, 1000) n");
        try {
            lab.takeBaseBackup();
            lab.execute("insert into apart select generate_series(1, 1000)");

            // When
            RunEnd end = recover(latest());

            // Then
            assertThat(there(end, "select count(*) from apart")).isEqualTo("2000");
            assertThat(there(end, "select pg_tablespace_location(oid) from pg_tablespace where spcname = 'recovered'"))
                    .startsWith(lab.folder.toString());
            assertThat(lab.value("select count(*) from apart")).isEqualTo("2000");
        } finally {
            lab.execute("drop table apart", "drop tablespace recovered");
            try (Stream<Path> left = Files.list(place)) {
                assertThat(left).isEmpty();
            }
            Files.delete(place);
        }
    }

    @Test
    void aServerOfABaseBackupThatWasMadeOfChangesHasEveryRow() throws Exception {
        // Given
        assumeTrue(Integer.parseInt(lab.value("show server_version_num")) >= 170000, "servers tell that from 17 on");
        lab.execute("alter system set summarize_wal = on", "select pg_reload_conf()");
        try {
            lab.execute(
                    "create table large as select n, repeat('x', 100) t from generate_series(1, 20000) n",
                    "create index large_n on large (n)");
            lab.takeBaseBackup();
            lab.execute(
                    "update large set t = 'changed' where n % 1000 = 0",
                    "delete from large where n > 15000",
                    "vacuum large",
                    "insert into large select n, 'new' from generate_series(30001, 31000) n");
            new BaseBackups(
                            lab.server,
                            lab.backups,
                            lab.settings(Map.of("recovery.base-backup.incremental", "true")),
                            new ActiveRuns())
                    .take(new BaseBackupRequest(RunHeader.next(Door.HTTP)));
            String sums = "select count(*) || ' ' || sum(n) || ' ' || sum(hashtext(t)) from large";

            // When
            RunEnd end = recover(latest());

            // Then
            assertThat(end.detail().get("baseBackup").asText())
                    .isEqualTo(lab.backups.find("latest").id());
            assertThat(lab.backups.find("latest").manifest().notes()).anyMatch(note -> note.contains("changed since"));
            assertThat(there(end, sums)).isEqualTo(lab.value(sums));
            assertThat(there(end, "select count(*) from large where n between 14000 and 16000"))
                    .isEqualTo("1001");
        } finally {
            lab.execute("alter system reset summarize_wal", "select pg_reload_conf()");
        }
    }
}
