package snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import postgres.Copy;
import postgres.KeyBuckets;
import snapshot.format.RowBlocks;

/**
 * Lets through the rows of some buckets out of the CSV that the server itself wrote. Only the key is looked at, a whole
 * number and so never quoted; what is not wanted never reaches the server, which would take much longer to read it.
 */
final class BucketFilter {

    private final int keyField;
    private final KeyBuckets.Ranges ranges;
    private final Set<Long> wanted;

    private byte[] buffer;
    private int limit;

    /**
     * @param keyField the key's place among the columns of the file, from 0
     * @param ranges how the key is cut
     */
    BucketFilter(int keyField, KeyBuckets.Ranges ranges, Set<Long> wanted) {
        this.keyField = keyField;
        this.ranges = ranges;
        this.wanted = wanted;
    }

    /** Sends the wanted rows; returns all from the first on that is too long for it. */
    Optional<InputStream> send(InputStream rows, Copy out) throws IOException, java.sql.SQLException {
        return RowBlocks.read(rows, (block, end) -> {
            buffer = block;
            limit = end;
            return sendWhole(out);
        });
    }

    /** Sends the wanted ones of the rows that are whole, neighbours together; returns where the first that is not begins. */
    private int sendWhole(Copy out) throws java.sql.SQLException {
        int row = 0;
        int from = 0;
        for (int end = endOfRow(row); end >= 0; end = endOfRow(row)) {
            if (!wanted.contains(bucket(row))) {
                if (row > from) {
                    out.write(buffer, from, row - from);
                }
                from = end;
            }
            row = end;
        }
        if (row > from) {
            out.write(buffer, from, row - from);
        }
        return row;
    }

    /** Behind the line break that ends the row; -1 if that is not here yet. */
    private int endOfRow(int start) {
        boolean quoted = false;
        for (int i = start; i < limit; i++) {
            byte b = buffer[i];
            if (b == '"') {
                // A doubled quote closes and opens again.
                quoted = !quoted;
            } else if (b == '\n' && !quoted) {
                return i + 1;
            }
        }
        return -1;
    }

    private long bucket(int start) {
        int i = start;
        boolean quoted = false;
        for (int field = 0; field < keyField; i++) {
            byte b = buffer[i];
            if (b == '"') {
                quoted = !quoted;
            } else if (b == ',' && !quoted) {
                field++;
            }
        }
        boolean negative = buffer[i] == '-';
        long key = 0;
        for (int digit = negative ? i + 1 : i; buffer[digit] >= '0' && buffer[digit] <= '9'; digit++) {
            // Downwards, where there is one number more.
            key = key * 10 - (buffer[digit] - '0');
        }
        return ranges.of(negative ? key : -key);
    }
}
