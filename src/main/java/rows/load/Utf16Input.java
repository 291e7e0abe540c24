package rows.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * UTF-16 as UTF-8, reversibly: a lone surrogate becomes the three bytes UTF-8 would give it were it allowed
 * (<a href="https://simonsapin.github.io/wtf-8/">WTF-8</a>), which no UTF-8 decoder takes for text, and a last odd byte
 * becomes {@code 0xFF}. So the record around it is known to be broken, and its bytes can still be given back.
 */
public final class Utf16Input extends InputStream {

    private final InputStream in;
    private final boolean bigEndian;
    private final byte[] read = new byte[1 << 15];
    private int readLimit;
    private final byte[] out = new byte[(1 << 15) * 2 + 8];
    private int position;
    private int limit;
    private boolean ended;

    Utf16Input(InputStream in, boolean bigEndian) {
        this.in = in;
        this.bigEndian = bigEndian;
    }

    @Override
    public int read() throws IOException {
        return position < limit || fill() ? out[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (position == limit && !fill()) {
            return -1;
        }
        int given = Math.min(length, limit - position);
        System.arraycopy(out, position, into, offset, given);
        position += given;
        return given;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = 0;
        while (limit == 0 && !ended) {
            int got = in.read(read, readLimit, read.length - readLimit);
            ended = got < 0;
            readLimit += Math.max(got, 0);
            int used = 0;
            while (readLimit - used >= 2) {
                int unit = unit(used);
                int width = 2;
                if (Character.isHighSurrogate((char) unit)) {
                    if (readLimit - used < 4 && !ended) {
                        break;
                    }
                    int low = readLimit - used >= 4 ? unit(used + 2) : 0;
                    if (Character.isLowSurrogate((char) low)) {
                        unit = Character.toCodePoint((char) unit, (char) low);
                        width = 4;
                    }
                }
                put(unit);
                used += width;
            }
            if (ended && readLimit - used == 1) {
                // The odd byte follows the marker as two bytes, neither of which can be taken for a line end or a
                // quote.
                int odd = read[used++] & 0xFF;
                out[limit++] = (byte) 0xFF;
                out[limit++] = (byte) (0xC0 | odd >> 6);
                out[limit++] = (byte) (0x80 | odd & 0x3F);
            }
            System.arraycopy(read, used, read, 0, readLimit - used);
            readLimit -= used;
        }
        return limit > 0;
    }

    private int unit(int at) {
        int first = read[at] & 0xFF;
        int second = read[at + 1] & 0xFF;
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    private void put(int c) {
        if (c < 0x80) {
            out[limit++] = (byte) c;
        } else if (c < 0x800) {
            out[limit++] = (byte) (0xC0 | c >> 6);
            out[limit++] = (byte) (0x80 | c & 0x3F);
        } else if (c < 0x10000) {
            out[limit++] = (byte) (0xE0 | c >> 12);
            out[limit++] = (byte) (0x80 | c >> 6 & 0x3F);
            out[limit++] = (byte) (0x80 | c & 0x3F);
        } else {
            out[limit++] = (byte) (0xF0 | c >> 18);
            out[limit++] = (byte) (0x80 | c >> 12 & 0x3F);
            out[limit++] = (byte) (0x80 | c >> 6 & 0x3F);
            out[limit++] = (byte) (0x80 | c & 0x3F);
        }
    }

    /** What this stream made, back in UTF-16; without its last character if that is cut off. */
    static byte[] reverse(byte[] made, boolean bigEndian) {
        ByteArrayOutputStream back = new ByteArrayOutputStream(made.length * 2);
        for (int i = 0; i < made.length; ) {
            int b = made[i] & 0xFF;
            int width = b < 0x80 ? 1 : b < 0xE0 ? 2 : b < 0xF0 || b == 0xFF ? 3 : 4;
            if (i + width > made.length) {
                break;
            }
            if (b == 0xFF) {
                back.write(made[i + 1] << 6 | made[i + 2] & 0x3F);
                break;
            }
            int c = width == 1 ? b : b & 0x3F >> width - 1;
            for (int k = 1; k < width; k++) {
                c = c << 6 | made[i + k] & 0x3F;
            }
            i += width;
            for (char unit : Character.toChars(c)) {
                back.write(bigEndian ? unit >> 8 : unit);
                back.write(bigEndian ? unit : unit >> 8);
            }
        }
        return back.toByteArray();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
