package ingest;

import static ingest.HandMade.gzip;
import static ingest.HandMade.joined;
import static ingest.HandMade.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rows.load.TextEncoding;

class CsvFileTest {

    private static final byte[] ROWS = utf8("id,name\n1,Ann\n");

    @TempDir
    private Path folder;

    private byte[] text(byte[] bytes, TextEncoding given) throws IOException {
        Path path = Files.write(folder.resolve("a.csv"), bytes);
        try (CsvFile file = CsvFile.open(path, given, HandMade.settings())) {
            return file.text().readAllBytes();
        }
    }

    private TextEncoding encoding(byte[] bytes, TextEncoding given) throws IOException {
        Path path = Files.write(folder.resolve("a.csv"), bytes);
        try (CsvFile file = CsvFile.open(path, given, HandMade.settings())) {
            return file.encoding();
        }
    }

    private ProblemException refusal(byte[] bytes) {
        return catchThrowableOfType(ProblemException.class, () -> text(bytes, null));
    }

    @Test
    void anEmptyFileHasNoText() throws IOException {
        // When
        byte[] text = text(new byte[0], null);

        // Then
        assertThat(text).isEmpty();
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() throws IOException {
        // Given
        byte[] marked = joined(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, ROWS);

        // When
        byte[] text = text(marked, null);

        // Then
        assertThat(text).isEqualTo(ROWS);
    }

    @Test
    void utf16IsReadByItsMark() throws IOException {
        // Given
        byte[] little = "\uFEFFid,näme\n".getBytes(StandardCharsets.UTF_16LE);
        byte[] big = "\uFEFFid,näme\n".getBytes(StandardCharsets.UTF_16BE);

        // When
        byte[] textOfLittle = text(little, null);
        byte[] textOfBig = text(big, null);

        // Then
        assertThat(textOfLittle).isEqualTo(utf8("id,näme\n"));
        assertThat(textOfBig).isEqualTo(utf8("id,näme\n"));
    }

    @Test
    void utf16WithoutAMarkIsReadWhenItIsSaid() throws IOException {
        // Given
        byte[] big = "id,näme\n".getBytes(StandardCharsets.UTF_16BE);

        // When
        byte[] text = text(big, TextEncoding.UTF_16BE);

        // Then
        assertThat(text).isEqualTo(utf8("id,näme\n"));
    }

    @Test
    void aMarkKnowsBetterThanWhatIsSaid() throws IOException {
        // Given
        byte[] big = "\uFEFFid\n".getBytes(StandardCharsets.UTF_16BE);
        byte[] utf8 = utf8("\uFEFFid\n");

        // When
        TextEncoding ofBig = encoding(big, TextEncoding.named("UTF-16").orElseThrow());
        TextEncoding ofUtf8 = encoding(utf8, TextEncoding.ISO_8859_1);

        // Then
        assertThat(ofBig).isEqualTo(TextEncoding.UTF_16BE);
        assertThat(ofUtf8).isEqualTo(TextEncoding.UTF_8);
        assertThat(text(big, TextEncoding.UTF_16LE)).isEqualTo(utf8("id\n"));
        assertThat(text(utf8, TextEncoding.WINDOWS_1252)).isEqualTo(utf8("id\n"));
    }

    @Test
    void utf16WithoutAMarkIsRefusedWithTheSettingThatHelps() {
        // Given
        String text = "id,name\n1,Jürgen\n2,Žluťoučký\n";

        // When
        ProblemException little = refusal(text.getBytes(StandardCharsets.UTF_16LE));
        ProblemException big = refusal(text.getBytes(StandardCharsets.UTF_16BE));

        // Then
        assertThat(little.problem().status()).isEqualTo(422);
        assertThat(little.problem().hint())
                .isEqualTo("say encoding=UTF-16LE if that is it: the file would begin \"id,name\"");
        assertThat(big.problem().hint())
                .isEqualTo("say encoding=UTF-16BE if that is it: the file would begin \"id,name\"");
    }

    @Test
    void utf16OfTheOtherOrderThanWasSaidIsRefusedSoThatNoneOfItIsLoaded() {
        // Given
        byte[] big = "Hall\n".getBytes(StandardCharsets.UTF_16BE);
        Path path = folder.resolve("other.csv");

        // When
        ProblemException refusal = catchThrowableOfType(
                ProblemException.class,
                () -> CsvFile.open(Files.write(path, big), TextEncoding.UTF_16LE, HandMade.settings()));

        // Then
        assertThat(refusal.problem().detail()).isEqualTo("the file is no UTF-16LE: its zeros stand as in UTF-16BE");
        assertThat(refusal.problem().hint()).contains("encoding=UTF-16BE", "\"Hall\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0089PNG\r\n\u001A\n",
                "\u00FF\u00D8\u00FF\u00E0",
                "GIF89a\u0001\u0000\u0001\u0000",
                "%PDF-1.7\n1 0 obj",
                "PK\u0003\u0004\u0014\u0000",
                "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1",
                "PAR1\u0015\u0000",
                "Obj\u0001\u0004",
                "SQLite format 3\u0000",
                "\u007FELF\u0002",
                "BZh91AY&SY\u0000\u0001",
                "\u00FD7zXZ\u0000",
                "PGDMP\u0001\u000E"
            })
    void whatIsPlainlyNoCsvIsNamedAndRefused(String head) {
        // Given
        byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);

        // When
        ProblemException refusal = refusal(bytes);

        // Then
        assertThat(refusal.problem().status()).isEqualTo(422);
        assertThat(refusal.problem().detail()).startsWith("the file is a").endsWith("not CSV");
        assertThat(refusal.problem().hint()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PK,name\n1,Ann\n",
                "PK\n1\n",
                "GIF8,name\n1,Ann\n",
                "GIF8,größe\n1,ä\n",
                "BZh,name\n1,Ann\n",
                "BZh\t漢字\n",
                "PGDMP\n1",
                "PAR1,ø\n",
                "Obj,a\n",
                "(,)\n",
                "SQLite format,3\n"
            })
    void rowsThatBeginWithTheLettersOfAnotherFormatAreRows(String rows) throws IOException {
        // When
        byte[] text = text(utf8(rows), null);

        // Then
        assertThat(text).isEqualTo(utf8(rows));
    }

