package snapshot.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** Where Parquet writes to: forward only, and told how far it is. */
final class ParquetTarget implements OutputFile {

    private static final int BUFFER = 1 << 16;

    private final DigestedFile file;

    ParquetTarget(DigestedFile file) {
        this.file = file;
    }

    @Override
    public PositionOutputStream create(long blockSize) {
        return new Positioned(new BufferedOutputStream(file.bytes(), BUFFER));
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) {
        return create(blockSize);
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    private static final class Positioned extends PositionOutputStream {

        private final BufferedOutputStream out;
        private long position;

        Positioned(BufferedOutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            position += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
