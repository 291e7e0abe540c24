package ingest.value;

import rows.load.ValueReader;

/** The numbers that most files are full of, read and written as bytes; all others are left to {@link NumberText}. */
final class QuickNumber {

    private static final int GROUP = 3;

    private QuickNumber() {}

    /** As {@link ValueReader#read(byte[], int, int, byte[], int)}. */
    static int read(byte[] bytes, int start, int end, NumberMarks marks, boolean integer, byte[] into, int to) {
        int i = start;
        int out = to;
        if (i < end && bytes[i] == '-') {
            into[out++] = bytes[i++];
        }
        int whole = i;
        i = digits(bytes, i, end, into, out);
        out += i - whole;
        int group = i - whole;
        if (group == 0 || i == end) {
            return group == 0 ? ValueReader.UNDECIDED : ValueReader.AS_IS;
        }
        while (i < end && marks.thousands() != null && bytes[i] == marks.thousands()) {
            int from = i + 1;
            i = digits(bytes, from, end, into, out);
            if (group > GROUP || i - from != GROUP || bytes[whole] == '0') {
                return ValueReader.UNDECIDED;
            }
            group = GROUP;
            out += GROUP;
        }
        if (i < end && bytes[i] == marks.decimal() && !integer) {
            into[out++] = '.';
            int from = i + 1;
            i = digits(bytes, from, end, into, out);
            if (i == from) {
                return ValueReader.UNDECIDED;
            }
            out += i - from;
        }
        return i == end ? out : ValueReader.UNDECIDED;
    }

    private static int digits(byte[] bytes, int from, int end, byte[] into, int to) {
        int i = from;
        while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
            into[to + i - from] = bytes[i];
            i++;
        }
        return i;
    }
}
