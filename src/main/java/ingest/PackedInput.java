package ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Compressed bytes. What the disk says goes past the unpacking unchanged, so that it is not taken for damage. */
final class PackedInput extends FilterInputStream {

    /** How many more bytes may be read. */
    private long most = Long.MAX_VALUE;

    PackedInput(InputStream in) {
        super(in);
    }

    /** What is unpacked, or a refusal if the bytes are at fault. */
    static <T> T toldFromDamage(Step<T> step, String check) throws IOException {
        try {
            return step.take();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        } catch (IOException damaged) {
            throw CsvFile.refused(
                    "the compressed file is damaged or cut off", "send it again; check it with: " + check);
        }
    }

    /** Something that reads. */
    @FunctionalInterface
    interface Step<T> {
        T take() throws IOException;
    }

    void allow(long bytes) {
        most = bytes;
    }

    @Override
    public int read() throws IOException {
        count(1);
        try {
            return super.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        count(1);
        try {
            return super.read(bytes, offset, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The reader of headers takes byte by byte. */
    private void count(int bytes) throws IOException {
        most -= bytes;
        if (most < 0) {
            throw new IOException("the header never ends");
        }
    }
}
