package rows.load;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import postgres.Copy;
import postgres.CopyBuffer;

/** Sends records of a batch to the server. */
final class BatchCopy {

    private BatchCopy() {}

    /**
     * Sends the records of a range that are not left out, as they are.
     *
     * @return how many rows went in
     */
    static long plain(Connection connection, String sql, Batch batch, int from, int to, BitSet leftOut)
            throws SQLException {
        try (Copy copy = Copy.in(connection, sql)) {
            int i = leftOut.nextClearBit(from);
            while (i < to) {
                int stop = leftOut.nextSetBit(i);
                stop = stop < 0 || stop > to ? to : stop;
                copy.write(batch.payload(), batch.offset(i), batch.offset(stop) - batch.offset(i));
                i = leftOut.nextClearBit(stop);
            }
            return copy.end();
        }
    }

    /** The same, each behind its place. */
    static void withPlaces(Connection connection, String sql, Batch batch, int from, int to, BitSet leftOut)
            throws SQLException {
        try (Copy copy = Copy.in(connection, sql)) {
            CopyBuffer buffer = new CopyBuffer(copy);
            for (int i = leftOut.nextClearBit(from); i < to; i = leftOut.nextClearBit(i + 1)) {
                buffer.write((i + String.valueOf(batch.dialect().delimiter())).getBytes(StandardCharsets.US_ASCII));
                buffer.write(batch.payload(), batch.offset(i), batch.offset(i + 1) - batch.offset(i));
            }
            buffer.flush();
            copy.end();
        }
    }

    /** The records that are chosen, each an array of its fields behind its place. */
    static void wide(Connection connection, String sql, Batch batch, BitSet chosen) throws SQLException {
        try (Copy copy = Copy.in(connection, sql)) {
            CopyBuffer buffer = new CopyBuffer(copy);
            for (int i = chosen.nextSetBit(0); i >= 0; i = chosen.nextSetBit(i + 1)) {
                buffer.write(WideRecords.line(i, batch.fields(i)));
            }
            buffer.flush();
            copy.end();
        }
    }
}
