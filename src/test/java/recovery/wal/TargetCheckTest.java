package recovery.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.Lsn;
import postgres.Query;
import postgres.server.ServerSettings;
import postgres.server.WalServer;

/** The log of a server on which two transactions overlap, one of which is the disaster. */
@Tag("every-postgres")
class TargetCheckTest {

    @TempDir
    static Path shared;

    @TempDir
    Path temporary;

    private static WalServer server;
    private static Archive archive;
    private static Lsn backupStart;
    private static Lsn backupEnd;
    private static Instant before;
    private static Instant backupEnded;
    private static Instant betweenCommits;
    private static Lsn end;
    private static int disaster;
    private static int rolledBack;
    private static Lsn committing;
    private static Instant afterwards;

    @BeforeAll
    static void write() throws Exception {
        server = WalServer.embedded(
                shared, ServerSettings.ofItsOwn(0).with("wal_keep_size", "1GB").with("max_prepared_transactions", "5"));
        server.execute("create table t (a int)", "select pg_create_restore_point('early')");
        before = now();
        server.execute("checkpoint", "select pg_switch_wal()");
        backupStart = server.flushed();
        server.execute("select pg_create_restore_point('during')", "insert into t values (1)");
        backupEnd = server.flushed();
        backupEnded = now();
        server.execute("select pg_create_restore_point('twice')");
        try (Connection early = server.connect("postgres");
                Connection late = server.connect("postgres")) {
            early.setAutoCommit(false);
            late.setAutoCommit(false);
            run(early, "insert into t values (2)");
            disaster = xid(late);
            run(late, "savepoint s");
            run(late, "delete from t");
            run(late, "release s");
            server.execute("insert into t values (3)");
            betweenCommits = now();
            committing = server.flushed();
            late.commit();
            server.execute("insert into t values (4)");
            early.commit();
        }
        try (Connection connection = server.connect("postgres")) {
            connection.setAutoCommit(false);
            rolledBack = xid(connection);
            run(connection, "insert into t values (5)");
            connection.rollback();
        }
        server.execute("select pg_create_restore_point('once')", "select pg_create_restore_point('twice')");
        server.execute("begin; insert into t values (6); prepare transaction 'p'", "commit prepared 'p'");
        server.execute("checkpoint", "select pg_switch_wal()", "vacuum t", "checkpoint", "insert into t values (7)");
        end = server.flushed();
        afterwards = now();
        archive = Archive.of(server.wal(), shared.resolve("archive")).upTo(end);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aTransactionIsLeftOutOrIsTheLastOneThatCounts() throws Exception {
        // When
        Resolution without = resolve(new Target.OfTransaction(disaster, false));
        Resolution with = resolve(new Target.OfTransaction(disaster, true));

        // Then
        assertThat(without).isInstanceOf(Resolution.Reached.class);
        Resolution.Reached reached = (Resolution.Reached) without;
        assertThat(reached.inclusive()).isFalse();
        assertThat(reached.stop().bytes()).isGreaterThanOrEqualTo(committing.bytes());
        assertThat(reached.seen().lastCommit().orElseThrow()).isBefore(betweenCommits);
        assertThat(with).isEqualTo(new Resolution.Reached(reached.stop(), true, false, reached.seen()));
        assertThat(resolve(new Target.Before(reached.stop())))
                .isEqualTo(new Resolution.Reached(reached.stop(), false, false, reached.seen()));
    }

    @Test
    void aTimeIsTheFirstTransactionThatEndedLater() throws Exception {
        // Given
        Lsn commit = ((Resolution.Reached) resolve(new Target.OfTransaction(disaster, false))).stop();

        // When
        Resolution reached = resolve(new Target.Time(betweenCommits));

        // Then
        assertThat(reached).isInstanceOf(Resolution.Reached.class);
        assertThat(((Resolution.Reached) reached).stop()).isEqualTo(commit);
        assertThat(((Resolution.Reached) reached).last()).isFalse();
    }

    @Test
    void aTimeAfterTheLastCommitIsTheLastStateIfEverythingUpToItIsHere() throws Exception {
        // Given
        Instant later = afterwards.plusSeconds(60);

        // When
        Resolution received = TargetCheck.resolve(range(archive, Optional.of(later)), new Target.Time(later));
        Resolution notReceived = TargetCheck.resolve(range(archive, Optional.of(afterwards)), new Target.Time(later));
        Resolution notKnown = TargetCheck.resolve(range(archive, Optional.empty()), new Target.Time(later));

        // Then
        assertThat(received).isInstanceOf(Resolution.Reached.class);
        assertThat(((Resolution.Reached) received).last()).isTrue();
        assertThat(((Resolution.Reached) received).inclusive()).isTrue();
        assertThat(received).isEqualTo(resolve(new Target.Latest()));
        assertThat(notReceived).isInstanceOf(Resolution.NotReached.class);
        assertThat(((Resolution.Refused) notReceived).message()).contains("the last commit in it is of ");
        assertThat(notKnown).isInstanceOf(Resolution.NotReached.class);
    }

    @Test
    void whatIsBeforeTheEndOfTheBackupIsRefused() throws Exception {
        // When, Then
        assertThat(resolve(new Target.Time(before))).isInstanceOf(Resolution.BeforeBackup.class);
        assertThat(resolve(new Target.Time(before.minus(Duration.ofDays(400)))))
                .isInstanceOf(Resolution.BeforeBackup.class);
        assertThat(resolve(new Target.Place(backupStart))).isInstanceOf(Resolution.BeforeBackup.class);
        assertThat(resolve(new Target.Place(new Lsn(1)))).isInstanceOf(Resolution.BeforeBackup.class);
        assertThat(resolve(new Target.Named("during"))).isInstanceOf(Resolution.BeforeBackup.class);
        assertThat(resolve(new Target.Named("early"))).isInstanceOf(Resolution.NotReached.class);
    }

    @Test
    void aTimeBeforeTheBackupIsRefusedEvenIfNothingCommittedMeanwhile() throws Exception {
        // Given
        ReplayRange quiet = new ReplayRange(
                archive.source(), backupEnd, backupEnd, Optional.of(backupEnded), Optional.of(afterwards));

        // When
        Resolution resolution = TargetCheck.resolve(quiet, new Target.Time(before));

        // Then
        assertThat(resolution).isInstanceOf(Resolution.BeforeBackup.class);
    }

    @Test
    void aNameThatIsThereOnceIsFoundAndOneThatIsThereTwiceIsRefused() throws Exception {
        // When
        Resolution once = resolve(new Target.Named("once"));
        Resolution twice = resolve(new Target.Named("twice"));
        Resolution never = resolve(new Target.Named("never"));

        // Then
        assertThat(once).isInstanceOf(Resolution.Reached.class);
        assertThat(((Resolution.Reached) once).inclusive()).isTrue();
        assertThat(twice).isInstanceOf(Resolution.Ambiguous.class);
        assertThat(((Resolution.Refused) twice).message()).contains("restore point \"twice\" is there 2 times: ");
        assertThat(never).isInstanceOf(Resolution.NotReached.class);
    }

    @Test
    void aPlaceNeedNotBeTheBeginningOfARecordUnlessItIsSaidToBe() throws Exception {
        // Given
        Lsn commit = ((Resolution.Reached) resolve(new Target.OfTransaction(disaster, false))).stop();
        Lsn within = new Lsn(commit.bytes() - 8);

        // When, Then
        assertThat(((Resolution.Reached) resolve(new Target.Place(within))).stop())
                .isEqualTo(commit);
        assertThat(resolve(new Target.Before(within))).isInstanceOf(Resolution.NoRecord.class);
        assertThat(((Resolution.Reached) resolve(new Target.Place(end))).last()).isTrue();
        assertThat(((Resolution.Reached) resolve(new Target.Place(new Lsn(end.bytes() - 8)))).last())
                .isTrue();
        assertThat(resolve(new Target.Place(end.plus(8)))).isInstanceOf(Resolution.NotReached.class);
    }

    @Test
    void aTransactionThatWasRolledBackOrIsNotThereIsRefused() throws Exception {
        // When, Then
        assertThat(resolve(new Target.OfTransaction(rolledBack, false))).isInstanceOf(Resolution.RolledBack.class);
        assertThat(resolve(new Target.OfTransaction(rolledBack + 1000, false)))
                .isInstanceOf(Resolution.NotReached.class);
    }

    @Test
    void aFaultBeforeTheTargetIsRefusedAndOneAfterItDoesNotMatter() throws Exception {
        // Given
        Archive holed = archive.copiedTo(temporary.resolve("holed"));
        Path later = temporary
                .resolve("holed")
                .resolve(SegmentName.holding(committing, 1, 16 << 20).next().toString());
        Files.delete(later);
        Archive flipped = archive.copiedTo(temporary.resolve("flipped"));
        int segment = (int) (committing.bytes() / (16 << 20) - placeOfFirst(flipped));
        flipped.flip(segment, (int) (backupEnd.bytes() % (16 << 20)) + 30);
        Archive nothing = archive.copiedTo(temporary.resolve("nothing"));
        for (int i = nothing.size(); i > 0; i--) {
            Files.delete(nothing.segment(0));
        }

        // When, Then
        assertThat(TargetCheck.resolve(range(holed, Optional.empty()), new Target.Time(betweenCommits)))
                .isInstanceOf(Resolution.Reached.class);
        Resolution latest = TargetCheck.resolve(
                new ReplayRange(
                        holed.source().writtenTo(end), backupStart, backupEnd, Optional.empty(), Optional.empty()),
                new Target.Latest());
        assertThat(latest).isInstanceOf(Resolution.Broken.class);
        Resolution broken = TargetCheck.resolve(range(flipped, Optional.empty()), new Target.Time(betweenCommits));
        assertThat(broken).isInstanceOf(Resolution.Broken.class);
        assertThat(((Resolution.Refused) broken).message()).contains("is damaged at");
        assertThat(TargetCheck.resolve(range(nothing, Optional.empty()), new Target.Latest()))
                .isInstanceOf(Resolution.Broken.class);
        assertThat(TargetCheck.resolve(
                        new ReplayRange(
                                archive.source().ofSystem(7),
                                backupStart,
                                backupEnd,
                                Optional.empty(),
                                Optional.empty()),
                        new Target.Latest()))
                .isInstanceOf(Resolution.Broken.class);
    }

    @Test
    void aTablespaceThatWasMadeSinceIsRefusedFromThereOn() throws Exception {
        // Given
        Path folder = Files.createDirectories(shared.resolve("space"));
        new ProcessBuilder("chmod", "0777", folder.toString()).start().waitFor();
        Lsn untouched = server.flushed();
        server.execute(
                "insert into t values (8)",
                "create tablespace made location '" + folder + "'",
                "insert into t values (9)");
        ReplayRange range = new ReplayRange(
                WalSource.of(server.wal(), 1), backupStart, backupEnd, Optional.empty(), Optional.empty());

        // When
        Resolution latest = TargetCheck.resolve(range, new Target.Latest());
        Resolution before = TargetCheck.resolve(range, new Target.Place(untouched));

        // Then
        assertThat(latest).isInstanceOf(Resolution.TablespaceMade.class);
        assertThat(((Resolution.Refused) latest).message()).contains("a tablespace in " + folder + " was made");
        assertThat(before).isInstanceOf(Resolution.Reached.class);
    }

    private static long placeOfFirst(Archive some) throws Exception {
        return SegmentName.parse(some.segment(0).getFileName().toString(), 16 << 20)
                .orElseThrow()
                .number();
    }

    private static Resolution resolve(Target target) throws Exception {
        return TargetCheck.resolve(range(archive, Optional.of(afterwards)), target);
    }

    private static ReplayRange range(Archive of, Optional<Instant> receivedAt) throws Exception {
        return new ReplayRange(of.source(), backupStart, backupEnd, Optional.empty(), receivedAt);
    }

    private static void run(Connection connection, String sql) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int xid(Connection connection) throws Exception {
        return Integer.parseUnsignedInt(
                Query.first(connection, "select pg_current_xact_id()::xid::text", row -> row.getString(1))
                        .orElseThrow());
    }

    private static Instant now() throws Exception {
        return Instant.parse(server.query(
                "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
    }
}
