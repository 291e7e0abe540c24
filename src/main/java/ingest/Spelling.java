package ingest;

/** Whether bytes spell a value of some type the way people and programs usually write it. */
final class Spelling {

    private static final int DIGITS_OF_MANTISSA = 30;

    private Spelling() {}

    static int sign(byte[] bytes, int at) {
        return bytes[at] == '-' || bytes[at] == '+' ? at + 1 : at;
    }

    static boolean digits(byte[] bytes, int from, int to, int most) {
        if (to - from > most || to <= from) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return true;
    }

    /** Counts downwards: there is one number more on that side. */
    static boolean integer(byte[] bytes, int start, int end, long most) {
        int from = sign(bytes, start);
        if (!digits(bytes, from, end, 19)) {
            return false;
        }
        long value = 0;
        for (int i = from; i < end; i++) {
            value = value * 10 - (bytes[i] - '0');
        }
        // 19 digits too many wrap around to above zero.
        return value <= 0 && value >= (bytes[start] == '-' ? -most - 1 : -most);
    }

    /** Digits with or without a point among them, at most so many before it. */
    static boolean decimal(byte[] bytes, int from, int to, int most) {
        int first = from;
        while (first < to && bytes[first] == '0') {
            first++;
        }
        int point = behindDigits(bytes, first, to);
        boolean pointed = point < to && bytes[point] == '.';
        int end = pointed ? behindDigits(bytes, point + 1, to) : point;
        return end == to && point - first <= most && end - from > (pointed ? 1 : 0);
    }

    private static int behindDigits(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        return i;
    }

    /** As {@code 1.5e-3}. */
    static boolean scientific(byte[] bytes, int from, int to, int mostExponent) {
        int e = from;
        while (e < to && (bytes[e] | 0x20) != 'e') {
            e++;
        }
        if (to - e < 2) {
            return false;
        }
        int exponent = sign(bytes, e + 1);
        if (!decimal(bytes, from, e, DIGITS_OF_MANTISSA) || !digits(bytes, exponent, to, 3)) {
            return false;
        }
        int value = 0;
        for (int i = exponent; i < to; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return value <= mostExponent;
    }

    static boolean bool(byte[] bytes, int from, int to) {
        return switch (to - from) {
            case 1 -> "tfynTFYN01".indexOf(bytes[from]) >= 0;
            case 2 -> is(bytes, from, to, "no") || is(bytes, from, to, "on");
            case 3 -> is(bytes, from, to, "yes") || is(bytes, from, to, "off");
            case 4 -> is(bytes, from, to, "true");
            case 5 -> is(bytes, from, to, "false");
            default -> false;
        };
    }

    /** Whether the bytes are this word of small letters, in any case. */
    static boolean is(byte[] bytes, int from, int to, String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if ((bytes[from + i] | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static boolean date(byte[] bytes, int s) {
        if (!digits(bytes, s, s + 4, 4)
                || bytes[s + 4] != '-'
                || !digits(bytes, s + 5, s + 7, 2)
                || bytes[s + 7] != '-'
                || !digits(bytes, s + 8, s + 10, 2)) {
            return false;
        }
        int year = two(bytes, s) * 100 + two(bytes, s + 2);
        int month = two(bytes, s + 5);
        int day = two(bytes, s + 8);
        return year >= 1 && month >= 1 && month <= 12 && day >= 1 && (day <= 28 || day <= lastDay(year, month));
    }

    private static int lastDay(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    private static int two(byte[] bytes, int at) {
        return (bytes[at] - '0') * 10 + bytes[at + 1] - '0';
    }

    static boolean timestamp(byte[] bytes, int s, int to) {
        int length = to - s;
        if (length < 10 || !date(bytes, s)) {
            return false;
        }
        if (length == 10) {
            return true;
        }
        if (length < 16
                || bytes[s + 10] != 'T' && bytes[s + 10] != ' '
                || !clock(bytes, s + 11, 23)
                || bytes[s + 13] != ':'
                || !clock(bytes, s + 14, 59)) {
            return false;
        }
        int i = s + 16;
        if (i + 2 < to && bytes[i] == ':') {
            if (!clock(bytes, i + 1, 59)) {
                return false;
            }
            i += 3;
            if (i < to && bytes[i] == '.') {
                int fraction = ++i;
                while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
                    i++;
                }
                if (i == fraction) {
                    return false;
                }
            }
        }
        return i == to || bytes[i] == 'Z' && i + 1 == to || offset(bytes, i, to);
    }

    private static boolean offset(byte[] bytes, int i, int to) {
        if (bytes[i] != '+' && bytes[i] != '-' || to - i < 3 || !clock(bytes, i + 1, 14)) {
            return false;
        }
        return to == i + 3
                || to == i + 5 && clock(bytes, i + 3, 59)
                || to == i + 6 && bytes[i + 3] == ':' && clock(bytes, i + 4, 59);
    }

    private static boolean clock(byte[] bytes, int at, int most) {
        return at + 2 <= bytes.length && digits(bytes, at, at + 2, 2) && two(bytes, at) <= most;
    }

    static boolean uuid(byte[] bytes, int start, int length) {
        if (length != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            byte b = bytes[start + i];
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? b != '-' : !(b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F')) {
                return false;
            }
        }
        return true;
    }
}
