package ingest;

import static ingest.HandMade.column;
import static ingest.HandMade.generated;
import static ingest.HandMade.joined;
import static ingest.HandMade.textTable;
import static ingest.HandMade.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.management.ThreadMXBean;
import ingest.HandMade.Outcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ledger.DeadLetter;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Table;
import rows.load.Batch;
import rows.load.TextEncoding;

class CsvSourceTest {

    private static final Table PEOPLE = textTable("people", "id", "name");
    private static final Table NOTES = textTable("notes", "note");
    private static final CsvOptions ABSENT = HandMade.options("header", "absent");
    private static final CsvOptions PRESENT = HandMade.options("header", "present");

    @TempDir
    private Path folder;

    private Outcome read(String text, Table table) throws IOException {
        return HandMade.read(folder, utf8(text), table, CsvOptions.DEFAULT);
    }

    private ProblemException refusal(String text, Table table, CsvOptions options) {
        return catchThrowableOfType(ProblemException.class, () -> HandMade.read(folder, utf8(text), table, options));
    }

    private static CsvOptions encoded(TextEncoding encoding) {
        return HandMade.options("encoding", encoding.toString());
    }

    private static List<byte[]> raw(Outcome outcome) {
        return outcome.letters().stream().map(DeadLetter::raw).toList();
    }

    @Test
    void aHeaderMayNameTheColumnsInAnyOrderAndCase() throws IOException {
        // When
        Outcome outcome = read("NAME;Id\nAnn;1\n", PEOPLE);

        // Then
        assertThat(outcome.headed()).isTrue();
        assertThat(outcome.columns()).containsExactly("name", "id");
        assertThat(outcome.rows()).containsExactly(List.of("Ann", "1"));
        assertThat(outcome.lines()).containsExactly(2L);
    }

    @Test
    void aHeaderMayLeaveColumnsOut() throws IOException {
        // When
        Outcome outcome = read("name\nAnn\n", PEOPLE);

        // Then
        assertThat(outcome.columns()).containsExactly("name");
        assertThat(outcome.rows()).containsExactly(List.of("Ann"));
    }

