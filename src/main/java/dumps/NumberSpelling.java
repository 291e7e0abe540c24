package dumps;

/** How SQL spells numbers: digits with at most one sign, point and exponent. */
public final class NumberSpelling {

    private NumberSpelling() {}

    /** Whether those bytes are one number and nothing else. */
    public static boolean is(byte[] bytes, int from, int to) {
        return to > from && end(bytes, from, to) == to;
    }

    /** Where the number ends that begins there; {@code from} if there is none. */
    public static int end(byte[] bytes, int from, int to) {
        int at = from;
        if (at < to && (bytes[at] == '-' || bytes[at] == '+')) {
            at++;
        }
        int digits = at;
        at = digits(bytes, at, to);
        int count = at - digits;
        if (at < to && bytes[at] == '.') {
            int after = at + 1;
            at = digits(bytes, after, to);
            count += at - after;
        }
        if (count == 0) {
            return from;
        }
        return exponent(bytes, at, to);
    }

    private static int exponent(byte[] bytes, int at, int to) {
        if (at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
            int sign = at + 1;
            int first = sign < to && (bytes[sign] == '-' || bytes[sign] == '+') ? sign + 1 : sign;
            int end = digits(bytes, first, to);
            return end > first ? end : at;
        }
        return at;
    }

    private static int digits(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
    }
}
