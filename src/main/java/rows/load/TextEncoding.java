package rows.load;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How the bytes of a file spell text; one object for each. The scanner wants bytes in which ASCII means ASCII: UTF-8 and
 * single-byte encodings of that kind are scanned as they are, UTF-16 through {@link Utf16Input}, all others through
 * {@link TranscodedInput}.
 */
public final class TextEncoding {

    private static final Map<Charset, TextEncoding> KNOWN = new ConcurrentHashMap<>();

    public static final TextEncoding UTF_8 = of(StandardCharsets.UTF_8);
    public static final TextEncoding UTF_16LE = of(StandardCharsets.UTF_16LE);
    public static final TextEncoding UTF_16BE = of(StandardCharsets.UTF_16BE);
    public static final TextEncoding ISO_8859_1 = of(StandardCharsets.ISO_8859_1);
    public static final TextEncoding ISO_8859_15 = of(Charset.forName("ISO-8859-15"));
    public static final TextEncoding WINDOWS_1252 = of(Charset.forName("windows-1252"));
    public static final TextEncoding US_ASCII = of(StandardCharsets.US_ASCII);
    private static final TextEncoding UTF_32LE = of(Charset.forName("UTF-32LE"));
    private static final TextEncoding UTF_32BE = of(Charset.forName("UTF-32BE"));

    /** Names people use beside those that Java knows. */
    private static final Map<String, TextEncoding> NICKNAMES = Map.of(
            "LATIN-1",
            ISO_8859_1,
            "LATIN9",
            ISO_8859_15,
            "UTF16",
            UTF_16LE,
            "UTF-16",
            UTF_16LE,
            "UTF32",
            UTF_32LE,
            "UTF-32",
            UTF_32LE,
            "WIN1252",
            WINDOWS_1252,
            "CP1252",
            WINDOWS_1252);

    private final Charset charset;
    private final boolean transcoded;

    private TextEncoding(Charset charset) {
        this.charset = charset;
        transcoded = !charset.equals(StandardCharsets.UTF_8) && !isUtf16() && !isSingleByteAscii(charset);
    }

    private static TextEncoding of(Charset charset) {
        return KNOWN.computeIfAbsent(charset, TextEncoding::new);
    }

    private static boolean isSingleByteAscii(Charset charset) {
        byte[] ascii = new byte[128];
        for (int i = 0; i < ascii.length; i++) {
            ascii[i] = (byte) i;
        }
        return charset.newEncoder().maxBytesPerChar() == 1
                && new String(ascii, charset).equals(new String(ascii, StandardCharsets.US_ASCII));
    }

    /** Those that most files are in. */
    public static List<TextEncoding> usual() {
        return List.of(UTF_8, UTF_16LE, UTF_16BE, ISO_8859_1, ISO_8859_15, WINDOWS_1252, US_ASCII);
    }

    /** The encoding of that name, or empty when we do not read it. */
    public static Optional<TextEncoding> named(String name) {
        TextEncoding nick = NICKNAMES.get(name.toUpperCase(Locale.ROOT));
        if (nick != null) {
            return Optional.of(nick);
        }
        return charset(name)
                // We ourselves write names with either.
                .or(() -> charset(name.replace('_', '-')))
                .filter(Charset::canEncode)
                .map(TextEncoding::of);
    }

    private static Optional<Charset> charset(String name) {
        try {
            return Optional.of(Charset.forName(name));
        } catch (IllegalArgumentException notACharset) {
            return Optional.empty();
        }
    }

    /** The encoding that was written down by this {@link #name()}. */
    public static TextEncoding valueOf(String name) {
        return named(name).orElseThrow(() -> new IllegalArgumentException(name));
    }

    /** The encoding a byte order mark declares, or null. */
    public static TextEncoding ofMark(byte[] head, int length) {
        if (begins(head, length, 0xEF, 0xBB, 0xBF)) {
            return UTF_8;
        }
        if (begins(head, length, 0xFF, 0xFE, 0, 0)) {
            return UTF_32LE;
        }
        if (begins(head, length, 0, 0, 0xFE, 0xFF)) {
            return UTF_32BE;
        }
        if (begins(head, length, 0xFF, 0xFE)) {
            return UTF_16LE;
        }
        return begins(head, length, 0xFE, 0xFF) ? UTF_16BE : null;
    }

    private static boolean begins(byte[] head, int length, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= length || head[i] != (byte) mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of this encoding's byte order mark. */
    public int markLength() {
        return this == UTF_8 ? 3 : isUtf16() ? 2 : this == UTF_32LE || this == UTF_32BE ? 4 : 0;
    }

    public boolean isUtf16() {
        return charset.equals(StandardCharsets.UTF_16LE) || charset.equals(StandardCharsets.UTF_16BE);
    }

    /** Whether the scanner meets other bytes than the file has. */
    public boolean isWide() {
        return transcoded || isUtf16();
    }

    /** The stream as the scanner wants it. */
    public InputStream scannable(InputStream in) {
        return transcoded ? new TranscodedInput(in, charset) : isUtf16() ? new Utf16Input(in, this == UTF_16BE) : in;
    }

    /** A decoder that reports what is no text instead of replacing it; for one thread. */
    public CharsetDecoder strictDecoder() {
        return scannedCharset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private Charset scannedCharset() {
        return isWide() ? StandardCharsets.UTF_8 : charset;
    }

    /** Text as the scanner meets it. */
    public byte[] scanned(String text) {
        return text.getBytes(scannedCharset());
    }

    /** Scanned bytes that are known to be text. */
    public String text(byte[] scanned, int offset, int length) {
        return new String(scanned, offset, length, scannedCharset());
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
        if (transcoded) {
            return TranscodedInput.reverse(scanned, charset);
        }
        return isUtf16() ? Utf16Input.reverse(scanned, this == UTF_16BE) : scanned;
    }

    /** UTF-8 bytes of a record that was valid text, as they stood in the file. */
    byte[] fromUtf8(byte[] utf8) {
        return this == UTF_8 ? utf8 : new String(utf8, StandardCharsets.UTF_8).getBytes(charset);
    }

    /** The name by which it is written down. */
    public String name() {
        return usual().contains(this) ? charset.name().toUpperCase(Locale.ROOT).replace('-', '_') : charset.name();
    }

    /** The name people know it by. */
    @Override
    public String toString() {
        return usual().contains(this) ? name().replace('_', '-') : charset.name();
    }

    /** Bytes of a dead letter for people to read; what is no text shows as replacement characters. */
    String show(byte[] asReceived) {
        return new String(asReceived, charset);
    }
}
