package rows.load;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ingest.HandMade;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf16InputTest {

    private static byte[] forth(byte[] utf16, boolean bigEndian) throws IOException {
        return new Utf16Input(new ByteArrayInputStream(utf16), bigEndian).readAllBytes();
    }

    private static boolean isText(byte[] utf8) {
        CharBuffer text = TextEncoding.decode(TextEncoding.UTF_16LE.strictDecoder(), utf8, 0, utf8.length);
        return text != null;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void textComesOutAsUtf8(boolean bigEndian) throws IOException {
        // Given
        String text = "id;näme\r\n1;\"Ωmega ʤ 漢字 😀\"\n\uFFFF\uE000\u07FF\u0800";

        // When
        byte[] utf8 = forth(text.getBytes(bigEndian ? UTF_16BE : UTF_16LE), bigEndian);

        // Then
        assertThat(new String(utf8, UTF_8)).isEqualTo(text);
        assertThat(isText(utf8)).isTrue();
    }

    @Test
    void loneSurrogatesAreNoTextAndTheirBytesComeBack() throws IOException {
        // Given
        byte[] broken = {0, 'a', (byte) 0xDE, 0, (byte) 0xD8, 0x3D, 0, 'b', (byte) 0xD8, 0x3D};

        // When
        byte[] made = forth(broken, true);

        // Then
        assertThat(isText(made)).isFalse();
        assertThat(Utf16Input.reverse(made, true)).isEqualTo(broken);
    }

    @Test
    void everyOddLastByteIsNoTextAndNoLineEndAndComesBack() throws IOException {
        for (int odd = 0; odd < 256; odd++) {
            // Given
            byte[] broken = {'a', 0, (byte) odd};

            // When
            byte[] made = forth(broken, false);

            // Then
            assertThat(isText(made)).isFalse();
            assertThat(Arrays.copyOfRange(made, 1, made.length))
                    .as("odd byte %d", odd)
                    .doesNotContain('\n', '\r', '"', ',', 0);
            assertThat(Utf16Input.reverse(made, false)).isEqualTo(broken);
        }
    }

    @Test
    void anyBytesComeBackHoweverTheStreamIsCut() throws IOException {
        // Given
        Random random = new Random(16);
        byte[] high = {(byte) 0xD8, (byte) 0xDC, 0, 4, (byte) 0xFF};

        for (int n = 0; n < 20_000; n++) {
            byte[] any = new byte[random.nextInt(24)];
            random.nextBytes(any);
            for (int i = 0; i < any.length; i += 2) {
                any[i] = high[random.nextInt(high.length)];
            }
            boolean bigEndian = random.nextBoolean();

            // When
            byte[] made = new Utf16Input(HandMade.dripping(any, 3, n), bigEndian).readAllBytes();

            // Then
            assertThat(made).isEqualTo(forth(any, bigEndian));
            assertThat(Utf16Input.reverse(made, bigEndian)).isEqualTo(any);
        }
    }

    @Test
    void theBeginningOfARecordCutInsideACharacterComesBackWithoutIt() throws IOException {
        // Given
        byte[] made = forth("abc漢".getBytes(UTF_16LE), false);

        // When
        byte[] back = Utf16Input.reverse(Arrays.copyOf(made, made.length - 1), false);

        // Then
        assertThat(back).isEqualTo("abc".getBytes(UTF_16LE));
    }

    @Test
    void aLargeTextIsReadInPieces() throws IOException {
        // Given
        String text = "漢😀a".repeat(50_000);

        // When
        byte[] made = forth(text.getBytes(UTF_16LE), false);

        // Then
        assertThat(new String(made, UTF_8)).isEqualTo(text);
    }
}
