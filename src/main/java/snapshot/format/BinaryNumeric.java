package snapshot.format;

import java.io.IOException;

/** The text of a numeric as PostgreSQL's {@code numeric_recv} reads it: digits to the base of 10,000, four of the text each. */
final class BinaryNumeric {

    private static final int NEGATIVE = 0x4000;
    private static final int NAN = 0xC000;
    private static final int INFINITY = 0xD000;
    private static final int MINUS_INFINITY = 0xF000;
    private static final int[] TENS = {1000, 100, 10, 1};

    private BinaryNumeric() {}

    static void put(byte[] text, int from, int to, BinaryText out) throws IOException {
        boolean negative = text[from] == '-';
        int first = negative ? from + 1 : from;
        if (first < to && (text[first] == 'N' || text[first] == 'I')) {
            special(text[first] == 'N' ? NAN : negative ? MINUS_INFINITY : INFINITY, out);
            return;
        }
        int point = first;
        while (point < to && text[point] != '.') {
            point++;
        }
        int scale = Math.max(0, to - point - 1);
        // Places count from the point: 0 is the group before it, -1 the one behind it.
        int highest = (point - first + 3) / 4 - 1;
        int lowest = -((scale + 3) / 4);
        while (highest >= lowest && group(text, first, point, to, highest) == 0) {
            highest--;
        }
        while (highest >= lowest && group(text, first, point, to, lowest) == 0) {
            lowest++;
        }
        int groups = highest - lowest + 1;
        out.int2(groups);
        out.int2(groups == 0 ? 0 : highest);
        out.int2(negative && groups > 0 ? NEGATIVE : 0);
        out.int2(scale);
        for (int place = highest; place >= lowest; place--) {
            out.int2(group(text, first, point, to, place));
        }
    }

    private static void special(int sign, BinaryText out) {
        out.int2(0);
        out.int2(0);
        out.int2(sign);
        out.int2(0);
    }

    /** The four decimal digits of a place; those that the text does not write are zeros. */
    private static int group(byte[] text, int first, int point, int to, int place) throws IOException {
        int begin = place >= 0 ? point - 4 * (place + 1) : point + 1 - 4 * (place + 1);
        int from = place >= 0 ? first : point + 1;
        int until = place >= 0 ? point : to;
        int value = 0;
        for (int i = Math.max(begin, from); i < Math.min(begin + 4, until); i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                throw BinaryType.strange("a number", text, first, to);
            }
            value += digit * TENS[i - begin];
        }
        return value;
    }
}
