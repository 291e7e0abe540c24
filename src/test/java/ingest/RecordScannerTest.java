package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.management.ThreadMXBean;
import ingest.Records.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordScannerTest {

    private static final int LONGEST = 1 << 20;

    /** One record: the line it begins on, its bytes, its fields with their quotes, and what is wrong with it. */
    private record Scanned(long line, String raw, List<String> fields, Fault fault) {}

    private static List<Scanned> scan(InputStream in, int longest) throws IOException {
        RecordScanner scanner = new RecordScanner(in, ',', '"', longest);
        List<Scanned> records = new ArrayList<>();
        while (scanner.next()) {
            String raw = new String(scanner.buffer(), scanner.start(), scanner.length(), StandardCharsets.ISO_8859_1);
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < Math.min(scanner.fields(), Records.MOST_FIELDS); i++) {
                fields.add(raw.substring(scanner.fieldStart(i), scanner.fieldEnd(i)));
            }
            records.add(new Scanned(scanner.line(), raw, fields, scanner.fault()));
        }
        return records;
    }

    private static List<Scanned> scan(String text) throws IOException {
        return scan(text, LONGEST);
    }

    private static List<Scanned> scan(String text, int longest) throws IOException {
        return scan(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), longest);
    }

    private static Scanned good(long line, String raw, String... fields) {
        return new Scanned(line, raw, List.of(fields), Fault.NONE);
    }

    private static Scanned bad(long line, String raw, Fault fault) {
        return new Scanned(line, raw, List.of(), fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyKindOfLineEndEndsARecord(String end) throws IOException {
        // Given
        String text = "id,name" + end + "1,Ann" + end + "2,Bob" + end;

        // When
        List<Scanned> records = scan(text);

        // Then
        assertThat(records)
                .containsExactly(
                        good(1, "id,name", "id", "name"), good(2, "1,Ann", "1", "Ann"), good(3, "2,Bob", "2", "Bob"));
    }

    @Test
    void kindsOfLineEndsMayBeMixedInOneFile() throws IOException {
        // Given
        String text = "a\rb\nc\r\nd\n\re\r\r\nf";

        // When
        List<Scanned> records = scan(text);

        // Then
        assertThat(records)
                .containsExactly(
                        good(1, "a", "a"),
                        good(2, "b", "b"),
                        good(3, "c", "c"),
                        good(4, "d", "d"),
                        good(6, "e", "e"),
                        good(8, "f", "f"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,\"x\"", "1,\"x\"\n", "1,\"x\"\r", "1,\"x\"\r\n"})
    void theLastRecordNeedsNoLineEnd(String text) throws IOException {
        // When
        List<Scanned> records = scan(text);

        // Then
        assertThat(records).containsExactly(good(1, "1,\"x\"", "1", "\"x\""));
    }

    @Test
    void anEmptyStreamHasNoRecordHoweverOftenAsked() throws IOException {
        // Given
        RecordScanner scanner = new RecordScanner(InputStream.nullInputStream(), ',', '"', LONGEST);

        // When
        boolean first = scanner.next();
        boolean again = scanner.next();

        // Then
        assertThat(first).isFalse();
        assertThat(again).isFalse();
        assertThat(scanner.blankLines()).isZero();
        assertThat(scanner.consumed()).isZero();
    }

    @Test
    void blankLinesAreCountedAndPassedOver() throws IOException {
        // Given
        byte[] text = HandMade.utf8("\n\r\n1\n\n\n2\r\r\n\n");
        RecordScanner scanner = new RecordScanner(new ByteArrayInputStream(text), ',', '"', LONGEST);
        List<Long> lines = new ArrayList<>();

        // When
        while (scanner.next()) {
            lines.add(scanner.line());
        }

        // Then
        assertThat(lines).containsExactly(3L, 6L);
        assertThat(scanner.blankLines()).isEqualTo(6);
        assertThat(scanner.consumed()).isEqualTo(text.length);
    }

    @Test
    void spacesOrAnEmptyQuotedFieldOnALineMakeARecord() throws IOException {
        // When
        List<Scanned> records = scan(" \n\"\"\n");

        // Then
        assertThat(records).containsExactly(good(1, " ", " "), good(2, "\"\"", "\"\""));
    }

    @Test
    void delimitersAloneMakeEmptyFields() throws IOException {
        // When
        List<Scanned> records = scan(",,\n,");

        // Then
        assertThat(records).containsExactly(good(1, ",,", "", "", ""), good(2, ",", "", ""));
    }

    @Test
    void lineBreaksAndDelimitersInsideQuotesBelongToTheField() throws IOException {
        // Given
        String text = "1,\"a\nb\r\nc\rd,e\"\n2,\"\n\"\r\n3,x";

        // When
        List<Scanned> records = scan(text);

        // Then
        assertThat(records)
                .containsExactly(
                        good(1, "1,\"a\nb\r\nc\rd,e\"", "1", "\"a\nb\r\nc\rd,e\""),
                        good(5, "2,\"\n\"", "2", "\"\n\""),
                        good(7, "3,x", "3", "x"));
    }

    @Test
    void aDoubledQuoteInsideQuotesIsAQuote() throws IOException {
        // When
        List<Scanned> records = scan("\"\"\"\",\"a\"\"b\",\"\"\"\n\"\"\"\nx,y,z");

        // Then
        assertThat(records)
                .containsExactly(
                        good(1, "\"\"\"\",\"a\"\"b\",\"\"\"\n\"\"\"", "\"\"\"\"", "\"a\"\"b\"", "\"\"\"\n\"\"\""),
                        good(3, "x,y,z", "x", "y", "z"));
    }

    @Test
    void aStrayQuoteInsideAnUnquotedFieldCostsThatLineOnly() throws IOException {
        // When
        List<Scanned> records = scan("1,a\n2,5\" disk\n3,c");

        // Then
        assertThat(records)
                .containsExactly(
                        good(1, "1,a", "1", "a"), bad(2, "2,5\" disk", Fault.STRAY_QUOTE), good(3, "3,c", "3", "c"));
    }

    @Test
    void textBehindAClosingQuoteCostsTheLineTheRecordBeganOn() throws IOException {
        // When
        List<Scanned> records = scan("\"a\" ,b\n\"c\nd\"e,f\r\n4,x\n");

        // Then
        assertThat(records)
                .containsExactly(
                        bad(1, "\"a\" ,b", Fault.STRAY_QUOTE),
                        bad(2, "\"c", Fault.STRAY_QUOTE),
                        bad(3, "d\"e,f", Fault.STRAY_QUOTE),
                        good(4, "4,x", "4", "x"));
    }

    @Test
    void aQuoteNeverClosedCostsItsFirstLineAndTheNextLinesAreRecords() throws IOException {
        // When
        List<Scanned> records = scan("1,a\r\n2,\"b\r\n3,c\r\n\r\n4,d");

        // Then
        assertThat(records)
                .containsExactly(
                        good(1, "1,a", "1", "a"),
                        bad(2, "2,\"b", Fault.UNCLOSED_QUOTE),
                        good(3, "3,c", "3", "c"),
                        good(5, "4,d", "4", "d"));
    }

    @Test
    void aQuoteNeverClosedOnTheLastLineCostsThatLine() throws IOException {
        // When
        List<Scanned> records = scan("1,a\n\"");

        // Then
        assertThat(records).containsExactly(good(1, "1,a", "1", "a"), bad(2, "\"", Fault.UNCLOSED_QUOTE));
    }

    @Test
    void aQuoteNeverClosedCostsItsFirstLineEvenWhenMoreFollowsThanARecordMayHold() throws IOException {
        // Given
        String rest = "3,c\n".repeat(100);

        // When
        List<Scanned> records = scan("1,a\n2,\"b\n" + rest, 64);

        // Then
        assertThat(records).hasSize(102);
        assertThat(records.get(1)).isEqualTo(bad(2, "2,\"b", Fault.ENDLESS_QUOTE));
        assertThat(records.get(2)).isEqualTo(good(3, "3,c", "3", "c"));
        assertThat(records.get(101)).isEqualTo(good(102, "3,c", "3", "c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r", "\r\n"})
    void aRecordAsLongAsTheLimitIsKeptWhole(String end) throws IOException {
        // Given
        String longest = "1," + "x".repeat(98);

        // When
        List<Scanned> records = scan(longest + end + (end.isEmpty() ? "" : "2,b"), 100);

        // Then
        assertThat(records.get(0)).isEqualTo(good(1, longest, "1", "x".repeat(98)));
        assertThat(records).hasSize(end.isEmpty() ? 1 : 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void aQuotedRecordAsLongAsTheLimitIsKeptWhole(String end) throws IOException {
        // Given
        String longest = "\"" + "x".repeat(48) + "\r" + "y".repeat(49) + "\"";

        // When
        List<Scanned> records = scan(longest + end + "2", 100);

        // Then
        assertThat(records).containsExactly(good(1, longest, longest), good(3, "2", "2"));
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100, 65_535, 65_536, 65_537, 131_072, 200_000})
    void aRecordOverTheLimitKeepsItsBeginningAndCostsItsLineOnly(int longest) throws IOException {
        // Given
        String tooLong = "1," + "x".repeat(3 * longest);

        // When
        List<Scanned> records = scan(tooLong + "\r\n2,b\n" + tooLong, longest);

        // Then
        assertThat(records).hasSize(3);
        assertThat(records.get(0).fault()).isEqualTo(Fault.TOO_LONG);
        assertThat(records.get(0).raw()).isNotEmpty().hasSizeLessThanOrEqualTo(1 << 16);
        assertThat(tooLong).startsWith(records.get(0).raw());
        assertThat(records.get(1)).isEqualTo(good(2, "2,b", "2", "b"));
        assertThat(records.get(2).fault()).isEqualTo(Fault.TOO_LONG);
        assertThat(records.get(2).line()).isEqualTo(3);
    }

    @Test
    void aRecordOverTheLimitIsNoticedWhereverTheLimitFallsInIt() throws IOException {
        // Given
        int longest = 40;
        List<List<Scanned>> all = new ArrayList<>();

        // When
        for (String shape : List.of(",", "\"a\",", "x,\"\",", "\"\"\"\",", "xy", "\"x\"\"y\",z,")) {
            for (int lead = 0; lead < 12; lead++) {
                all.add(scan("y".repeat(lead) + ",".repeat(lead > 0 ? 1 : 0) + shape.repeat(60) + "\n2,b\n", longest));
            }
        }

        // Then
        assertThat(all).allSatisfy(records -> {
            assertThat(records).hasSize(2);
            assertThat(records.get(0).fault()).isEqualTo(Fault.TOO_LONG);
            assertThat(records.get(1)).isEqualTo(good(2, "2,b", "2", "b"));
        });
    }

    @Test
    void aRecordOverTheLimitWhoseLineEndIsCutByABufferIsOneLine() throws IOException {
        // Given
        List<List<Scanned>> all = new ArrayList<>();

        // When
        for (int length = 30; length < 120; length++) {
            all.add(scan("x".repeat(length) + "\r\n\r\n2,b\r\n", 29));
        }

        // Then
        assertThat(all).allSatisfy(records -> assertThat(records)
                .extracting(Scanned::line, Scanned::fault)
                .containsExactly(tuple(1L, Fault.TOO_LONG), tuple(3L, Fault.NONE)));
    }

    @Test
    void aRecordOverTheLimitInsideQuotesFallsBackToItsFirstLine() throws IOException {
        // Given
        String text = "1,\"x\n" + "y".repeat(60) + "\"\n2,b";

        // When
        List<Scanned> records = scan(text, 50);

        // Then
        assertThat(records.get(0)).isEqualTo(bad(1, "1,\"x", Fault.ENDLESS_QUOTE));
        assertThat(records.get(1).line()).isEqualTo(2);
        assertThat(records.get(1).fault()).isNotEqualTo(Fault.NONE);
        assertThat(records.get(2)).isEqualTo(good(3, "2,b", "2", "b"));
    }

    @Test
    void aRecordGrownOverSeveralBuffersIsWhole() throws IOException {
        // Given
        String large = "1,\"" + "line of text\r\n".repeat(60_000) + "\",z";

        // When
        List<Scanned> records = scan("0,a,b\n" + large + "\n2,c,d", LONGEST);

        // Then
        assertThat(records)
                .containsExactly(
                        good(1, "0,a,b", "0", "a", "b"),
                        good(2, large, "1", large.substring(2, large.length() - 2), "z"),
                        good(60_003, "2,c,d", "2", "c", "d"));
    }

    @Test
    void aNulIsToldOfTheRecordThatHoldsIt() throws IOException {
        // Given
        byte[] text = HandMade.utf8("1,a\0\n2,b\n3,\"\0\"\n4,d");
        RecordScanner scanner = new RecordScanner(new ByteArrayInputStream(text), ',', '"', LONGEST);
        List<Boolean> told = new ArrayList<>();

        // When
        while (scanner.next()) {
            told.add(scanner.hasNul());
            assertThat(scanner.fields()).isEqualTo(2);
        }

        // Then
        assertThat(told).containsExactly(true, false, true, false);
    }

    @Test
    void aByteBeyondAsciiIsToldOfTheRecordThatHoldsIt() throws IOException {
        // Given
        byte[] text = HandMade.utf8("1,é\n2,b\n3,\"ü\"\n4,d");
        RecordScanner scanner = new RecordScanner(new ByteArrayInputStream(text), ',', '"', LONGEST);
        List<Boolean> told = new ArrayList<>();

        // When
        while (scanner.next()) {
            told.add(scanner.beyondAscii());
        }

        // Then
        assertThat(told).containsExactly(true, false, true, false);
    }

    @Test
    void aMillionFieldsAreCounted() throws IOException {
        // Given
        String text = ",".repeat(999_999) + "\nb,c";
        RecordScanner scanner = new RecordScanner(new ByteArrayInputStream(HandMade.utf8(text)), ',', '"', LONGEST);

        // When
        boolean there = scanner.next();

        // Then
        assertThat(there).isTrue();
        assertThat(scanner.fields()).isEqualTo(1_000_000);
        assertThat(scanner.fault()).isEqualTo(Fault.NONE);
        assertThat(scanner.next()).isTrue();
        assertThat(scanner.fields()).isEqualTo(2);
        assertThat(scanner.line()).isEqualTo(2);
    }

    @Test
    void otherDelimitersAndQuotesLeaveCommasAndDoubleQuotesAlone() throws IOException {
        // Given
        byte[] text = HandMade.utf8("1,5\t'it''s\n\"fine\"'\n\"2\t'x'");
        RecordScanner scanner = new RecordScanner(new ByteArrayInputStream(text), '\t', '\'', LONGEST);
        List<Integer> counts = new ArrayList<>();

        // When
        while (scanner.next()) {
            counts.add(scanner.fields());
        }

        // Then
        assertThat(counts).containsExactly(2, 2);
    }

    @Test
    void threeHundredMegabytesNeedTheMemoryOfOneBuffer() throws IOException {
        // Given
        byte[] row = HandMade.utf8("4711,\"a text\r\nof two lines, quoted\",2024-02-29,x y z\r\n");
        long rows = 300_000_000 / row.length;
        RecordScanner scanner = new RecordScanner(HandMade.repeated(row, rows * row.length), ',', '"', 16 << 20);
        long before = allocated();
        long seen = 0;
        long fields = 0;

        // When
        while (scanner.next()) {
            seen++;
            fields += scanner.fields();
        }

        // Then
        assertThat(seen).isEqualTo(rows);
        assertThat(fields).isEqualTo(rows * 4);
        assertThat(scanner.line()).isEqualTo(rows * 2 + 1);
        assertThat(scanner.buffer().length).isLessThanOrEqualTo(1 << 17);
        assertThat(allocated() - before).isLessThan(1 << 20);
    }

    @Test
    void twoGigabytesWithoutALineEndAreOneRecordTooLongInBoundedMemory() throws IOException {
        // Given
        long length = 2L << 30;
        InputStream in = new SequenceInputStream(
                HandMade.repeated(HandMade.utf8("x"), length), new ByteArrayInputStream(HandMade.utf8("\r\n2,b")));
        RecordScanner scanner = new RecordScanner(in, ',', '"', 16 << 20);
        long before = allocated();

        // When
        boolean there = scanner.next();

        // Then
        assertThat(there).isTrue();
        assertThat(scanner.fault()).isEqualTo(Fault.TOO_LONG);
        assertThat(scanner.length()).isEqualTo(1 << 16);
        assertThat(scanner.buffer().length).isLessThanOrEqualTo((16 << 20) + 1);
        assertThat(allocated() - before).isLessThan(64 << 20);
        assertThat(scanner.next()).isTrue();
        assertThat(scanner.line()).isEqualTo(2);
        assertThat(scanner.fields()).isEqualTo(2);
        assertThat(scanner.next()).isFalse();
        assertThat(scanner.consumed()).isEqualTo(length + 5);
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
