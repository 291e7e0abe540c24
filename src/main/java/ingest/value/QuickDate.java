package ingest.value;

/**
 * The numeric dates that most files are full of, read and written as bytes: two numbers and a year of four digits, by
 * itself or with hours, minutes and perhaps seconds, of 24 hours or of twice 12. What is written in any other way it
 * leaves to {@link MomentText}, which says the same of these.
 */
final class QuickDate {

    private int at;
    private int number;

    private int one;
    private int two;
    private int year;
    private char mark;

    /** Whether the bytes begin with such a date. */
    boolean take(byte[] bytes, int start, int end) {
        at = start;
        if (!number(bytes, end)) {
            return false;
        }
        one = number;
        mark = at < end ? (char) bytes[at] : 0;
        if (mark != '/' && mark != '.' && mark != '-') {
            return false;
        }
        at++;
        if (!number(bytes, end) || at >= end || bytes[at] != mark) {
            return false;
        }
        two = number;
        at++;
        if (at + 4 > end
                || !isDigit(bytes[at])
                || !isDigit(bytes[at + 1])
                || !isDigit(bytes[at + 2])
                || !isDigit(bytes[at + 3])
                || at + 4 < end && bytes[at + 4] != ' ') {
            return false;
        }
        year = pair(bytes, at) * 100 + pair(bytes, at + 2);
        at += 4;
        // The last days of a month, and the year 0, are left to who knows the calendar.
        return year > 0;
    }

    /** Takes one or two digits. */
    private boolean number(byte[] bytes, int end) {
        if (at >= end || !isDigit(bytes[at])) {
            return false;
        }
        number = bytes[at++] - '0';
        if (at < end && isDigit(bytes[at])) {
            number = number * 10 + bytes[at++] - '0';
        }
        return true;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static int pair(byte[] bytes, int i) {
        return (bytes[i] - '0') * 10 + bytes[i + 1] - '0';
    }

    /** The orders in which what was taken is a day, as a set, or -1 if the calendar has to be asked. */
    int orders() {
        int orders = (isMonth(two) && isEarly(one) ? DateOrder.DMY.bit() : 0)
                | (isMonth(one) && isEarly(two) ? DateOrder.MDY.bit() : 0);
        return one > 28 || two > 28 || orders == 0 ? -1 : orders;
    }

    /** Whether its orders make different days of it. */
    boolean differs() {
        return one != two;
    }

    char mark() {
        return mark;
    }

    private static boolean isMonth(int n) {
        return n >= 1 && n <= 12;
    }

    private static boolean isEarly(int n) {
        return n >= 1 && n <= 28;
    }

    /**
     * Reads a whole value and writes it in ISO 8601.
     *
     * @param into with room for it at {@code to}
     * @return where what was written ends, or -1 if it is no such date
     */
    int read(byte[] bytes, int start, int end, DateOrder order, byte[] into, int to) {
        if (!take(bytes, start, end)) {
            return -1;
        }
        int day = order == DateOrder.DMY ? one : two;
        int month = order == DateOrder.DMY ? two : one;
        if (order != DateOrder.DMY && order != DateOrder.MDY || !isMonth(month) || !isEarly(day)) {
            return -1;
        }
        two(into, to, year / 100);
        two(into, to + 2, year % 100);
        into[to + 4] = '-';
        two(into, to + 5, month);
        into[to + 7] = '-';
        two(into, to + 8, day);
        return at == end ? to + 10 : clock(bytes, end, into, to + 10);
    }

    private int clock(byte[] bytes, int end, byte[] into, int to) {
        at++;
        if (!number(bytes, end) || at + 3 > end || bytes[at] != ':' || !minutes(bytes, at + 1)) {
            return -1;
        }
        int hour = number;
        int minute = pair(bytes, at + 1);
        int second = 0;
        at += 3;
        if (at < end && bytes[at] == ':') {
            if (at + 3 > end || !minutes(bytes, at + 1)) {
                return -1;
            }
            second = pair(bytes, at + 1);
            at += 3;
        }
        if (at < end) {
            at += bytes[at] == ' ' ? 1 : 0;
            if (at + 2 != end || hour > 12 || (bytes[at + 1] | 0x20) != 'm') {
                return -1;
            }
            int half = bytes[at] | 0x20;
            if (half != 'a' && half != 'p') {
                return -1;
            }
            hour = hour % 12 + (half == 'p' ? 12 : 0);
        }
        if (hour > 23) {
            return -1;
        }
        into[to] = ' ';
        two(into, to + 1, hour);
        into[to + 3] = ':';
        two(into, to + 4, minute);
        into[to + 6] = ':';
        two(into, to + 7, second);
        return to + 9;
    }

    private static boolean minutes(byte[] bytes, int i) {
        return bytes[i] >= '0' && bytes[i] <= '5' && isDigit(bytes[i + 1]);
    }

    private static void two(byte[] into, int to, int n) {
        into[to] = (byte) ('0' + n / 10);
        into[to + 1] = (byte) ('0' + n % 10);
    }
}
