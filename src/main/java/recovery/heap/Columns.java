package recovery.heap;

import java.util.ArrayList;
import java.util.List;

/**
 * How the columns of a table lie in its tuples, those that were dropped too.
 *
 * @param all in their order
 */
record Columns(List<Column> all) {

    private static final int EXTERNAL_TAG = 18;
    private static final int EXTERNAL_BYTES = 18;
    private static final int EXTERNAL_SIZE = 6;
    private static final int EXTERNAL_VALUE = 10;
    private static final int SIZE_BITS = 0x3FFF_FFFF;
    private static final int LONG_HEADER = 4;
    private static final int MOST_ITEMS = 291;
    /** Places that say that a row went to another partition, or is being inserted. */
    private static final int FIRST_SPECIAL_ITEM = 0xFFFD;

    private static final int VARIABLE = -1;
    private static final int C_STRING = -2;

    Columns {
        all = List.copyOf(all);
    }

    /**
     * A column.
     *
     * @param length bytes, -1 for one that says its own, -2 for one that ends with a zero
     * @param alignment 1, 2, 4 or 8
     * @param required whether every tuple has a value there
     */
    record Column(String name, int length, int alignment, boolean required) {}

    /** The table of the chunks of large values. */
    static Columns ofChunks() {
        return new Columns(List.of(
                new Column("chunk_id", 4, 4, true),
                new Column("chunk_seq", 4, 4, true),
                new Column("chunk_data", VARIABLE, 4, true)));
    }

    /**
     * A value that lies elsewhere.
     *
     * @param column its number, from 0
     * @param value the id of its chunks
     * @param bytes as they lie there
     */
    record External(int column, int value, int bytes) {}

    /** The values of a tuple that lie elsewhere. */
    List<External> externals(Tuple tuple) {
        List<External> externals = new ArrayList<>();
        end(tuple.bytes(), tuple.at(), tuple.at() + tuple.length(), false, externals);
        return externals;
    }

    /** Whether the columns fit into the tuple. */
    boolean fit(Tuple tuple) {
        return end(tuple.bytes(), tuple.at(), tuple.at() + tuple.length(), false, null) >= 0;
    }

    /** Where a tuple ends that begins there, or -1 if none does: what is between its columns is zero, its flags are true. */
    int end(byte[] page, int at, int limit) {
        return end(page, at, limit, true, null);
    }

    private int end(byte[] page, int at, int limit, boolean strict, List<External> externals) {
        Walk walk = new Walk(page, at, limit, strict, externals);
        int mask = Bytes.u16(page, at + Tuple.MASK);
        int count = Bytes.u16(page, at + Tuple.MASK2) & Tuple.COLUMNS;
        if (count > all.size() || walk.off > limit) {
            return -1;
        }
        for (int i = 0; i < count; i++) {
            boolean isNull = (mask & Tuple.HAS_NULLS) != 0
                    && (page[at + Tuple.NULLS + i / Byte.SIZE] >> (i & Byte.SIZE - 1) & 1) == 0;
            if (isNull ? strict && all.get(i).required() : !walk.over(i, all.get(i))) {
                return -1;
            }
        }
        boolean flagsFit = walk.variable == ((mask & Tuple.HAS_VARIABLE) != 0)
                && walk.external == ((mask & Tuple.HAS_EXTERNAL) != 0);
        return strict && !flagsFit ? -1 : walk.off;
    }

    /** From one value to the next. */
    private static final class Walk {

        private final byte[] page;
        private final int at;
        private final int limit;
        private final boolean strict;
        private final List<External> externals;
        private int off;
        private boolean variable;
        private boolean external;

        private Walk(byte[] page, int at, int limit, boolean strict, List<External> externals) {
            this.page = page;
            this.at = at;
            this.limit = limit;
            this.strict = strict;
            this.externals = externals;
            this.off = at + Byte.toUnsignedInt(page[at + Tuple.DATA]);
        }

        private boolean over(int number, Column column) {
            // A short value that says its own length needs no alignment, and never begins with a zero.
            if (off >= limit || (column.length != VARIABLE || page[off] == 0) && !align(column.alignment)) {
                return false;
            }
            if (column.length > 0) {
                off += column.length;
            } else {
                variable = true;
                if (column.length == C_STRING) {
                    overText();
                } else if (!overVariable(number)) {
                    return false;
                }
            }
            return off <= limit;
        }

        private boolean align(int alignment) {
            int to = at + Bytes.aligned(off - at, alignment);
            if (to >= limit) {
                return false;
            }
            for (; off < to; off++) {
                if (strict && page[off] != 0) {
                    return false;
                }
            }
            return true;
        }

        private void overText() {
            while (off < limit && page[off] != 0) {
                off++;
            }
            off++;
        }

        private boolean overVariable(int number) {
            int first = Byte.toUnsignedInt(page[off]);
            if (first == 1) {
                if (off + EXTERNAL_BYTES > limit || page[off + 1] != EXTERNAL_TAG) {
                    return false;
                }
                external = true;
                if (externals != null) {
                    externals.add(new External(
                            number,
                            Bytes.i32(page, off + EXTERNAL_VALUE),
                            Bytes.i32(page, off + EXTERNAL_SIZE) & SIZE_BITS));
                }
                off += EXTERNAL_BYTES;
                return true;
            }
            if ((first & 1) == 1) {
                off += first >> 1;
                return true;
            }
            if (off + LONG_HEADER > limit) {
                return false;
            }
            int length = Bytes.i32(page, off) >>> 2;
            if (length < LONG_HEADER || length > limit - off) {
                return false;
            }
            off += length;
            return true;
        }
    }

    /** Whether the header of a tuple could begin there. */
    boolean mayBegin(byte[] page, int at) {
        int mask2 = Bytes.u16(page, at + Tuple.MASK2);
        int mask = Bytes.u16(page, at + Tuple.MASK);
        int count = mask2 & Tuple.COLUMNS;
        int item = Bytes.u16(page, at + Tuple.ITEM);
        int nulls = (mask & Tuple.HAS_NULLS) != 0 ? (count + Byte.SIZE - 1) / Byte.SIZE : 0;
        return count > 0
                && count <= all.size()
                && (mask2 & Tuple.NEVER2) == 0
                && (mask & Tuple.NEVER) == 0
                && Byte.toUnsignedInt(page[at + Tuple.DATA]) == Bytes.aligned(Tuple.NULLS + nulls, Byte.SIZE)
                && Bytes.i32(page, at) != 0
                && (item >= 1 && item <= MOST_ITEMS || item >= FIRST_SPECIAL_ITEM);
    }
}
