package dumps.load;

import dumps.DumpRow;
import dumps.NumberSpelling;
import dumps.ValueKind;

/** What stands in a column, where its declared type does not bind: gathered over all rows before its type is chosen. */
final class ColumnUse {

    private static final int MOST_DIGITS = 18;
    private static final int DAY = 10;

    private boolean given;
    private boolean any;
    private boolean truths = true;
    private boolean whole = true;
    private boolean small = true;
    private boolean numbers = true;
    private boolean floats;
    private boolean bytes = true;
    private boolean someBytes;
    private boolean textsOrBytes = true;
    private boolean days = true;
    private boolean moments = true;
    private boolean withinDay = true;

    void see(DumpRow row, int column) {
        ValueKind kind = row.kind(column);
        given |= kind != ValueKind.DEFAULT;
        if (kind == ValueKind.NULL || kind == ValueKind.DEFAULT) {
            return;
        }
        any = true;
        bytes &= kind == ValueKind.BYTES;
        someBytes |= kind == ValueKind.BYTES;
        textsOrBytes &= kind == ValueKind.BYTES || kind == ValueKind.TEXT;
        byte[] array = row.array();
        int from = row.from(column);
        int to = row.to(column);
        boolean number = kind != ValueKind.BYTES && NumberSpelling.is(array, from, to);
        boolean digits = number && isWhole(array, from, to);
        truths &= kind == ValueKind.BOOLEAN || to - from == 1 && (array[from] == '0' || array[from] == '1');
        whole &= digits;
        small &= digits && to - from <= MOST_DIGITS;
        numbers &= number;
        floats |= number && hasExponent(array, from, to);
        withinDay &= isTimeOfDay(array, from, to);
        if (days || moments) {
            times(kind, array, from, to);
        }
    }

    private static boolean isWhole(byte[] array, int from, int to) {
        int at = array[from] == '-' || array[from] == '+' ? from + 1 : from;
        // What begins with a zero is a code, and would lose it.
        if (to - at > 1 && array[at] == '0') {
            return false;
        }
        for (; at < to; at++) {
            if (array[at] < '0' || array[at] > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean hasExponent(byte[] array, int from, int to) {
        for (int i = from; i < to; i++) {
            if (array[i] == 'e' || array[i] == 'E') {
                return true;
            }
        }
        return false;
    }

    private void times(ValueKind kind, byte[] array, int from, int to) {
        boolean dated = kind == ValueKind.TEXT
                && to - from >= DAY
                && array[from + 4] == '-'
                && array[from + 7] == '-'
                && isWhole(array, from, from + 4);
        days &= dated && to - from == DAY;
        moments &= dated && (to - from == DAY || (array[from + DAY] == ' ' || array[from + DAY] == 'T'));
    }

    private static boolean isTimeOfDay(byte[] array, int from, int to) {
        int colon = from;
        while (colon < to && array[colon] != ':') {
            colon++;
        }
        return colon == from + 1 && array[from] != '-'
                || colon == from + 2 && (array[from] < '2' || array[from] == '2' && array[from + 1] < '4');
    }

    /** Only times from midnight to midnight, where they are times. */
    boolean isWithinDay() {
        return withinDay;
    }

    /** Only true and false, in whatever spelling. */
    boolean isTruths() {
        return truths;
    }

    /** Only whole numbers that a bigint holds. */
    boolean isWhole() {
        return whole && small;
    }

    boolean isNumbers() {
        return numbers;
    }

    /** Numbers with exponents among them. */
    boolean hasFloats() {
        return floats;
    }

    boolean isBytes() {
        return bytes;
    }

    /** Bytes, and texts among them, which are kept as their bytes. */
    boolean isTextsAndBytes() {
        return someBytes && textsOrBytes;
    }

    boolean isDays() {
        return days;
    }

    boolean isMoments() {
        return moments;
    }

    /** Whether any row says what it has there, were it NULL. */
    boolean isGiven() {
        return given;
    }

    /** Whether there is any value. */
    boolean isUsed() {
        return any;
    }
}
