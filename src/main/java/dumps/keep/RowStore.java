package dumps.keep;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import postgres.OwnFiles;

/**
 * Rows of any number of tables on their way from a dump to its JSON: in one file, each table's in pieces. Memory holds where
 * the pieces are, and the last rows of a few tables.
 */
final class RowStore implements Closeable {

    private static final int PIECE = 1 << 16;
    private static final int MOST_OPEN = 64;

    private final FileChannel file;
    private final Map<Pieces, Pieces> open = new LinkedHashMap<>(16, 0.75f, true);
    private Pieces last;
    private long end;

    /** @param path of nothing that is needed; the file has no name from here on, so that a killed process leaves none */
    RowStore(Path path) throws IOException {
        Files.deleteIfExists(path);
        file = OwnFiles.channel(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Files.delete(path);
    }

    /** Where the rows of one table are. */
    static final class Pieces {
        private long[] at = new long[2];
        private int[] lengths = new int[2];
        private int count;
        private Bytes unwritten;
        private long bytes;

        /** How many bytes its rows have. */
        long bytes() {
            return bytes;
        }
    }

    /** Where to write one more row of the table; {@link #written} when it is. */
    Bytes room(Pieces table) throws IOException {
        if (table != last) {
            open.put(table, table);
            last = table;
            if (open.size() > MOST_OPEN) {
                Pieces eldest = open.keySet().iterator().next();
                flush(eldest);
                open.remove(eldest);
            }
        }
        if (table.unwritten == null) {
            table.unwritten = new Bytes(1 << 10);
        }
        return table.unwritten;
    }

    /** A row was written, from {@code before} on. */
    void written(Pieces table, int before) throws IOException {
        table.bytes += table.unwritten.size() - before;
        if (table.unwritten.size() >= PIECE) {
            write(table);
        }
    }

    private void flush(Pieces table) throws IOException {
        if (table.unwritten != null) {
            write(table);
            table.unwritten = null;
        }
    }

    private void write(Pieces table) throws IOException {
        int length = table.unwritten.size();
        if (length == 0) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(table.unwritten.array(), 0, length);
        while (bytes.hasRemaining()) {
            file.write(bytes, end + bytes.position());
        }
        if (table.count > 0
                && table.at[table.count - 1] + table.lengths[table.count - 1] == end
                && table.lengths[table.count - 1] < 1 << 30) {
            table.lengths[table.count - 1] += length;
        } else {
            if (table.count == table.at.length) {
                table.at = Arrays.copyOf(table.at, table.count * 2);
                table.lengths = Arrays.copyOf(table.lengths, table.count * 2);
            }
            table.at[table.count] = end;
            table.lengths[table.count++] = length;
        }
        end += length;
        if (length > 4 * PIECE) {
            table.unwritten = new Bytes(PIECE);
        } else {
            table.unwritten.clear();
        }
    }

    /** The table has no rows any more. */
    void clear(Pieces table) {
        table.count = 0;
        table.bytes = 0;
        if (table.unwritten != null) {
            table.unwritten.clear();
        }
    }

    /** Writes the table's rows, but for the first {@code skip} bytes. */
    void copyTo(Pieces table, long skip, WritableByteChannel out) throws IOException {
        flush(table);
        long left = skip;
        for (int i = 0; i < table.count; i++) {
            long from = table.at[i];
            long to = from + table.lengths[i];
            long passed = Math.min(left, to - from);
            left -= passed;
            for (long at = from + passed; at < to; ) {
                at += file.transferTo(at, to - at, out);
            }
        }
    }

    /** The table's rows as one stream. */
    InputStream read(Pieces table) throws IOException {
        flush(table);
        return new PiecesInput(table);
    }

    /** One piece after the other. */
    private final class PiecesInput extends InputStream {
        private final Pieces table;
        private int piece;
        private int at;

        private PiecesInput(Pieces table) {
            this.table = table;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            while (piece < table.count && at == table.lengths[piece]) {
                piece++;
                at = 0;
            }
            if (piece == table.count) {
                return -1;
            }
            int wanted = Math.min(length, table.lengths[piece] - at);
            int got = file.read(ByteBuffer.wrap(into, offset, wanted), table.at[piece] + at);
            if (got < 0) {
                throw new IOException("rows that were put aside are gone");
            }
            at += got;
            return got;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