    @Test
    void withoutAHeaderTheFieldsAreTheColumnsInTableOrder() throws IOException {
        // When
        Outcome outcome = read("1,Ann\n2,Bob", PEOPLE);

        // Then
        assertThat(outcome.headed()).isFalse();
        assertThat(outcome.columns()).containsExactly("id", "name");
        assertThat(outcome.rows()).containsExactly(List.of("1", "Ann"), List.of("2", "Bob"));
        assertThat(outcome.lines()).containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n\r\n", "id,name", "id,name\n", "\nid,name\r\n\r\n"})
    void aFileWithoutRowsHasNoChunk(String text) throws IOException {
        // When
        Outcome outcome = read(text, PEOPLE);

        // Then
        assertThat(outcome.chunks()).isZero();
    }

    @Test
    void anUnknownColumnIsRefused() {
        // When
        ProblemException refusal = refusal("id,salary\n1,2\n", PEOPLE, PRESENT);

        // Then
        assertThat(refusal.problem().status()).isEqualTo(422);
        assertThat(refusal.problem().detail()).isEqualTo("the header names \"salary\", which is no column of people");
        assertThat(refusal.problem().hint()).contains("the columns are id, name");
    }

    @Test
    void aColumnNamedTwiceIsRefused() {
        // When
        ProblemException refusal = refusal("id,ID\n1,2\n", PEOPLE, CsvOptions.DEFAULT);

        // Then
        assertThat(refusal.problem().detail()).isEqualTo("the header names column id twice");
    }

    @Test
    void aHeaderThatMustBeThereAndCannotBeReadIsRefusedAndNotTakenForARow() {
        // When
        ProblemException strayQuote = refusal("na\"me,id\nAnn,1\n", PEOPLE, PRESENT);
        ProblemException notText = catchThrowableOfType(
                ProblemException.class,
                () -> HandMade.read(
                        folder,
                        new byte[] {'i', 'd', (byte) 0xFF, '\n', '1'},
                        PEOPLE,
                        HandMade.options("header", "present", "encoding", "UTF-8")));

        // Then
        assertThat(strayQuote.problem().detail()).contains("header");
        assertThat(notText.problem().detail()).contains("header");
    }

    @Test
    void aFileWithoutItsHeaderIsEmptyAndNotRefused() throws IOException {
        // When
        Outcome outcome = HandMade.read(folder, new byte[0], PEOPLE, PRESENT);

        // Then
        assertThat(outcome.chunks()).isZero();
    }

    @Test
    void columnsTheServerComputesAreLeftOutWhenTheHeaderNamesThem() throws IOException {
        // Given
        Table sums = HandMade.table("sums", column("a", "int4"), generated("twice", "int4"), column("b", "int4"));

        // When
        Outcome outcome = read("b,twice,a\n1,2,\"3\"\n4,x,\n", sums);

        // Then
        assertThat(outcome.columns()).containsExactly("b", "a");
        assertThat(outcome.rows()).containsExactly(List.of("1", "3"), Arrays.asList("4", null));
        assertThat(outcome.received()).containsExactly(utf8("1,2,\"3\""), utf8("4,x,"));
    }

    @Test
    void columnsTheServerComputesMayBeThereOrNotWithoutAHeader() throws IOException {
        // Given
        Table sums = HandMade.table("sums", column("a", "int4"), generated("twice", "int4"), column("b", "int4"));

        // When
        Outcome all = read("1,2,3\n", sums);
        Outcome writable = read("1,3\n", sums);
        Outcome oddFirst = HandMade.read(folder, utf8("1,x\"x,3\n1,2,3\n"), sums, ABSENT);

        // Then
        assertThat(all.rows()).containsExactly(List.of("1", "3"));
        assertThat(writable.rows()).containsExactly(List.of("1", "3"));
        assertThat(oddFirst.rows()).containsExactly(List.of("1", "3"));
    }

    @Test
    void aHeaderOfComputedColumnsOnlyIsRefused() {
        // Given
        Table sums = HandMade.table("sums", column("a", "int4"), generated("twice", "int4"));

        // When
        ProblemException refusal = refusal("twice\n2\n", sums, CsvOptions.DEFAULT);

        // Then
        assertThat(refusal.problem().status()).isEqualTo(422);
    }

    @Test
    void tooFewAndTooManyFieldsAreDeadLettersWithWhatCouldBeRead() throws IOException {
        // When
        Outcome outcome = read("id,name\n1\n2,Bob\n3,Cleo,x\n", PEOPLE);

        // Then
        assertThat(outcome.rows()).containsExactly(List.of("2", "Bob"));
        assertThat(outcome.letters())
                .extracting(DeadLetter::line, DeadLetter::sqlstate, DeadLetter::reason, l -> String.valueOf(l.values()))
                .containsExactly(
                        tuple(2L, "22P04", "too few fields: 1 instead of 2", "{\"id\":\"1\"}"),
                        tuple(
                                4L,
                                "22P04",
                                "too many fields: 3 instead of 2",
                                "{\"id\":\"3\",\"name\":\"Cleo\",\"3\":\"x\"}"));
        assertThat(raw(outcome)).containsExactly(utf8("1"), utf8("3,Cleo,x"));
    }

    @Test
    void recordsWhoseQuotesMakeNoSenseAreDeadLettersAndTheRestGoesOn() throws IOException {
        // When
        Outcome outcome = read("id,name\n1,A\"nn\n\"2\"x,Bob\n3,Cleo\n4,\"Dan\n5,Eve\n", PEOPLE);

        // Then
        assertThat(outcome.rows()).containsExactly(List.of("3", "Cleo"), List.of("5", "Eve"));
        assertThat(outcome.letters()).extracting(DeadLetter::line).containsExactly(2L, 3L, 5L);
        assertThat(outcome.letters()).extracting(DeadLetter::sqlstate).containsOnly("22P04");
        assertThat(raw(outcome)).containsExactly(utf8("1,A\"nn"), utf8("\"2\"x,Bob"), utf8("4,\"Dan"));
    }

    @Test
    void aRecordWithANulIsADeadLetter() throws IOException {
        // When
        Outcome outcome = read("id,name\n1,A\0nn\n2,Bob\n", PEOPLE);

        // Then
        assertThat(outcome.rows()).containsExactly(List.of("2", "Bob"));
        assertThat(outcome.letters()).extracting(DeadLetter::sqlstate).containsExactly("22021");
        assertThat(raw(outcome)).containsExactly(utf8("1,A\0nn"));
        assertThat(outcome.letters().get(0).values()).isNull();
    }

    @Test
    void aRecordOverTheLimitIsADeadLetterWithItsBeginning() throws IOException {
        // Given
        byte[] text = utf8("id,name\n1," + "x".repeat(5000) + "\n2,Bob\n");

        // When
        Outcome outcome = HandMade.read(folder, text, PEOPLE, CsvOptions.DEFAULT, HandMade.settings(1000));

        // Then
        assertThat(outcome.rows()).containsExactly(List.of("2", "Bob"));
        assertThat(outcome.letters()).extracting(DeadLetter::sqlstate).containsExactly("54000");
        assertThat(new String(raw(outcome).get(0), StandardCharsets.UTF_8)).startsWith("1,xxxxxxx");
    }

    @Test
    void invalidUtf8IsADeadLetterWithItsBytesAndTheRowsAroundItGoOn() throws IOException {
        // Given
        byte[] broken = {'2', ',', 'B', (byte) 0xC3, '(', (byte) 0xED, (byte) 0xA0, (byte) 0x80};
        byte[] latin1 = {'3', ',', (byte) 0xE9};
        byte[] text = joined(utf8("id,name\n1,é\n"), broken, utf8("\r\n"), latin1, utf8("\n4,漢😀"));

        // When
        Outcome outcome = HandMade.read(folder, text, PEOPLE, CsvOptions.DEFAULT);

        // Then
        assertThat(outcome.rows()).containsExactly(List.of("1", "é"), List.of("4", "漢😀"));
        assertThat(raw(outcome)).containsExactly(broken, latin1);
        assertThat(outcome.letters())
                .extracting(DeadLetter::line, DeadLetter::sqlstate, DeadLetter::encoding)
                .containsExactly(tuple(3L, "22021", "UTF_8"), tuple(4L, "22021", "UTF_8"));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstColumnsName() throws IOException {
        // When
        Outcome plain = read("\uFEFFid,name\n1,Ann\n", PEOPLE);
        Outcome quoted = read("\uFEFF\"id\",name\n1,Ann\n", PEOPLE);
        Outcome headless = read("\uFEFF1,Ann\n", PEOPLE);

        // Then
        assertThat(plain.columns()).containsExactly("id", "name");
        assertThat(quoted.rows()).containsExactly(List.of("1", "Ann"));
        assertThat(headless.rows()).containsExactly(List.of("1", "Ann"));
    }

    @Test
    void latin1IsReadWhenItIsSaidAndItsBytesAreKept() throws IOException {
        // Given
        byte[] text = "id,name\n1,Zoë\n2,Bob\n3,ÿ,x\n".getBytes(StandardCharsets.ISO_8859_1);

        // When
        Outcome outcome = HandMade.read(folder, text, PEOPLE, encoded(TextEncoding.ISO_8859_1));

        // Then
        assertThat(outcome.rows()).containsExactly(List.of("1", "Zoë"), List.of("2", "Bob"));
        assertThat(outcome.payload()).containsExactly("1,Zoë\n", "2,Bob\n");
        assertThat(outcome.received()).containsExactly("1,Zoë".getBytes(StandardCharsets.ISO_8859_1), utf8("2,Bob"));
        assertThat(raw(outcome)).containsExactly("3,ÿ,x".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(outcome.letters().get(0).values().get("name").asText()).isEqualTo("ÿ");
    }

    @Test
    void aByteThatWindows1252DoesNotDefineIsADeadLetter() throws IOException {
        // Given
        byte[] broken = {'2', ',', (byte) 0x81};
        byte[] text = joined(utf8("id,name\n1,"), new byte[] {(byte) 0x80, '\n'}, broken);

        // When
        Outcome outcome = HandMade.read(folder, text, PEOPLE, encoded(TextEncoding.WINDOWS_1252));

        // Then
        assertThat(outcome.rows()).containsExactly(List.of("1", "€"));
        assertThat(outcome.received()).containsExactly(new byte[] {'1', ',', (byte) 0x80});
        assertThat(raw(outcome)).containsExactly(broken);
    }

    @Test
    void utf16IsReadByItsMarkAndItsBytesAreKept() throws IOException {
        for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            // Given
            byte[] text = "\uFEFFid;name\r\n1;\"漢\r\n😀\"\r\n2;Bob;x\r\n".getBytes(charset);

            // When
            Outcome outcome = HandMade.read(folder, text, PEOPLE, CsvOptions.DEFAULT);

            // Then
            assertThat(outcome.rows()).containsExactly(List.of("1", "漢\r\n😀"));
            assertThat(outcome.received()).containsExactly("1;\"漢\r\n😀\"".getBytes(charset));
            assertThat(raw(outcome)).containsExactly("2;Bob;x".getBytes(charset));
            assertThat(outcome.letters().get(0).line()).isEqualTo(4);
        }
    }

    @Test
    void aLoneSurrogateInUtf16IsADeadLetterWithItsBytes() throws IOException {
        for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            // Given
            byte[] half = charset == StandardCharsets.UTF_16LE
                    ? new byte[] {0x3D, (byte) 0xD8}
                    : new byte[] {(byte) 0xD8, 0x3D};
            byte[] broken = joined("2;".getBytes(charset), half, "x".getBytes(charset));
            byte[] text = joined("\uFEFFid;name\n1;Ann\n".getBytes(charset), broken, "\n3;Cleo".getBytes(charset));

            // When
            Outcome outcome = HandMade.read(folder, text, PEOPLE, CsvOptions.DEFAULT);

            // Then
            assertThat(outcome.rows()).containsExactly(List.of("1", "Ann"), List.of("3", "Cleo"));
            assertThat(outcome.letters()).extracting(DeadLetter::sqlstate).containsExactly("22021");
            assertThat(raw(outcome)).containsExactly(broken);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, '\n', '\r', '"', ',', ';', 'x', 0x80, 0xFF})
    void anOddByteAtTheEndOfUtf16IsADeadLetterWithItsBytes(int odd) throws IOException {
        // Given
        byte[] last = "2;Bob".getBytes(StandardCharsets.UTF_16LE);
        byte[] oddByte = {(byte) odd};
        byte[] rows = "\uFEFFid;name\n1;Ann\n".getBytes(StandardCharsets.UTF_16LE);

        // When
        Outcome inRecord = HandMade.read(folder, joined(rows, last, oddByte), PEOPLE, CsvOptions.DEFAULT);
        Outcome onItsOwn = HandMade.read(folder, joined(rows, oddByte), PEOPLE, CsvOptions.DEFAULT);

        // Then
        assertThat(inRecord.rows()).containsExactly(List.of("1", "Ann"));
        assertThat(raw(inRecord)).containsExactly(joined(last, oddByte));
        assertThat(onItsOwn.rows()).containsExactly(List.of("1", "Ann"));
        assertThat(raw(onItsOwn)).containsExactly(oddByte);
    }

    @Test
    void oneColumnTakesFieldsThatHoldOnlyAQuotedNothing() throws IOException {
        // When
        Outcome outcome = read("note\n\"\"\nx\n\n\"\"\n", NOTES);

        // Then
        assertThat(outcome.rows()).containsExactly(List.of(""), List.of("x"), List.of(""));
        assertThat(outcome.lines()).containsExactly(2L, 3L, 5L);
        assertThat(outcome.blankLines()).isEqualTo(1);
    }

    @Test
    void theEndMarkOfCopyIsARowLikeAnyOther() throws IOException {
        // Given
        String many = "x\n".repeat(300);

        // When
        Outcome outcome = read("note\n\\.\n" + many + "\\.\n\"\\.\"\n", NOTES);

        // Then
        assertThat(outcome.rows()).hasSize(303).contains(List.of("\\."));
        assertThat(outcome.rows().get(301)).containsExactly("\\.");
        assertThat(outcome.payload()).doesNotContain("\\.\n");
        assertThat(outcome.received().get(0)).isEqualTo(utf8("\\."));
        assertThat(outcome.received().get(301)).isEqualTo(utf8("\\."));
        assertThat(outcome.received().get(302)).isEqualTo(utf8("\"\\.\""));
    }

    @Test
    void theEndMarkOfCopyIsARowInADialectOfOtherQuotes() throws IOException {
        // Given
        CsvOptions options = HandMade.options("header", "absent", "delimiter", ",", "quote", "^");

        // When
        Outcome outcome = HandMade.read(folder, utf8("\\.\n"), NOTES, options);

        // Then
        assertThat(outcome.rows()).containsExactly(List.of("\\."));
        assertThat(outcome.payload()).containsExactly("^\\.^\n");
    }

    @Test
    void theEndMarkOfCopyIsKeptInEveryEncoding() throws IOException {
        // Given
        byte[] text = "\uFEFFx\n\\.\n".getBytes(StandardCharsets.UTF_16BE);

        // When
        Outcome outcome = HandMade.read(folder, text, NOTES, ABSENT);

        // Then
        assertThat(outcome.rows()).containsExactly(List.of("x"), List.of("\\."));
        assertThat(outcome.received().get(1)).isEqualTo("\\.".getBytes(StandardCharsets.UTF_16BE));
    }

    @Test
    void aRecordOfMillionsOfFieldsIsADeadLetterInBoundedMemory() throws IOException {
        // Given
        byte[] text = joined(utf8("1,a\n"), utf8(",".repeat(8_000_000)), utf8("\n2,b\n"));
        long before = allocated();

        // When
        Outcome outcome = HandMade.read(folder, text, PEOPLE, ABSENT);

        // Then
        assertThat(outcome.rows()).containsExactly(List.of("1", "a"), List.of("2", "b"));
        assertThat(outcome.letters())
                .extracting(DeadLetter::reason)
                .containsExactly("too many fields: 8000001 instead of 2");
        assertThat(outcome.letters().get(0).values() == null).isTrue();
        assertThat(allocated() - before).isLessThan(200L << 20);
    }

    @Test
    void chunksAreBoundedByTheBytesOfDeadLettersToo() throws IOException {
        // Given
        byte[] text = utf8(("x".repeat(100_000) + "\n").repeat(200));

        // When
        List<Integer> lettersPerChunk = lettersPerChunk(text);

        // Then
        assertThat(lettersPerChunk.stream().mapToInt(Integer::intValue).sum()).isEqualTo(200);
        assertThat(lettersPerChunk).allSatisfy(letters -> assertThat(letters).isLessThan(50));
    }

    @Test
    void chunksAreBoundedByTheFieldsOfDeadLettersToo() throws IOException {
        // Given
        byte[] text = utf8((",".repeat(1500) + "\n").repeat(2_000));

        // When
        List<Integer> lettersPerChunk = lettersPerChunk(text);

        // Then
        assertThat(lettersPerChunk.stream().mapToInt(Integer::intValue).sum()).isEqualTo(2_000);
        assertThat(lettersPerChunk).allSatisfy(letters -> assertThat(letters).isLessThan(100));
    }

    @Test
    void chunksOfAWideTableHoldFewerRows() throws IOException {
        // Given
        String[] names = new String[1000];
        Arrays.setAll(names, i -> "c" + i);
        byte[] text = utf8((",".repeat(999) + "\n").repeat(2_000));

        // When
        Outcome outcome = HandMade.read(folder, text, textTable("wide", names), ABSENT);

        // Then
        assertThat(outcome.rows()).hasSize(2_000);
        // A short one first, then five hundred rows each.
        assertThat(outcome.chunks()).isEqualTo(5);
    }

    private List<Integer> lettersPerChunk(byte[] text) throws IOException {
        Path path = Files.write(folder.resolve("wrong.csv"), text);
        List<Integer> letters = new ArrayList<>();
        CsvFile file = CsvFile.open(path, null, HandMade.settings());
        try (CsvSource source = CsvSource.open(file, PEOPLE, ABSENT, HandMade.settings(), HandMade.letters())) {
            for (Batch chunk = source.next(); chunk != null; chunk = source.next()) {
                letters.add(chunk.misshapen().size());
            }
        }
        return letters;
    }

    @Test
    void chunksOfALargeFileHoldAllRowsInOrder() throws IOException {
        // Given
        StringBuilder text = new StringBuilder("id,name\n");
        for (int i = 0; i < 120_000; i++) {
            text.append(i).append(",\"name of ").append(i).append("\"\n");
        }

        // When
        Outcome outcome = read(text.toString(), PEOPLE);

        // Then
        assertThat(outcome.chunks()).isGreaterThan(2);
        assertThat(outcome.rows()).hasSize(120_000);
        assertThat(outcome.rows().get(119_999)).containsExactly("119999", "name of 119999");
        assertThat(outcome.lines().get(119_999)).isEqualTo(120_001);
    }

    @Test
    void aTableTakesAsManyColumnsAsPostgresAllows() throws IOException {
        // Given
        String[] names = new String[1600];
        Arrays.setAll(names, i -> "c" + i);
        String row = "1" + ",1".repeat(1599);

        // When
        Outcome outcome = read(String.join(",", names) + "\n" + row + "\n" + row + ",1\n", textTable("wide", names));

        // Then
        assertThat(outcome.rows()).hasSize(1);
        assertThat(outcome.letters())
                .extracting(DeadLetter::reason)
                .containsExactly("too many fields: 1601 instead of 1600");
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
