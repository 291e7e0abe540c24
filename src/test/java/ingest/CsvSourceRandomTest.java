package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import ledger.DeadLetter;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.Table;
import rows.load.Batch;
import rows.load.NamedRows;
import rows.load.TextEncoding;

/** The one law, on files of noise: every byte of a file is in a row, in a dead letter, or in a line end. */
class CsvSourceRandomTest {

    private static final int FILES = 3_000;
    private static final Table TABLE = HandMade.table(
            "noise", HandMade.column("a", "int4"), HandMade.generated("b", "text"), HandMade.column("c", "varchar(3)"));

    private static final byte[] ALPHABET = {
        'a',
        '1',
        ',',
        ',',
        '"',
        '"',
        '\n',
        '\n',
        '\r',
        ';',
        '\\',
        '.',
        'c',
        0,
        ' ',
        (byte) 0xC3,
        (byte) 0xA4,
        (byte) 0xD8,
        (byte) 0xDC,
        (byte) 0xFF,
        (byte) 0xFE,
        (byte) 0x81,
        0x0A,
        0x0D
    };

    @TempDir
    private Path folder;

    private byte[] noise(Random random, int width) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = random.nextInt(40); i > 0; i--) {
            byte b = ALPHABET[random.nextInt(ALPHABET.length)];
            boolean whole = width == 2 && random.nextInt(20) > 0;
            bytes.write(b);
            if (whole) {
                bytes.write(random.nextInt(30) == 0 ? 0xD8 : 0);
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void everyByteOfAFileIsAccountedFor() throws IOException {
        // Given
        Random random = new Random(1001);

        for (int n = 0; n < FILES; n++) {
            TextEncoding encoding =
                    TextEncoding.usual().get(random.nextInt(TextEncoding.usual().size()));
            byte[] file = noise(random, encoding.isUtf16() ? 2 : 1);
            CsvOptions options = random.nextBoolean()
                    ? HandMade.options("header", "absent", "encoding", encoding.toString(), "delimiter", ",")
                    : HandMade.options("header", "absent", "encoding", encoding.toString());

            // When
            Map<Long, byte[]> pieces;
            try {
                pieces = pieces(HandMade.read(folder, file, TABLE, options, HandMade.settings(1 << 16)));
            } catch (ProblemException refused) {
                continue;
            }

            // Then
            assertAccounted(file, encoding, pieces);
        }
    }

    /** Records by the line they begin on. */
    private static Map<Long, byte[]> pieces(HandMade.Outcome outcome) {
        Map<Long, byte[]> pieces = new TreeMap<>();
        for (int i = 0; i < outcome.rows().size(); i++) {
            assertThat(pieces.put(outcome.lines().get(i), outcome.received().get(i)))
                    .isNull();
            assertThat(outcome.rows().get(i)).hasSameSizeAs(outcome.columns());
        }
        for (DeadLetter letter : outcome.letters()) {
            assertThat(pieces.put(letter.line(), letter.raw())).isNull();
        }
        for (RowFeed.Held held : outcome.left()) {
            assertThat(pieces.put(held.line(), outcome.encoding().asReceived(held.scanned())))
                    .isNull();
        }
        return pieces;
    }

    private static void assertAccounted(byte[] file, TextEncoding encoding, Map<Long, byte[]> pieces) {
        TextEncoding marked = TextEncoding.ofMark(file, file.length);
        TextEncoding used = marked == null ? encoding : marked;
        int at = marked == null ? 0 : marked.markLength();
        for (byte[] piece : pieces.values()) {
            at = behindLineEnds(file, at, used);
            String shown = used + " " + Arrays.toString(file);
            assertThat(piece).as(shown).isNotEmpty();
            assertThat(at + piece.length).as(shown).isLessThanOrEqualTo(file.length);
            assertThat(Arrays.copyOfRange(file, at, at + piece.length))
                    .as(shown)
                    .isEqualTo(piece);
            at += piece.length;
        }
        assertThat(behindLineEnds(file, at, used))
                .as(() -> used + " " + Arrays.toString(file))
                .isEqualTo(file.length);
    }

    private static int behindLineEnds(byte[] file, int from, TextEncoding encoding) {
        int i = from;
        int width = encoding.isUtf16() ? 2 : 1;
        while (i + width <= file.length) {
            byte low = encoding == TextEncoding.UTF_16BE ? file[i + 1] : file[i];
            byte high = width == 1 ? 0 : encoding == TextEncoding.UTF_16BE ? file[i] : file[i + 1];
            if (high != 0 || low != '\n' && low != '\r') {
                break;
            }
            i += width;
        }
        return i;
    }

    @Test
    void damagedGzipIsRefusedOrHarmless() throws IOException {
        // Given
        Random random = new Random(31);
        byte[] rows = HandMade.utf8("1,abc\n2,de\n".repeat(20));
        byte[] packed = HandMade.gzip(rows);

        for (int n = 0; n < FILES; n++) {
            byte[] damaged = packed.clone();
            for (int k = random.nextInt(3); k >= 0; k--) {
                damaged[2 + random.nextInt(damaged.length - 2)] = (byte) random.nextInt(256);
            }
            Path path = Files.write(folder.resolve("a.csv.gz"), damaged);

            // When
            byte[] read = null;
            try (CsvFile file = CsvFile.open(path, null, HandMade.settings())) {
                read = file.text().readAllBytes();
            } catch (ProblemException refused) {
                assertThat(refused.problem().status()).isEqualTo(422);
            }

            // Then
            if (read != null) {
                assertThat(read).isEqualTo(rows);
            }
        }
    }

    @Test
    void brokenJsonIsAProblemAndNeverMore() throws IOException {
        // Given
        Random random = new Random(8259);
        byte[] good =
                HandMade.utf8("[{\"a\":1.5e3,\"c\":\"x\\u00e9\\ud83d\\ude00é\"},[1,null],{\"a\":[1,{\"x\":true}]}]");
        List<String> hostile =
                List.of("1e99999999999", "-", "1" + "0".repeat(2000), "1e2147483648", "\"\\ud800\"", "{}", "[");

        for (int n = 0; n < FILES; n++) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (byte b : good) {
                switch (random.nextInt(60)) {
                    case 0 -> body.write(random.nextInt(256));
                    case 1 -> body.writeBytes(HandMade.utf8(hostile.get(random.nextInt(hostile.size()))));
                    case 2 -> {}
                    default -> body.write(b);
                }
            }
            Path path = Files.write(folder.resolve("body"), body.toByteArray());

            // When
            try {
                NamedRows rows = NamedRows.of(JsonBody.read(path, TABLE, ColumnOptions.DEFAULT), HandMade.letters());
                for (Batch chunk = rows.next(); chunk != null; chunk = rows.next()) {
                    for (int i = 0; i < chunk.count(); i++) {
                        assertThat(chunk.fields(i)).hasSameSizeAs(chunk.columns());
                    }
                }
            } catch (ProblemException refused) {
                // Then
                assertThat(refused.problem().status()).isIn(400, 422);
            } catch (RuntimeException | IOException | StackOverflowError e) {
                fail(body.toString(StandardCharsets.ISO_8859_1), e);
            }
        }
    }
}
