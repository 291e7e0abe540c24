package recovery.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Lsn;
import postgres.server.ServerSettings;
import postgres.server.WalServer;

@Tag("every-postgres")
class WalReaderTest {

    private static final int SEGMENT = 16 << 20;

    /** XLOG's record of a server that was stopped in order. */
    private static final int SHUTDOWN = 0x00;

    @TempDir
    static Path shared;

    @TempDir
    Path temporary;

    private static WalServer server;
    private static Archive archive;
    private static long system;
    private static Lsn flushed;

    @BeforeAll
    static void write() throws Exception {
        server = WalServer.embedded(shared, ServerSettings.ofItsOwn(0).with("wal_keep_size", "1GB"));
        server.execute(
                "create table large (id int primary key, t text)",
                "alter table large alter t set storage external",
                "insert into large select g, repeat(md5(g::text), 40000) from generate_series(1, 20) g",
                "checkpoint",
                "update large set t = t || 'x' where id <= 5",
                "select pg_switch_wal()",
                "create table small as select g as id from generate_series(1, 200000) g",
                "select pg_logical_emit_message(true, 'long', repeat('0123456789', 300000))");
        server.crash();
        server.execute("delete from small where id % 2 = 0", "create index on small (id)");
        system = Long.parseUnsignedLong(server.query("select system_identifier from pg_control_system()"));
        flushed = server.flushed();
        archive = Archive.of(server.wal(), shared.resolve("archive")).upTo(flushed);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyRecordIsReadAcrossPagesSegmentsASwitchAndACrash() throws Exception {
        // When
        try (WalReader reader = WalReader.fromTheFirst(archive.source())) {
            Lsn previous = null;
            int longest = 0;
            while (reader.next()) {
                if (previous != null) {
                    assertThat(reader.record().previous()).isEqualTo(previous);
                }
                previous = reader.record().lsn();
                longest = Math.max(longest, reader.record().length());
                reader.record().parts();
            }

            // Then
            assertThat(reader.end()).isInstanceOf(WalEnd.NotWritten.class);
            assertThat(reader.position()).isEqualTo(flushed);
            assertThat(longest).isGreaterThan(3_000_000);
            assertThat(reader.system()).isEqualTo(system);
            assertThat(reader.version().major()).isEqualTo(server.major());
            assertThat(reader.timeline()).isEqualTo(1);
        }
    }

    @Test
    void readingFromAPlaceBeginsWithTheRecordThere() throws Exception {
        // Given
        List<Lsn> all = read(archive.source(), new Lsn(0));
        Lsn middle = all.get(all.size() / 2);

        // When
        List<Lsn> exact = read(archive.source(), middle);
        List<Lsn> within = read(archive.source(), middle.plus(8));

        // Then
        assertThat(exact).isEqualTo(all.subList(all.size() / 2, all.size()));
        assertThat(within).isEqualTo(all.subList(all.size() / 2 + 1, all.size()));
    }

    @Test
    void aReaderThatCameToTheEndGoesOnWhenMoreIsWritten() throws Exception {
        // Given
        Archive growing = archive.copiedTo(temporary);
        byte[] last = Files.readAllBytes(growing.segment(growing.size() - 1));
        int written = Math.toIntExact(flushed.bytes() % SEGMENT);
        List<Lsn> all = read(archive.source(), new Lsn(0));

        // When
        List<Lsn> found = new ArrayList<>();
        try (WalReader reader = WalReader.fromTheFirst(growing.source())) {
            for (int there = 100; there < written; there += written / 97 + 13) {
                byte[] partly = new byte[SEGMENT];
                System.arraycopy(last, 0, partly, 0, there);
                Files.write(growing.segment(growing.size() - 1), partly);
                while (reader.next()) {
                    found.add(reader.record().lsn());
                }
                assertThat(reader.end().isFault()).as(reader.end().message()).isFalse();
            }
            Files.write(growing.segment(growing.size() - 1), last);
            while (reader.next()) {
                found.add(reader.record().lsn());
            }
        }

        // Then
        assertThat(found).isEqualTo(all);
    }

    @Test
    void aLogThatIsBeingWrittenIsNeverTakenForDamaged() throws Exception {
        // Given
        Archive growing = archive.copiedTo(temporary);
        Path first = growing.segment(0);
        byte[] content = Files.readAllBytes(first);
        Path second = growing.segment(1);
        byte[] more = Files.readAllBytes(second);
        for (int i = growing.size() - 1; i >= 0; i--) {
            Files.delete(growing.segment(i));
        }
        Path partial = Files.write(first.resolveSibling(first.getFileName() + ".partial"), new byte[SEGMENT]);
        Files.write(second.resolveSibling(second.getFileName() + ".partial"), new byte[SEGMENT]);
        Thread writer = new Thread(() -> {
            write(partial, content);
            write(second.resolveSibling(second.getFileName() + ".partial"), more);
        });

        // When
        long read;
        try (WalReader reader = WalReader.fromTheFirst(growing.source())) {
            reader.next();
            writer.start();
            boolean written = false;
            while (!written) {
                written = !writer.isAlive();
                while (reader.next()) {
                    assertThat(reader.record().length()).isPositive();
                }
                assertThat(reader.end().isFault()).as(reader.end().message()).isFalse();
            }
            read = reader.position().bytes() / SEGMENT;
        }

        // Then
        assertThat(read).isEqualTo(placeOf(archive, 1) / SEGMENT);
        writer.join();
    }

    /** A little at a time, as it is received. */
    private static void write(Path file, byte[] content) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int at = 0; at < content.length; at += 5_000) {
                channel.write(ByteBuffer.wrap(content, at, Math.min(5_000, content.length - at)), at);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void packedAndPartialSegmentsAreReadLikeWholeOnes() throws Exception {
        // Given
        List<Lsn> all = read(archive.source(), new Lsn(0));
        Archive other = archive.copiedTo(temporary);
        other.pack(0);
        other.pack(1);
        other.makePartial(other.size() - 1);

        // When
        List<Lsn> found = read(other.source(), new Lsn(0));

        // Then
        assertThat(found).isEqualTo(all);
    }

    @Test
    void anOldSegmentThatWaitsToBeUsedAgainIsTheEnd() throws Exception {
        // Given
        Archive other = archive.copiedTo(temporary);
        SegmentName last = SegmentName.holding(flushed, 1, SEGMENT);
        Files.copy(other.segment(0), temporary.resolve(last.next().toString()));
        Files.copy(other.segment(0), temporary.resolve(last.next().next().toString()));

        // When
        WalEnd end = endOf(other.source());

        // Then
        assertThat(end).isEqualTo(new WalEnd.NotWritten(flushed));
    }

    @Test
    void aMissingSegmentIsAHole() throws Exception {
        // Given
        Archive other = archive.copiedTo(temporary);
        Path missing = other.segment(1);
        Files.delete(missing);

        // When
        WalEnd end = endOf(other.source());

        // Then
        assertThat(end).isInstanceOf(WalEnd.Hole.class);
        assertThat(end.message()).contains("segment " + missing.getFileName() + " is missing");
    }

    @Test
    void aSegmentThatIsTooShortIsTruncated() throws Exception {
        // Given
        Archive other = archive.copiedTo(temporary);
        byte[] bytes = Files.readAllBytes(other.segment(1));
        Files.write(other.segment(1), java.util.Arrays.copyOf(bytes, 5_000_000));

        // When
        WalEnd plain = endOf(other.source());
        other.pack(1);
        WalEnd packed = endOf(other.source());

        // Then
        assertThat(plain).isInstanceOf(WalEnd.Truncated.class);
        assertThat(plain.message()).endsWith("has 5000000 of 16777216 bytes");
        assertThat(packed).isInstanceOf(WalEnd.Truncated.class);
        assertThat(packed.message()).endsWith("has 5000000 of 16777216 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 16, 24, 41, 60, 8192, 8201, 100_003, 1_000_000, 2_000_007})
    void aBitThatFlippedIsFound(int at) throws Exception {
        // Given
        Archive other = archive.copiedTo(temporary);
        other.flip(1, at);

        // When
        WalEnd end = endOf(other.source());

        // Then
        assertThat(end.isFault()).as(end.message()).isTrue();
        assertThat(end.at().bytes()).isLessThanOrEqualTo(placeOf(other, 1) + at);
    }

    @Test
    void aBitThatFlippedInTheLastPageIsFoundIfItIsKnownWhatWasWritten() throws Exception {
        // Given
        Archive other = archive.copiedTo(temporary);
        int last = other.size() - 1;
        other.flip(last, Math.toIntExact(flushed.bytes() % SEGMENT) - 10);

        // When
        WalEnd unknown = endOf(other.source());
        WalEnd known = endOf(other.source().writtenTo(flushed));

        // Then
        assertThat(unknown).isInstanceOf(WalEnd.Unfinished.class);
        assertThat(known).isInstanceOf(WalEnd.Damaged.class);
        assertThat(known.message()).contains("checksum");
    }

    @Test
    void aSegmentOfAnotherSystemIsForeign() throws Exception {
        // Given
        Archive other = archive.copiedTo(temporary);
        byte[] bytes = Files.readAllBytes(other.segment(1));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(24, 42);
        Files.write(other.segment(1), bytes);

        // When
        WalEnd inBetween = endOf(other.source());
        WalEnd all = endOf(archive.source().ofSystem(42));

        // Then
        assertThat(inBetween).isInstanceOf(WalEnd.Foreign.class);
        assertThat(inBetween.message()).contains("is of system 42 and not of " + Long.toUnsignedString(system));
        assertThat(all).isInstanceOf(WalEnd.Foreign.class);
    }

    @Test
    void aPageOfATimelineThatDoesNotLeadHereIsFound() throws Exception {
        // Given
        Archive other = archive.copiedTo(temporary);
        byte[] bytes = Files.readAllBytes(other.segment(1));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(8192 + 4, 7);
        Files.write(other.segment(1), bytes);

        // When
        WalEnd end = endOf(other.source());

        // Then
        assertThat(end).isInstanceOf(WalEnd.OtherTimeline.class);
        assertThat(end.message()).contains("has a page of timeline 7");
    }

    @Test
    void aVersionThatIsNotKnownIsNamed() throws Exception {
        // Given
        Archive other = archive.copiedTo(temporary);
        byte[] bytes = Files.readAllBytes(other.segment(1));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(0, (short) 0xD1FF);
        Files.write(other.segment(1), bytes);

        // When
        WalEnd end = endOf(other.source());

        // Then
        assertThat(end).isInstanceOf(WalEnd.OtherFormat.class);
        assertThat(end.message()).contains("marked D1FF, which no PostgreSQL from 14 to 18 does");
    }

    @Test
    void aServerThatWasStoppedInOrderEndsWithItsCheckpoint() throws Exception {
        // Given
        WalServer stopped = WalServer.embedded(temporary, ServerSettings.ofItsOwn(0));
        stopped.execute("create table t (a int)");
        stopped.stop();

        // When
        int last = -1;
        try (WalReader reader = WalReader.fromTheFirst(WalSource.of(stopped.wal(), 1))) {
            while (reader.next()) {
                last = reader.record().resource() << 8 | reader.record().info();
            }

            // Then
            assertThat(reader.end().isFault()).isFalse();
            assertThat(last).isEqualTo(SHUTDOWN);
        }
    }

    @Test
    void aTimelineIsReadFromWhereItBranchedOff() throws Exception {
        // Given
        WalServer other =
                WalServer.embedded(temporary, ServerSettings.ofItsOwn(0).with("wal_keep_size", "1GB"));
        other.execute("create table t (a int)", "insert into t values (1)", "select pg_switch_wal()");
        other.execute("insert into t values (2)");
        Lsn before = other.flushed();
        other.goOnAsAnother();
        other.execute("insert into t values (3)", "select pg_switch_wal()", "insert into t values (4)");
        Lsn after = other.flushed();

        // When
        WalSource source = WalSource.of(other.wal(), 2);
        RowsAtRisk all = RowsAfter.count(
                source, new Lsn(source.first().orElseThrow().start().bytes() + 1), new Relations());
        RowsAtRisk since = RowsAfter.count(source, before, new Relations());
        WalEnd old = endOf(WalSource.of(other.wal(), 1));

        // Then
        assertThat(source.timelines().ancestors()).hasSize(1);
        assertThat(all.end().at().bytes()).isGreaterThanOrEqualTo(after.bytes());
        assertThat(all.end().isFault()).isFalse();
        assertThat(all.rows() - since.rows()).isEqualTo(2);
        assertThat(since.rows()).isEqualTo(2);
        assertThat(old.at().bytes()).isLessThan(after.bytes());
        other.close();
    }

    private static long placeOf(Archive archive, int i) throws Exception {
        return SegmentName.parse(archive.segment(i).getFileName().toString(), SEGMENT)
                .orElseThrow()
                .start()
                .bytes();
    }

    private static WalEnd endOf(WalSource source) throws Exception {
        try (WalReader reader = WalReader.fromTheFirst(source)) {
            while (reader.next()) {
                assertThat(reader.record().length()).isPositive();
            }
            return reader.end();
        }
    }

    private static List<Lsn> read(WalSource source, Lsn from) throws Exception {
        Lsn first = source.first().orElseThrow().start();
        List<Lsn> found = new ArrayList<>();
        try (WalReader reader = new WalReader(source, from.isBefore(first) ? first : from)) {
            while (reader.next()) {
                found.add(reader.record().lsn());
            }
        }
        return found;
    }
}