    @Test
    void aFewControlCharactersAreLeftToTheirRows() throws IOException {
        // Given
        byte[] rows = utf8("id,name\n1,A\0nn\n2,B\u001Bob\n3,Cleo\n4,Dan\n");

        // When
        byte[] text = text(rows, null);

        // Then
        assertThat(text).isEqualTo(rows);
    }

    @Test
    void noiseIsRefused() {
        // Given
        byte[] noise = new byte[5000];
        new Random(1).nextBytes(noise);
        noise[0] = 'x';

        // When
        ProblemException refusal = refusal(noise);

        // Then
        assertThat(refusal.problem().detail()).contains("not text");
    }

    @Test
    void gzipIsUnpacked() throws IOException {
        // When
        byte[] text = text(gzip(ROWS), null);

        // Then
        assertThat(text).isEqualTo(ROWS);
    }

    @Test
    void zstdIsUnpackedFrameByFrame() throws IOException {
        // When
        byte[] text = text(joined(Zstd.compress(ROWS), Zstd.compress(ROWS)), null);

        // Then
        assertThat(text).isEqualTo(joined(ROWS, ROWS));
    }

    @Test
    void zstdThatIsDamagedOrAnArchiveInAnotherIsRefused() throws IOException {
        // Given
        byte[] packed = Zstd.compress(ROWS);

        // When
        ProblemException cut = refusal(Arrays.copyOf(packed, packed.length - 3));
        ProblemException goesOn = refusal(joined(packed, utf8("2,Bob\n")));
        ProblemException twice = refusal(Zstd.compress(packed));

        // Then
        assertThat(cut.problem().detail()).contains("damaged or cut off");
        assertThat(goesOn.problem().detail()).contains("damaged or cut off");
        assertThat(twice.problem().detail()).contains("a zstd archive inside another");
    }

    @Test
    void aBombOfZstdIsStopped() throws IOException {
        // Given
        byte[] bomb = Zstd.compress("1\n".repeat(50 << 20).getBytes(StandardCharsets.US_ASCII));

        // When
        ProblemException refusal = refusal(bomb);

        // Then
        assertThat(refusal.problem().detail()).contains("times its size");
    }

    @Test
    void gzipOfNothingHasNoText() throws IOException {
        // When
        byte[] text = text(gzip(new byte[0]), null);

        // Then
        assertThat(text).isEmpty();
    }

    @Test
    void gzipOfUtf16IsUnpackedAndRead() throws IOException {
        // Given
        byte[] packed = gzip("\uFEFFid,näme\n".getBytes(StandardCharsets.UTF_16LE));

        // When
        byte[] text = text(packed, null);

        // Then
        assertThat(text).isEqualTo(utf8("id,näme\n"));
    }

    @Test
    void severalGzipMembersAreOneText() throws IOException {
        // Given
        byte[] packed = joined(gzip(utf8("id\n")), gzip(utf8("1\n")), gzip(new byte[0]), gzip(utf8("2\n")));

        // When
        byte[] text = text(packed, null);

        // Then
        assertThat(text).isEqualTo(utf8("id\n1\n2\n"));
    }

    @Test
    void paddingWithZerosBehindGzipIsIgnored() throws IOException {
        // When
        byte[] text = text(joined(gzip(ROWS), new byte[512]), null);

        // Then
        assertThat(text).isEqualTo(ROWS);
    }

