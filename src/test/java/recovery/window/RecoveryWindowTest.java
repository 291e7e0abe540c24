package recovery.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Lsn;
import recovery.receive.ReceivedLog;
import recovery.receive.ReceivingLab;
import recovery.receive.WalReceiving;

class RecoveryWindowTest {

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

    private RecoveryWindow window() throws Exception {
        return lab.window(process, lab.noSecond(), Map.of());
    }

    private void receive() throws Exception {
        process = lab.process("receive", "on");
        process.look();
    }

    private void awaitAllThatIsWritten() throws Exception {
        Lsn written = Lsn.parse(lab.value("select pg_current_wal_flush_lsn()"));
        await().until(() -> process.state().flushedLsn() != null
                && !Lsn.parse(process.state().flushedLsn()).isBefore(written));
    }

    @Test
    void withoutABaseBackupNothingCanBeRecoveredAndThatIsSaid() throws Exception {
        // Given
        process = lab.process("receive", "off");

        // When
        WindowFacts facts = window().now();

        // Then
        assertThat(facts.from()).isNull();
        assertThat(facts.spans()).isEmpty();
        assertThat(facts.warnings()).singleElement().asString().contains("nothing can be recovered");
    }

    @Test
    @Tag("every-postgres")
    void itBeginsWithTheEndOfABaseBackupAndReachesWhatWasReceived() throws Exception {
        // Given
        receive();
        lab.takeBaseBackup();
        Instant before = Instant.now();
        lab.execute("create table t as select generate_series(1, 1000) n");
        awaitAllThatIsWritten();

        // When
        WindowFacts facts = window().now();

        // Then
        assertThat(facts.from().lsn())
                .isEqualTo(lab.backups.find("latest").manifest().stopLsn());
        assertThat(Lsn.parse(facts.to().lsn()))
                .isGreaterThan(Lsn.parse(facts.from().lsn()));
        assertThat(facts.to().time()).isAfter(before.minusSeconds(1));
        assertThat(facts.holes()).isEmpty();
        assertThat(facts.rpo().bytes()).isZero();
        assertThat(facts.warnings()).isEmpty();
    }

    @Test
    void withoutReceivingABaseBackupReachesItsOwnEnd() throws Exception {
        // Given
        process = lab.process("receive", "off");
        lab.takeBaseBackup();
        lab.execute("create table t as select generate_series(1, 1000) n");

        // When
        WindowFacts facts = window().now();

        // Then
        assertThat(facts.spans()).hasSize(1);
        assertThat(facts.to().time()).isEqualTo(facts.from().time());
        assertThat(facts.warnings()).singleElement().asString().contains("no log is received");
    }

    @Test
    void aSegmentThatIsMissingIsAHoleAndEndsTheSpan() throws Exception {
        // Given
        receive();
        lab.takeBaseBackup();
        for (int i = 0; i < 4; i++) {
            lab.execute("create table t" + i + " (n int)", "select pg_switch_wal()");
        }
        awaitAllThatIsWritten();
        process.close();
        Lsn stop = lab.backups.find("latest").manifest().stop();
        ReceivedLog.Segment missing = lab.log.segments().stream()
                .filter(segment -> stop.isBefore(segment.name().start()) && segment.whole())
                .skip(1)
                .findFirst()
                .orElseThrow();
        Files.delete(lab.log.folder().resolve(missing.name().toString()));

        // When
        WindowFacts facts = window().now();

        // Then
        assertThat(facts.holes())
                .containsExactly(new WindowFacts.Missing(
                        missing.name().start().toString(), missing.name().end().toString()));
        assertThat(Lsn.parse(facts.to().lsn()))
                .isLessThanOrEqualTo(missing.name().start());
        RecoveryWindow window = window();
        Instant now = Instant.now();
        assertThat(window.wantsBaseBackup(now)).isFalse();
        assertThat(window.wantsBaseBackup(now)).isTrue();
        assertThat(window.wantsBaseBackup(now)).isFalse();
        assertThat(window.wantsBaseBackup(now.plus(Duration.ofHours(1)))).isTrue();
        lab.takeBaseBackup();
        assertThat(window.wantsBaseBackup(now.plus(Duration.ofHours(2)))).isFalse();
    }

    @Test
    void whatWouldHaveBeenLostIsKeptByTheHourAlsoForTheNextProcess() throws Exception {
        // Given
        receive();
        lab.takeBaseBackup();
        awaitAllThatIsWritten();

        // When
        window().sample();
        WindowFacts next = window().now();

        // Then
        assertThat(next.rpo().history()).singleElement().satisfies(hour -> {
            assertThat(hour.bytes()).isZero();
            assertThat(hour.seconds()).isBetween(0.0, 60.0);
        });
        assertThat(next.rto().seconds()).isNull();
    }

    @Test
    void aSecondPlaceOnTheSameVolumeIsWarnedOf() throws Exception {
        // Given
        process = lab.process("receive", "off");
        lab.takeBaseBackup();

        // When
        WindowFacts facts = lab.window(process, lab.noSecond(), Map.of("recovery.copy-to", lab.folder.toString()))
                .now();

        // Then
        assertThat(facts.warnings()).anyMatch(warning -> warning.contains("the loss of one is the loss of both"));
    }
}
