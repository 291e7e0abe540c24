package dumps.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sorted records as groups: all that has one key, file by file. */
final class RowGroups {

    /** Behind the key stand the file and the row's place in it. */
    static final int TAIL = 8;

    private final Records records;
    private boolean there;
    private byte[] key;
    private int table;
    private final List<Integer> files = new ArrayList<>();
    private final List<List<byte[]>> rows = new ArrayList<>();

    RowGroups(Records records) throws IOException {
        this.records = records;
        there = records.next();
    }

    /** Goes to the next; false if there is none. */
    boolean next() throws IOException {
        if (!there) {
            return false;
        }
        key = records.key();
        table = number(key, 0);
        files.clear();
        rows.clear();
        do {
            add(number(records.key(), records.key().length - TAIL), records.payload());
            there = records.next();
        } while (there && isSame(records.key()));
        return true;
    }

    private void add(int file, byte[] row) {
        if (files.isEmpty() || files.get(files.size() - 1) != file) {
            files.add(file);
            rows.add(new ArrayList<>(1));
        }
        List<byte[]> its = rows.get(rows.size() - 1);
        // Of a million equal rows without a key one is held.
        byte[] last = its.isEmpty() ? null : its.get(its.size() - 1);
        its.add(last != null && Arrays.equals(last, row) ? last : row);
    }

    private boolean isSame(byte[] other) {
        return key.length == other.length && Arrays.equals(key, 0, key.length - TAIL, other, 0, other.length - TAIL);
    }

    private static int number(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    /** Of which table, by its number. */
    int table() {
        return table;
    }

    /** Files that have it, by their number. */
    List<Integer> files() {
        return files;
    }

    /** What the file of that place in {@link #files} has, in its order. */
    List<byte[]> rows(int file) {
        return rows.get(file);
    }
}
