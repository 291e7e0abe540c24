package rows.load;

import static org.assertj.core.api.Assertions.assertThat;

import ingest.HandMade;
import java.nio.CharBuffer;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncodingTest {

    @ParameterizedTest
    @EnumSource
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
    @ValueSource(strings = {"", " ", "utf-9", "EBCDIC", "Shift_JIS", "a b", "\0", "UTF-32"})
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
        for (TextEncoding encoding : TextEncoding.values()) {
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