    @Test
    void rowsBehindGzipAreNotSilentlyLost() throws IOException {
        // When
        ProblemException plainText = refusal(joined(gzip(ROWS), utf8("2,Bob\n")));
        ProblemException muchPlainText = refusal(joined(gzip(ROWS), utf8("2,Bob\n".repeat(50_000))));

        // Then
        assertThat(plainText.problem().detail()).contains("compressed");
        assertThat(muchPlainText.problem().detail()).contains("compressed");
    }

    @Test
    void gzipCutOffAnywhereIsRefused() throws IOException {
        // Given
        byte[] packed = gzip(utf8("id,name\n" + "1,Ann\n".repeat(50)));

        for (int length = 2; length < packed.length; length++) {
            byte[] cutOff = Arrays.copyOf(packed, length);

            // When
            ProblemException refusal = refusal(cutOff);

            // Then
            assertThat(refusal).as("cut to %d bytes", length).isNotNull();
            assertThat(refusal.problem().detail()).contains("damaged or cut off");
        }
    }

    @Test
    void gzipWithACorruptTrailerIsRefused() throws IOException {
        // Given
        byte[] wrongChecksum = gzip(ROWS);
        wrongChecksum[wrongChecksum.length - 6]++;
        byte[] wrongLength = gzip(ROWS);
        wrongLength[wrongLength.length - 1]++;

        // When
        ProblemException ofChecksum = refusal(wrongChecksum);
        ProblemException ofLength = refusal(wrongLength);

        // Then
        assertThat(ofChecksum.problem().detail()).contains("damaged");
        assertThat(ofLength.problem().detail()).contains("damaged");
    }

    @Test
    void gzipThatBreaksFarBehindTheSampleIsRefusedWhenReadThere() throws IOException {
        // Given
        Random random = new Random(5);
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 200_000; i++) {
            rows.append(i).append(',').append(random.nextInt()).append('\n');
        }
        byte[] packed = gzip(utf8(rows.toString()));
        Path path = Files.write(folder.resolve("a.csv.gz"), Arrays.copyOf(packed, packed.length - 1000));

        try (CsvFile file = CsvFile.open(path, null, HandMade.settings())) {
            // When
            var reading = assertThatThrownBy(() -> file.text().readAllBytes());

            // Then
            reading.isInstanceOf(ProblemException.class).hasMessageContaining("damaged or cut off");
        }
    }

    @Test
    void aBombIsStoppedEarly() throws IOException {
        // Given
        Path path = folder.resolve("bomb.csv.gz");
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(path))) {
            byte[] rows = utf8("1,aaaaaaaaaaaaaaaa\n".repeat(50_000));
            for (int i = 0; i < 160; i++) {
                packed.write(rows);
            }
        }
        long unpacked = 0;
        ProblemException refusal = null;

        // When
        try (CsvFile file = CsvFile.open(path, null, settingsWithRatio(100))) {
            byte[] buffer = new byte[1 << 16];
            for (int got = 0; got >= 0; got = file.text().read(buffer)) {
                unpacked += got;
            }
        } catch (ProblemException stopped) {
            refusal = stopped;
        }

        // Then
        assertThat(refusal).isNotNull();
        assertThat(refusal.problem().status()).isEqualTo(413);
        assertThat(unpacked).isLessThan(70L << 20);
    }

    private static IngestSettings settingsWithRatio(int ratio) {
        return HandMade.settings(1 << 20, ratio);
    }

    @Test
    void gzipInsideGzipIsRefused() throws IOException {
        // When
        ProblemException refusal = refusal(gzip(gzip(ROWS)));

        // Then
        assertThat(refusal.problem().detail()).contains("gzip");
    }

    @Test
    void theSampleEndsBehindAWholeLine() throws IOException {
        // Given
        byte[] rows = utf8("0123456789\r\n".repeat(10_000));
        Path path = Files.write(folder.resolve("a.csv"), rows);

        try (CsvFile file = CsvFile.open(path, null, HandMade.settings())) {
            // When
            byte[] sample = file.sample().readAllBytes();

            // Then
            assertThat(sample.length).isBetween(60_000, 1 << 16);
            assertThat(new String(sample, StandardCharsets.US_ASCII)).endsWith("\n");
            assertThat(file.text().readAllBytes()).isEqualTo(rows);
        }
    }

    @Test
    void progressIsToldInBytesOfTheFile() throws IOException {
        // Given
        byte[] packed = gzip(utf8("1,a\n".repeat(1_000_000)));
        Path path = Files.write(folder.resolve("a.csv.gz"), packed);

        try (CsvFile file = CsvFile.open(path, null, HandMade.settings())) {
            // When
            file.text().readAllBytes();

            // Then
            assertThat(file.size()).isEqualTo(packed.length);
            assertThat(file.position()).isEqualTo(packed.length);
        }
    }
}
