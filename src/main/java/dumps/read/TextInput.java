package dumps.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file's text as bytes in which all that SQL needs is ASCII.
 *
 * @param head its beginning, for judging what it is; those bytes come from {@code in} too
 * @param recoded what it was in where it was recoded whole, or null
 */
record TextInput(InputStream in, byte[] head, String recoded) {

    private static final int HEAD = 1 << 16;
    private static final int LEAST_SHARE = 8;
    private static final Pattern SAID = Pattern.compile(
            "(?:SET\\s+NAMES\\s+'?|client_encoding\\s*(?:=|TO)\\s*'?)([A-Za-z0-9_-]+)", Pattern.CASE_INSENSITIVE);

    static TextInput of(InputStream plain) throws IOException {
        byte[] first = new byte[HEAD];
        int length = 0;
        InputStream rest = plain;
        try {
            for (int got = 0; got >= 0 && length < HEAD; got = plain.read(first, length, HEAD - length)) {
                length += got;
            }
        } catch (IOException damaged) {
            // What came before the damage counts, and the damage is met again behind it.
            rest = new Damaged(damaged);
        }
        byte[] head = Arrays.copyOf(first, length);
        int mark = mark(head);
        InputStream in = new Again(head, mark, rest);
        Charset wide = utf16(head, mark);
        if (wide == null) {
            Matcher said = SAID.matcher(new String(head, ISO_8859_1));
            wide = said.find() ? Charsets.wide(said.group(1)) : null;
            boolean shows = wide != null && !isUtf8(head, mark);
            if (!shows) {
                return new TextInput(in, Arrays.copyOfRange(head, mark, head.length), null);
            }
        }
        byte[] recoded = new String(head, mark, (head.length - mark) & ~1, wide).getBytes(UTF_8);
        return new TextInput(new Recoded(new InputStreamReader(in, wide)), recoded, wide.name());
    }

    private static boolean isUtf8(byte[] head, int from) {
        int to = head.length;
        while (to > from && to > head.length - 4 && head[to - 1] < 0) {
            to--;
        }
        return Charsets.isUtf8(head, from, to);
    }

    private static int mark(byte[] head) {
        if (head.length >= 3 && head[0] == (byte) 0xEF && head[1] == (byte) 0xBB && head[2] == (byte) 0xBF) {
            return 3;
        }
        boolean little = head.length >= 2 && head[0] == (byte) 0xFF && head[1] == (byte) 0xFE;
        boolean big = head.length >= 2 && head[0] == (byte) 0xFE && head[1] == (byte) 0xFF;
        return little || big ? 2 : 0;
    }

    /** By its mark, or by the half of its bytes that is zero. */
    private static Charset utf16(byte[] head, int mark) {
        if (mark == 2) {
            return head[0] == (byte) 0xFF ? UTF_16LE : UTF_16BE;
        }
        int first = 0;
        int second = 0;
        for (int i = mark; i + 1 < head.length; i += 2) {
            first += head[i] == 0 && head[i + 1] != 0 ? 1 : 0;
            second += head[i] != 0 && head[i + 1] == 0 ? 1 : 0;
        }
        int pairs = head.length / 2;
        if (second * LEAST_SHARE > pairs * (LEAST_SHARE - 1)) {
            return UTF_16LE;
        }
        return first * LEAST_SHARE > pairs * (LEAST_SHARE - 1) ? UTF_16BE : null;
    }

    /** The head, and only when that is all taken the rest: whose damage must not take the head with it. */
    private static final class Again extends InputStream {
        private final byte[] head;
        private final InputStream rest;
        private int at;

        Again(byte[] head, int from, InputStream rest) {
            this.head = head;
            this.at = from;
            this.rest = rest;
        }

        @Override
        public int read() throws IOException {
            return at < head.length ? head[at++] & 0xFF : rest.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (at == head.length) {
                return rest.read(bytes, offset, length);
            }
            int count = Math.min(length, head.length - at);
            System.arraycopy(head, at, bytes, offset, count);
            at += count;
            return count;
        }

        @Override
        public void close() throws IOException {
            rest.close();
        }
    }

    /** Bytes that cannot be read. */
    private static final class Damaged extends InputStream {
        private final IOException damage;

        Damaged(IOException damage) {
            this.damage = damage;
        }

        @Override
        public int read() throws IOException {
            throw new IOException(damage.getMessage(), damage);
        }
    }

    /** Text of another character set, as UTF-8. */
    private static final class Recoded extends InputStream {
        private final Reader reader;
        private final CharBuffer characters = CharBuffer.allocate(1 << 14);
        private ByteBuffer bytes = ByteBuffer.allocate(0);

        Recoded(Reader reader) {
            this.reader = reader;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            while (!bytes.hasRemaining()) {
                characters.clear();
                // One character is held back: the other half of a pair must come with it.
                characters.limit(characters.capacity() - 1);
                if (reader.read(characters) < 0) {
                    return -1;
                }
                if (Character.isHighSurrogate(characters.get(characters.position() - 1))) {
                    characters.limit(characters.capacity());
                    int second = reader.read();
                    if (second >= 0) {
                        characters.put((char) second);
                    }
                }
                characters.flip();
                bytes = UTF_8.encode(characters);
            }
            int count = Math.min(length, bytes.remaining());
            bytes.get(into, offset, count);
            return count;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
