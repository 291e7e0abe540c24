package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import rows.load.TextEncoding;

/** The scanner for every structure against the one for most files, and against itself, on small inputs of noise. */
class LooseScannerRandomTest {

    private static final byte[] ALPHABET = {
        'a', ',', '"', '"', '\n', '\r', '\\', '|', '|', ' ', '\t', '#', (byte) 0xC3, 0
    };
    private static final int INPUTS = 40_000;

    private static final List<Structure> STRUCTURES = List.of(
            structure("delimiter", "||"),
            structure("delimiter", "blanks"),
            structure("delimiter", "blanks", "quote", "none"),
            structure("delimiter", ",", "escape", "\\"),
            structure("delimiter", "|", "escape", "\\", "quote", "none"),
            structure("delimiter", ",", "trim", "true"),
            structure("delimiter", "tab", "trim", "true", "quote", "none"),
            structure("delimiter", ",", "comment", "#"),
            structure("delimiter", "|", "comment", "##", "trim", "true"));

    private record Piece(long line, String raw, Records.Fault fault, boolean nul, List<String> fields) {}

    private static Structure structure(String... said) {
        CsvOptions options = HandMade.options(said);
        return Structure.of(options, options.delimiter());
    }

    @Test
    void itCutsAsTheOtherWhereBothCan() throws IOException {
        // Given
        Random random = new Random(11);
        Structure simple = structure("delimiter", ",");

        for (int n = 0; n < INPUTS; n++) {
            byte[] text = noise(random, 30);

            // When
            RecordScanner one = new RecordScanner(new ByteArrayInputStream(text), ',', '"', 64);
            LooseScanner other = loose(HandMade.dripping(text, 3, n), simple, 64);
            List<Piece> expected = pieces(one);

            // Then
            assertThat(pieces(other)).as(() -> Arrays.toString(text)).isEqualTo(expected);
            assertThat(other.blankLines()).as(() -> Arrays.toString(text)).isEqualTo(one.blankLines());
        }
    }

    @Test
    void howTheStreamIsCutMakesNoDifference() throws IOException {
        // Given
        Random random = new Random(12);

        for (int n = 0; n < INPUTS; n++) {
            Structure structure = STRUCTURES.get(n % STRUCTURES.size());
            byte[] text = noise(random, 40);
            int longest = 8 + random.nextInt(50);

            // When
            LooseScanner atOnce = loose(new ByteArrayInputStream(text), structure, longest);
            LooseScanner dripping = loose(HandMade.dripping(text, 3, n), structure, longest);
            List<Piece> expected = pieces(atOnce);

            // Then
            String shown = structure + " within " + longest + " " + Arrays.toString(text);
            assertThat(pieces(dripping)).as(shown).isEqualTo(expected);
            assertThat(dripping.blankLines()).as(shown).isEqualTo(atOnce.blankLines());
            assertThat(dripping.commentLines()).as(shown).isEqualTo(atOnce.commentLines());
        }
    }

    @Test
    void everyByteIsInARecordOrBetweenTwo() throws IOException {
        // Given
        Random random = new Random(13);
        // In a remark anything may stand, also what looks like a record.
        List<Structure> structures =
                STRUCTURES.stream().filter(each -> each.comment() == null).toList();

        for (int n = 0; n < INPUTS; n++) {
            Structure structure = structures.get(n % structures.size());
            String text = new String(noise(random, 40), StandardCharsets.ISO_8859_1);
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);

            // When
            List<Piece> pieces = pieces(loose(HandMade.dripping(bytes, 5, n), structure, 64));

            // Then
            int at = 0;
            for (Piece piece : pieces) {
                int found = text.indexOf(piece.raw, at);
                assertThat(found)
                        .as(() -> structure + " " + Arrays.toString(bytes))
                        .isGreaterThanOrEqualTo(at);
                assertBetween(structure, text, at, found);
                at = found + piece.raw.length();
            }
            assertBetween(structure, text, at, text.length());
        }
    }

    private static void assertBetween(Structure structure, String text, int from, int to) {
        String between = text.substring(from, to);
        String blanks = structure.looseQuotes() ? "[ \t\r\n]*" : "[\r\n]*";
        assertThat(between)
                .as(() -> structure + " " + Arrays.toString(text.toCharArray()) + " from " + from + " to " + to)
                .matches(blanks);
    }

    private static LooseScanner loose(InputStream in, Structure structure, int longest) {
        return new LooseScanner(in, structure, TextEncoding.UTF_8, longest);
    }

    private static byte[] noise(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = ALPHABET[random.nextInt(ALPHABET.length)];
        }
        return bytes;
    }

    private static List<Piece> pieces(Records records) throws IOException {
        List<Piece> pieces = new ArrayList<>();
        while (records.next()) {
            String raw = latin(records, 0, records.length());
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < records.fields(); i++) {
                fields.add(latin(records, records.fieldStart(i), records.fieldEnd(i)));
            }
            boolean sound = records.fault() == Records.Fault.NONE;
            pieces.add(new Piece(records.line(), raw, records.fault(), sound && records.hasNul(), fields));
        }
        return pieces;
    }

    private static String latin(Records records, int from, int to) {
        return new String(records.buffer(), records.start() + from, to - from, StandardCharsets.ISO_8859_1);
    }
}
