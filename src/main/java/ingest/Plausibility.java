package ingest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import postgres.Column;

/**
 * Judges by the look of a field whether its column will take it, so that the records that may fail can be kept out of
 * the bulk. Only an opinion: the database has the last word on a suspect, and a wrong guess in either direction costs
 * time, never a row.
 */
final class Plausibility {

    private enum Look {
        ANYTHING,
        SMALLINT,
        INTEGER,
        BIGINT,
        NUMERIC,
        FLOAT,
        BOOLEAN,
        DATE,
        TIMESTAMP,
        UUID,
        SHORT_TEXT
    }

    private static final int HEADER_OF_MODIFIER = 4;
    private static final int ANY_DIGITS = 1000;
    private static final int DIGITS_OF_FLOAT = 30;

    private final Look[] looks;
    private final boolean[] required;
    /** Characters of {@code varchar(n)}, digits before the point of {@code numeric(p,s)}, the largest exponent of a float. */
    private final int[] room;

    private final byte[] nullText;
    private final byte quote;
    /** Set by the thread that loads, read by the one that scans. */
    private volatile boolean trusting;

    Plausibility(List<Column> columns, Dialect dialect) {
        looks = new Look[columns.size()];
        required = new boolean[columns.size()];
        room = new int[columns.size()];
        for (int i = 0; i < looks.length; i++) {
            Column column = columns.get(i);
            looks[i] = lookOf(column);
            required[i] = column.required();
            room[i] = roomOf(column);
        }
        nullText = dialect.nullText().getBytes(StandardCharsets.UTF_8);
        quote = (byte) dialect.quote();
    }

    private static Look lookOf(Column column) {
        return switch (column.baseType()) {
            case "int2" -> Look.SMALLINT;
            case "int4" -> Look.INTEGER;
            case "int8" -> Look.BIGINT;
            case "numeric" -> Look.NUMERIC;
            case "float4", "float8" -> Look.FLOAT;
            case "bool" -> Look.BOOLEAN;
            case "date" -> Look.DATE;
            case "timestamp", "timestamptz" -> Look.TIMESTAMP;
            case "uuid" -> Look.UUID;
            case "varchar", "bpchar" -> column.modifier() > 0 ? Look.SHORT_TEXT : Look.ANYTHING;
            default -> Look.ANYTHING;
        };
    }

    private static int roomOf(Column column) {
        int modifier = column.modifier() - HEADER_OF_MODIFIER;
        if (column.baseType().equals("numeric")) {
            // As numeric.c packs it: precision above 16 bits, scale in the lower 11, signed.
            int digits = (modifier >> 16 & 0xFFFF) - ((modifier & 0x7FF ^ 1024) - 1024);
            return modifier < 0 ? ANY_DIGITS : Math.max(digits, 0);
        }
        return switch (column.baseType()) {
            case "float4" -> 30;
            case "float8" -> 270;
            default -> modifier;
        };
    }

    /** Stops judging by looks: what seems odd here is its users' way to write. */
    void trust() {
        trusting = true;
    }

    /** The first field that looks as if its column would not take it, or -1. */
    int suspect(byte[] bytes, int start, int[] fieldStarts, int[] fieldEnds, int[] fields) {
        for (int i = 0; i < looks.length; i++) {
            int field = fields == null ? i : fields[i];
            if (!plausible(i, bytes, start + fieldStarts[field], start + fieldEnds[field])) {
                return i;
            }
        }
        return -1;
    }

    private boolean plausible(int i, byte[] bytes, int from, int to) {
        if (isNull(bytes, from, to)) {
            return !required[i];
        }
        if (looks[i] == Look.ANYTHING || trusting) {
            return true;
        }
        int start = from;
        int end = to;
        if (start < end && bytes[start] == quote) {
            start++;
            end--;
        }
        if (looks[i] == Look.SHORT_TEXT) {
            return end - start <= room[i] || characters(bytes, start, end) <= room[i];
        }
        if (looks[i] == Look.UUID) {
            return uuid(bytes, start, end - start);
        }
        // The types that are left pass over blanks around a value.
        while (start < end && bytes[start] == ' ') {
            start++;
        }
        while (start < end && bytes[end - 1] == ' ') {
            end--;
        }
        if (start == end) {
            return false;
        }
        return switch (looks[i]) {
            case SMALLINT -> integer(bytes, start, end, Short.MAX_VALUE);
            case INTEGER -> integer(bytes, start, end, Integer.MAX_VALUE);
            case BIGINT -> integer(bytes, start, end, Long.MAX_VALUE);
            case NUMERIC ->
                decimal(bytes, sign(bytes, start), end, room[i])
                        || room[i] == ANY_DIGITS && scientific(bytes, sign(bytes, start), end, ANY_DIGITS);
            case FLOAT ->
                decimal(bytes, sign(bytes, start), end, DIGITS_OF_FLOAT)
                        || scientific(bytes, sign(bytes, start), end, room[i])
                        || is(bytes, start, end, "nan");
            case BOOLEAN -> bool(bytes, start, end);
            case DATE -> end - start == 10 && date(bytes, start);
            case TIMESTAMP -> timestamp(bytes, start, end);
            case UUID, SHORT_TEXT, ANYTHING -> true;
        };
    }

    /** Characters of a text in UTF-8, where a quote inside quotes is doubled; an opinion for other encodings. */
    private int characters(byte[] bytes, int from, int to) {
        int characters = 0;
        int quotes = 0;
        for (int i = from; i < to; i++) {
            characters += (bytes[i] & 0xC0) == 0x80 ? 0 : 1;
            quotes += bytes[i] == quote ? 1 : 0;
        }
        return characters - quotes / 2;
    }

    private boolean isNull(byte[] bytes, int from, int to) {
        if (to - from != nullText.length) {
            return false;
        }
        for (int k = 0; k < nullText.length; k++) {
            if (bytes[from + k] != nullText[k]) {
                return false;
            }
        }
        return true;
    }

    private static int sign(byte[] bytes, int at) {
        return bytes[at] == '-' || bytes[at] == '+' ? at + 1 : at;
    }

    private static boolean digits(byte[] bytes, int from, int to, int most) {
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
    private static boolean integer(byte[] bytes, int start, int end, long most) {
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
    private static boolean decimal(byte[] bytes, int from, int to, int most) {
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
    private static boolean scientific(byte[] bytes, int from, int to, int mostExponent) {
        int e = from;
        while (e < to && (bytes[e] | 0x20) != 'e') {
            e++;
        }
        if (to - e < 2) {
            return false;
        }
        int exponent = sign(bytes, e + 1);
        if (!decimal(bytes, from, e, DIGITS_OF_FLOAT) || !digits(bytes, exponent, to, 3)) {
            return false;
        }
        int value = 0;
        for (int i = exponent; i < to; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return value <= mostExponent;
    }

    private static boolean bool(byte[] bytes, int from, int to) {
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
    private static boolean is(byte[] bytes, int from, int to, String word) {
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

    private static boolean date(byte[] bytes, int s) {
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

    private static boolean timestamp(byte[] bytes, int s, int to) {
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

    private static boolean uuid(byte[] bytes, int start, int length) {
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
