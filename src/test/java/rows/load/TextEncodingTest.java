package rows.load;

import static org.assertj.core.api.Assertions.assertThat;

import ingest.HandMade;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncodingTest {

    @ParameterizedTest
    @MethodSource("rows.load.TextEncoding#usual")
    void everyEncodingIsFoundByTheNamesWePrint(TextEncoding encoding) {
        // When
        var byName = TextEncoding.named(encoding.name());
        var byShownName = TextEncoding.named(encoding.name().replace('_', '-'));
        var inLowerCase = TextEncoding.named(encoding.name().toLowerCase(Locale.ROOT));

        // Then
        assertThat(byName).contains(encoding);
        assertThat(byShownName).contains(encoding);
        assertThat(inLowerCase).contains(encoding);
    }

    @ParameterizedTest
    @ValueSource(strings = {"latin1", "LATIN-1", "iso-8859-1", "l1"})
    void latin1HasManyNames(String name) {
        // When
        var encoding = TextEncoding.named(name);

        // Then
        assertThat(encoding).contains(TextEncoding.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "utf-9", "EBCDIC", "a b", "\0", "ISO-2022-CN"})
    void whatWeDoNotReadIsNotFound(String name) {
        // When
        var encoding = TextEncoding.named(name);

        // Then
        assertThat(encoding).isEmpty();
    }

    @Test
    void aByteOrderMarkDeclaresItsEncoding() {
        // When
        TextEncoding utf8 = TextEncoding.ofMark(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, 3);
        TextEncoding little = TextEncoding.ofMark(new byte[] {(byte) 0xFF, (byte) 0xFE}, 2);
        TextEncoding big = TextEncoding.ofMark(new byte[] {(byte) 0xFE, (byte) 0xFF}, 2);
        TextEncoding cutOff = TextEncoding.ofMark(new byte[] {(byte) 0xEF, (byte) 0xBB}, 2);
        TextEncoding nothing = TextEncoding.ofMark(new byte[0], 0);

        // Then
        assertThat(utf8).isEqualTo(TextEncoding.UTF_8);
        assertThat(little).isEqualTo(TextEncoding.UTF_16LE);
        assertThat(big).isEqualTo(TextEncoding.UTF_16BE);
        assertThat(cutOff).isNull();
        assertThat(nothing).isNull();
    }

    @Test
    void singleByteEncodingsGoToUtf8AndBackByteForByte() {
        for (TextEncoding encoding : TextEncoding.usual()) {
            for (int b = 0; b < 256 && !encoding.isUtf16(); b++) {
                // Given
                byte[] received = {'a', (byte) b};

                // When
                CharBuffer text = TextEncoding.decode(encoding.strictDecoder(), received, 0, 2);

                // Then
                if (text != null) {
                    assertThat(encoding.fromUtf8(HandMade.utf8(text.toString())))
                            .isEqualTo(received);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Shift_JIS", "GB18030", "EUC-KR", "Big5", "UTF-32LE", "UTF-32BE", "IBM1047", "ISO-2022-JP"})
    void everyOtherEncodingGoesToUtf8AndBack(String name) throws IOException {
        // Given
        TextEncoding encoding = TextEncoding.named(name).orElseThrow();
        byte[] received = "1,abc,\"x\"\n2,y\n".repeat(9000).getBytes(Charset.forName(name));

        // When
        byte[] scanned = encoding.scannable(HandMade.dripping(received, 999, 1)).readAllBytes();

        // Then
        assertThat(encoding.isWide()).isTrue();
        assertThat(new String(scanned, StandardCharsets.UTF_8)).isEqualTo("1,abc,\"x\"\n2,y\n".repeat(9000));
        assertThat(encoding.asReceived(scanned)).isEqualTo(received);
        assertThat(TextEncoding.valueOf(encoding.name())).isSameAs(encoding);
    }

    @Test
    void whatIsNoTextInAnotherEncodingIsKept() throws IOException {
        // Given
        TextEncoding encoding = TextEncoding.named("Shift_JIS").orElseThrow();
        byte[] received = {'a', (byte) 0x93, (byte) 0x8C, (byte) 0xFF, (byte) 0x81, '\n', 'b', (byte) 0x93};

        // When
        byte[] scanned = encoding.scannable(new ByteArrayInputStream(received)).readAllBytes();

        // Then
        assertThat((CharSequence) TextEncoding.decode(encoding.strictDecoder(), scanned, 0, scanned.length))
                .isNull();
        assertThat(encoding.asReceived(scanned)).isEqualTo(received);
    }

    @Test
    void aByteThatWindows1252DoesNotDefineIsNoText() {
        // Given
        byte[] received = {'a', (byte) 0x81};

        // When
        CharBuffer text = TextEncoding.decode(TextEncoding.WINDOWS_1252.strictDecoder(), received, 0, 2);

        // Then
        assertThat((CharSequence) text).isNull();
    }

    @Test
    void whatIsNoTextIsShownWithReplacementCharacters() {
        // When
        String shown = TextEncoding.UTF_8.show(new byte[] {'a', (byte) 0xFF, 'b'});

        // Then
        assertThat(shown).isEqualTo("a\uFFFDb");
    }
}
