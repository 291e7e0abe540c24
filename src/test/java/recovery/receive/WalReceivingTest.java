package recovery.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Lsn;

class WalReceivingTest {

    private ReceivingLab lab;
    private WalReceiving process;

    @BeforeEach
    void begin() throws Exception {
        lab = new ReceivingLab();
    }

    @AfterEach
    void end() throws Exception {
        if (process != null) {
            process.close();
        }
        lab.close();
    }

    private void awaitAllThatIsWritten() throws Exception {
        Lsn written = Lsn.parse(lab.value("select pg_current_wal_flush_lsn()"));
        await().until(() -> process.state().flushedLsn() != null
                && !Lsn.parse(process.state().flushedLsn()).isBefore(written));
    }

    @Test
    @Tag("every-postgres")
    void whatIsCommittedIsHereAndTheServerIsToldSo() throws Exception {
        // Given
        process = lab.process("receive", "on");
        process.look();
        lab.execute("create table t (n int)", "insert into t select generate_series(1, 1000)");

        // When
        awaitAllThatIsWritten();

        // Then
        assertThat(process.state().doing()).isEqualTo(ReceiverState.Doing.RECEIVING);
        await().untilAsserted(() -> assertThat(
                        lab.value("select flush_lsn >= '" + process.state().flushedLsn() + "' from pg_stat_replication"
                                + " where application_name = 'caravanserai_wal' and pid = (select active_pid from"
                                + " pg_replication_slots where slot_name = '" + lab.slot() + "')"))
                .isIn("t", "true"));
    }

    @Test
    @Tag("every-postgres")
    void aSegmentIsByteForByteTheServersOwn() throws Exception {
        // Given
        process = lab.process("receive", "on");
        process.look();
        lab.execute("create table t as select n, md5(n::text) from generate_series(1, 20000) n");
        String name = lab.value("select pg_walfile_name(pg_current_wal_lsn())");

        // When
        lab.execute("select pg_switch_wal()");
        lab.execute("insert into t values (0, 'the next one')");
        awaitAllThatIsWritten();

        // Then
        Path segment = lab.log.folder().resolve(name);
        await().until(() -> Files.exists(segment));
        assertThat(Files.readAllBytes(segment))
                .isEqualTo(lab.bytes("select pg_read_binary_file('pg_wal/" + name + "')"));
    }

    @Test
    void autoBeginsWithTheFirstBaseBackupAndNotBefore() throws Exception {
        // Given
        process = lab.process();
        process.look();
        ReceiverState before = process.state();
        String slotsBefore = lab.slots();

        // When
        process.begin();
        lab.takeBaseBackup();

        // Then
        assertThat(before.doing()).isEqualTo(ReceiverState.Doing.NOTHING);
        assertThat(slotsBefore).isEqualTo("0");
        assertThat(lab.slots()).isEqualTo("1");
        awaitAllThatIsWritten();
        Lsn start = lab.backups.find("latest").manifest().start();
        assertThat(lab.log.segments().get(0).name().start()).isLessThanOrEqualTo(start);
    }

    @Test
    @Tag("every-postgres")
    void theNextProcessGoesOnWhereThisOneWas() throws Exception {
        // Given
        process = lab.process("receive", "on");
        process.look();
        lab.execute("create table t as select generate_series(1, 1000) n", "select pg_switch_wal()");
        awaitAllThatIsWritten();
        process.close();
        lab.execute("insert into t select generate_series(1, 1000)", "select pg_switch_wal()");
        lab.execute("insert into t select generate_series(1, 1000)");

        // When
        process = lab.process("receive", "on");
        process.look();
        awaitAllThatIsWritten();

        // Then
        List<ReceivedLog.Segment> segments = lab.log.segments();
        for (int i = 1; i < segments.size(); i++) {
            assertThat(segments.get(i).name())
                    .isEqualTo(segments.get(i - 1).name().next());
        }
        assertThat(segments).hasSizeGreaterThan(2);
    }

