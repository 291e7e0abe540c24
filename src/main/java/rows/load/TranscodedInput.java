package rows.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text of any encoding as UTF-8. A byte that is no text becomes {@code 0xFF} and two bytes that hold it, which no UTF-8
 * decoder takes for text; so the record around it is known to be broken, and its bytes can still be given back.
 */
final class TranscodedInput extends InputStream {

    private static final int BLOCK = 1 << 15;

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    private final ByteBuffer bytes = ByteBuffer.allocate(BLOCK).limit(0);
    private final CharBuffer chars = CharBuffer.allocate(BLOCK);
    private final ByteBuffer out = ByteBuffer.allocate(BLOCK * 4).limit(0);
    private boolean ended;
    private boolean flushed;

    TranscodedInput(InputStream in, Charset charset) {
        this.in = in;
        decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read() throws IOException {
        return out.hasRemaining() || fill() ? out.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!out.hasRemaining() && !fill()) {
            return -1;
        }
        int given = Math.min(length, out.remaining());
        out.get(into, offset, given);
        return given;
    }

    private boolean fill() throws IOException {
        out.clear();
        while (out.position() == 0 && !flushed) {
            readBlock();
            CoderResult result = decoder.decode(bytes, chars, ended);
            boolean odd = result.isError();
            if (!odd && ended && result.isUnderflow()) {
                decoder.flush(chars);
                flushed = true;
            }
            chars.flip();
            encoder.encode(chars, out, odd || flushed);
            encoder.reset();
            chars.compact();
            for (int i = 0; odd && i < result.length(); i++) {
                hold(bytes.get());
            }
        }
        out.flip();
        return out.hasRemaining();
    }

    private void readBlock() throws IOException {
        bytes.compact();
        if (!ended && bytes.hasRemaining()) {
            int got = in.read(bytes.array(), bytes.position(), bytes.remaining());
            ended = got < 0;
            bytes.position(bytes.position() + Math.max(got, 0));
        }
        bytes.flip();
    }

    private void hold(byte odd) {
        out.put((byte) 0xFF);
        out.put((byte) (0xC0 | (odd & 0xFF) >> 6));
        out.put((byte) (0x80 | odd & 0x3F));
    }

    /** What this stream made, back in the encoding. */
    static byte[] reverse(byte[] made, Charset charset) {
        ByteArrayOutputStream back = new ByteArrayOutputStream(made.length);
        int from = 0;
        for (int i = 0; i <= made.length; i++) {
            if (i == made.length || made[i] == (byte) 0xFF) {
                String text = new String(Arrays.copyOfRange(made, from, i), StandardCharsets.UTF_8);
                back.writeBytes(text.getBytes(charset));
                if (i + 2 < made.length) {
                    back.write(made[i + 1] << 6 | made[i + 2] & 0x3F);
                }
                from = i + 3;
                i += 2;
            }
        }
        return back.toByteArray();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
