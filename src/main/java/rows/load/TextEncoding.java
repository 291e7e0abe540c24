package rows.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the bytes of a file spell text. The scanner wants bytes in which ASCII means ASCII: single-byte encodings and
 * UTF-8 are scanned as they are, UTF-16 through {@link Utf16Input}.
 */
public enum TextEncoding {
    UTF_8(StandardCharsets.UTF_8),
    UTF_16LE(StandardCharsets.UTF_16LE),
    UTF_16BE(StandardCharsets.UTF_16BE),
    ISO_8859_1(StandardCharsets.ISO_8859_1),
    ISO_8859_15(Charset.forName("ISO-8859-15")),
    WINDOWS_1252(Charset.forName("windows-1252")),
    US_ASCII(StandardCharsets.US_ASCII);

    /** Names people use beside those that Java knows. */
    private static final Map<String, TextEncoding> NICKNAMES = Map.of(
            "LATIN1",
            ISO_8859_1,
            "LATIN-1",
            ISO_8859_1,
            "LATIN9",
            ISO_8859_15,
            "UTF16",
            UTF_16LE,
            "UTF-16",
            UTF_16LE,
            "ASCII",
            US_ASCII,
            "WIN1252",
            WINDOWS_1252,
            "CP1252",
            WINDOWS_1252);

    private final Charset charset;

    TextEncoding(Charset charset) {
        this.charset = charset;
    }

    /** The encoding of that name, or empty when we do not read it. */
    public static Optional<TextEncoding> named(String name) {
        TextEncoding nick = NICKNAMES.get(name.toUpperCase(Locale.ROOT));
        if (nick != null) {
            return Optional.of(nick);
        }
        try {
            // We ourselves print names with either.
            Charset wanted = Charset.forName(name.replace('_', '-'));
            return Arrays.stream(values()).filter(e -> e.charset.equals(wanted)).findFirst();
        } catch (IllegalArgumentException notACharset) {
            return Optional.empty();
        }
    }

    /** The encoding a byte order mark declares, or null. */
    public static TextEncoding ofMark(byte[] head, int length) {
        if (length >= 3 && head[0] == (byte) 0xEF && head[1] == (byte) 0xBB && head[2] == (byte) 0xBF) {
            return UTF_8;
        }
        if (length >= 2 && head[0] == (byte) 0xFF && head[1] == (byte) 0xFE) {
            return UTF_16LE;
        }
        if (length >= 2 && head[0] == (byte) 0xFE && head[1] == (byte) 0xFF) {
            return UTF_16BE;
        }
        return null;
    }

    /** Bytes of this encoding's byte order mark. */
    public int markLength() {
        return this == UTF_8 ? 3 : isUtf16() ? 2 : 0;
    }

    public boolean isUtf16() {
        return this == UTF_16LE || this == UTF_16BE;
    }

    /** The stream as the scanner wants it. */
    public InputStream scannable(InputStream in) throws IOException {
        return isUtf16() ? new Utf16Input(in, this == UTF_16BE) : in;
    }

    /** A decoder that reports what is no text instead of replacing it; for one thread. */
    public CharsetDecoder strictDecoder() {
        Charset scanned = isUtf16() ? StandardCharsets.UTF_8 : charset;
        return scanned.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Scanned bytes as text, or null when they are none in this encoding. */
    public static CharBuffer decode(CharsetDecoder decoder, byte[] bytes, int offset, int length) {
        try {
            return decoder.decode(ByteBuffer.wrap(bytes, offset, length));
        } catch (CharacterCodingException notText) {
            return null;
        }
    }

    /** Scanned bytes as they stood in the file. */
    public byte[] asReceived(byte[] scanned) {
        return isUtf16() ? Utf16Input.reverse(scanned, this == UTF_16BE) : scanned;
    }

    /** UTF-8 bytes of a record that was valid text, as they stood in the file. */
    byte[] fromUtf8(byte[] utf8) {
        if (this == UTF_8) {
            return utf8;
        }
        return new String(utf8, StandardCharsets.UTF_8).getBytes(charset);
    }

    /** The name people know it by. */
    @Override
    public String toString() {
        return name().replace('_', '-');
    }

    /** Bytes of a dead letter for people to read; what is no text shows as replacement characters. */
    String show(byte[] asReceived) {
        return new String(asReceived, charset);
    }
}