    @Test
    void offDropsTheSlot() throws Exception {
        // Given
        process = lab.process("receive", "on");
        process.look();
        awaitAllThatIsWritten();
        process.close();
        String slotsBefore = lab.slots();

        // When
        lab.process("receive", "off").look();

        // Then
        assertThat(slotsBefore).isEqualTo("1");
        assertThat(lab.slots()).isEqualTo("0");
    }

    @Test
    void aServerThatWouldKeepTooMuchIsFreedAndWhatIsMissedIsAHole() throws Exception {
        // Given
        process = lab.process("receive", "on");
        process.look();
        awaitAllThatIsWritten();
        process.close();
        lab.execute("create table t (n int)");
        for (int i = 0; i < 4; i++) {
            lab.execute("insert into t values (1)", "select pg_switch_wal()");
        }
        lab.execute("checkpoint");
        process = lab.process("receive", "on", "max-retained", "1");

        // When
        // Then
        process.look();
        awaitAllThatIsWritten();
        List<ReceivedLog.Segment> segments = lab.log.segments();
        assertThat(segments).as("with a hole, which the window tells").hasSizeLessThan((int)
                (segments.get(segments.size() - 1).name().number()
                        - segments.get(0).name().number()
                        + 1));
    }

    @Test
    void aFolderWithTheLogOfAnotherServerIsRefused() throws Exception {
        // Given
        lab.log.belongTo(new ReceivedLog.Owner("4711", 16 << 20));
        process = lab.process("receive", "on");

        // When
        process.look();

        // Then
        await().until(() -> process.state().doing() == ReceiverState.Doing.WAITING);
        assertThat(process.state().trouble()).contains("holds that of the server 4711");
    }

    @Test
    void oldSegmentsAreCompressedAndThoseThatNoBaseBackupNeedsGo() throws Exception {
        // Given
        process = lab.process("receive", "on");
        process.look();
        lab.execute("create table t (n int)");
        for (int i = 0; i < 8; i++) {
            lab.execute("insert into t values (1)", "select pg_switch_wal()");
        }
        awaitAllThatIsWritten();

        // When
        process.look();
        boolean packed = lab.log.segments().get(0).packed();
        lab.takeBaseBackup();
        process.look();

        // Then
        assertThat(packed).isTrue();
        assertThat(lab.log.segments().get(0).name().end())
                .isGreaterThan(lab.backups.find("latest").manifest().start());
    }

    @Test
    @Tag("every-postgres")
    void aSlotThatSomebodyDroppedIsMadeAnewAndNothingIsMissing() throws Exception {
        // Given
        process = lab.process("receive", "on");
        process.look();
        lab.execute("create table t (n int)");
        awaitAllThatIsWritten();

        // When
        lab.execute(
                "do $$ declare slot text := '" + lab.slot() + "'; begin"
                        + " perform pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = slot;"
                        + " loop begin perform pg_drop_replication_slot(slot); exit; exception when object_in_use then"
                        + " perform pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = slot;"
                        + " perform pg_sleep(0.01); end; end loop; end $$",
                "insert into t select generate_series(1, 1000)");
        awaitAllThatIsWritten();

        // Then
        assertThat(lab.slots()).isEqualTo("1");
        List<ReceivedLog.Segment> segments = lab.log.segments();
        for (int i = 1; i < segments.size(); i++) {
            assertThat(segments.get(i).name())
                    .isEqualTo(segments.get(i - 1).name().next());
        }
    }

    @Test
    void aServerWithoutABoundForSlotsIsToldToHaveOne() throws Exception {
        // Given
        process = lab.process("receive", "on");

        // When
        process.look();

        // Then
        assertThat(lab.value("show max_slot_wal_keep_size")).isEqualTo("-1");
        assertThat(process.advice()).singleElement().asString().contains("max_slot_wal_keep_size");
    }
}
