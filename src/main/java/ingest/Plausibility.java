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

    private final Look[] looks;
    private final boolean[] required;
    /** Bytes for {@code varchar(n)}, digits before the point for {@code numeric(p,s)}. */
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
            return modifier < 0 ? 1000 : (modifier >> 16 & 0xFFFF) - ((modifier & 0x7FF ^ 1024) - 1024);
        }
        return modifier;
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
        if (bytes[start] == quote) {
            start++;
            end--;
        }
        int length = end - start;
        if (length == 0) {
            return looks[i] == Look.SHORT_TEXT;
        }
        return switch (looks[i]) {
            case SMALLINT -> integer(bytes, sign(bytes, start), end, Short.MAX_VALUE);
            case INTEGER -> integer(bytes, sign(bytes, start), end, Integer.MAX_VALUE);
            case BIGINT -> integer(bytes, sign(bytes, start), end, Long.MAX_VALUE);
            case NUMERIC -> decimal(bytes, sign(bytes, start), end, room[i]);
            case FLOAT -> decimal(bytes, sign(bytes, start), end, 30);
            case BOOLEAN -> length == 1 ? "tf01yn".indexOf(bytes[start]) >= 0 : isWord(bytes, start, length);
            case DATE -> length == 10 && date(bytes, start);
            case TIMESTAMP -> timestamp(bytes, start, end);
            case UUID -> uuid(bytes, start, length);
            case SHORT_TEXT -> length <= room[i];
            case ANYTHING -> true;
        };
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

    private static boolean integer(byte[] bytes, int from, int to, long most) {
        if (!digits(bytes, from, to, 18)) {
            return false;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return value <= most;
    }

    private static boolean decimal(byte[] bytes, int from, int to, int most) {
        int point = from;
        while (point < to && bytes[point] != '.') {
            point++;
        }
        return digits(bytes, from, point, most) && (point == to || digits(bytes, point + 1, to, 1000));
    }

    private static boolean isWord(byte[] bytes, int start, int length) {
        String word = new String(bytes, start, length, StandardCharsets.ISO_8859_1);
        return word.equals("true") || word.equals("false") || word.equals("yes") || word.equals("no");
    }

    private static boolean date(byte[] bytes, int s) {
        if (!digits(bytes, s, s + 4, 4)
                || bytes[s + 4] != '-'
                || !digits(bytes, s + 5, s + 7, 2)
                || bytes[s + 7] != '-'
                || !digits(bytes, s + 8, s + 10, 2)) {
            return false;
        }
        int month = two(bytes, s + 5);
        int day = two(bytes, s + 8);
        // The last days of short months are left to the database.
        return month >= 1 && month <= 12 && day >= 1 && day <= 28
                || month >= 1 && month <= 12 && month != 2 && day <= 30 && day > 0;
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
