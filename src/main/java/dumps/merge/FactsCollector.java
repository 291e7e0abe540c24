package dumps.merge;

import dumps.DumpRow;
import dumps.DumpTable;
import dumps.KeptTable;
import dumps.TableId;
import dumps.keep.RowTexts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Gathers what the rows of a table tell about their file, while they pass. */
final class FactsCollector {

    private static final long PRIME = 0x9E3779B97F4A7C15L;
    private static final long OTHER = 0xC2B2AE3D27D4EB4FL;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LONGEST_TIME = 40;
    private static final int LONGEST_KEY = 100;
    private static final int SMALL_KEY = 18;

    private final TableId id;
    private final DumpTable definition;
    private boolean complete = true;
    private int holding;
    private long rows;
    private Long highestTime;
    private String timeText;
    private byte[] highestText = {};
    private BigInteger highestKey;
    private long highestSmall = -1;
    private long sum;
    private long otherSum;

    FactsCollector(TableId id, KeptTable table, DumpTable meant) {
        this.id = id;
        definition = meant;
        add(table);
    }

    /** A partition's rows are of the same table; the table that they are of has none itself, and no part for them. */
    void add(KeptTable part) {
        boolean holdsNone = part.table().partitionBy() != null && part.rows() == 0 && part.uncertain() == null;
        if (part.complete() || !holdsNone) {
            holding++;
            complete &= part.complete() && part.uncertain() == null;
        }
    }

    /** The columns that are looked at, of rows with these columns. */
    static int[] times(DumpTable table) {
        return IntStream.range(0, table.columns().size())
                .filter(i -> UpdateTimes.tellsAge(table.columns().get(i)))
                .toArray();
    }

    /**
     * One more row.
     *
     * @param times where those columns are in what was picked of it
     * @param number where its key is, if that is a number; else -1
     */
    void row(DumpRow picked, int[] times, int number, RowTexts text) {
        rows++;
        for (int column : times) {
            time(picked, column);
        }
        if (number >= 0) {
            key(picked, number);
        }
        hash(text.array(), text.from(), text.to());
    }

    private void time(DumpRow row, int column) {
        int from = row.from(column);
        int to = row.to(column);
        if (row.isNull(column) || to == from || to - from > LONGEST_TIME) {
            return;
        }
        // Of most rows the spelling alone shows that it is no newer one.
        if (to - from == highestText.length
                && Arrays.compareUnsigned(row.array(), from, to, highestText, 0, highestText.length) <= 0) {
            return;
        }
        String text = row.text(column);
        Long moment = Moments.of(text);
        if (moment != null && (highestTime == null || moment > highestTime)) {
            highestTime = moment;
            highestText = text.getBytes(StandardCharsets.UTF_8);
            timeText = text;
        }
    }

    private void key(DumpRow row, int keyPlace) {
        int length = row.to(keyPlace) - row.from(keyPlace);
        if (row.isNull(keyPlace) || length == 0 || length > LONGEST_KEY) {
            return;
        }
        byte[] bytes = row.array();
        long small = 0;
        for (int i = row.from(keyPlace); i < row.to(keyPlace); i++) {
            boolean sign = i == row.from(keyPlace) && bytes[i] == '-' && length > 1;
            if (!sign && (bytes[i] < '0' || bytes[i] > '9')) {
                return;
            }
            small = sign ? 0 : small * 10 + bytes[i] - '0';
        }
        if (length <= SMALL_KEY && bytes[row.from(keyPlace)] != '-') {
            highestSmall = Math.max(highestSmall, small);
            return;
        }
        BigInteger value = new BigInteger(new String(bytes, row.from(keyPlace), length, StandardCharsets.US_ASCII));
        if (highestKey == null || value.compareTo(highestKey) > 0) {
            highestKey = value;
        }
    }

    private BigInteger highestOfAll() {
        BigInteger small = highestSmall < 0 ? null : BigInteger.valueOf(highestSmall);
        return highestKey == null || small != null && small.compareTo(highestKey) > 0 ? small : highestKey;
    }

    private void hash(byte[] array, int from, int to) {
        long one = PRIME ^ to - from;
        long two = OTHER + to - from;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = (long) WORDS.get(array, at);
            one = (one ^ word) * PRIME;
            one ^= one >>> 29;
            two = Long.rotateLeft(two + word * OTHER, 31) * PRIME;
        }
        for (; at < to; at++) {
            one = (one ^ array[at]) * PRIME;
            two = Long.rotateLeft(two + array[at], 11) * OTHER;
        }
        sum += one ^ one >>> 32;
        otherSum += two ^ two >>> 29;
    }

    TableFacts facts() {
        return new TableFacts(
                id,
                definition,
                complete && holding > 0,
                rows,
                highestTime,
                timeText,
                highestOfAll(),
                String.format("%016x%016x", sum, otherSum));
    }
}
