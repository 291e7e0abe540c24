package dumps.keep;

import dumps.ColumnKind;
import dumps.DumpRow;
import dumps.ValueKind;
import java.util.Arrays;
import java.util.Base64;

/**
 * A row as a JSON array. A number is a JSON number where every reader of JSON keeps it exactly, and else a text with its
 * spelling; where the column does not say that it is a number, an object says so, as it does of bytes, bits and defaults.
 */
final class RowJson {

    private static final byte[] HEX = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int MOST_DIGITS = 15;
    private static final boolean[] ESCAPED = new boolean[256];

    static {
        Arrays.fill(ESCAPED, 0, ' ', true);
        ESCAPED['"'] = true;
        ESCAPED['\\'] = true;
    }

    private RowJson() {}

    /** Appends the row. */
    static void write(DumpRow row, ColumnKind[] kinds, Bytes out) {
        out.put('[');
        for (int i = 0; i < row.size(); i++) {
            if (i > 0) {
                out.put(',');
            }
            value(row, i, i < kinds.length ? kinds[i] : ColumnKind.NONE, out);
        }
        out.put(']');
    }

    private static void value(DumpRow row, int i, ColumnKind column, Bytes out) {
        byte[] bytes = row.array();
        int from = row.from(i);
        int to = row.to(i);
        ValueKind kind = row.kind(i);
        switch (kind) {
            case NULL -> out.put("null");
            case TEXT -> text(bytes, from, to, out);
            case NUMBER -> number(bytes, from, to, column, out);
            case BOOLEAN -> out.put(bytes, from, to - from);
            case BYTES -> {
                out.put("{\"bytes\":\"");
                byte[] coded = Base64.getEncoder().encode(Arrays.copyOfRange(bytes, from, to));
                out.put(coded, 0, coded.length);
                out.put("\"}");
            }
            case BITS -> object("{\"bits\":", bytes, from, to, out);
            case DEFAULT -> out.put("{\"default\":true}");
        }
    }

    private static void object(String opening, byte[] bytes, int from, int to, Bytes out) {
        out.put(opening);
        text(bytes, from, to, out);
        out.put('}');
    }

    private static void number(byte[] bytes, int from, int to, ColumnKind column, Bytes out) {
        boolean keeps = column == ColumnKind.FLOAT && isFloat(bytes, from, to);
        if (keeps || column != ColumnKind.DECIMAL && isKeptByEverybody(bytes, from, to)) {
            out.put(bytes, from, to - from);
        } else if (column.isNumeric()) {
            text(bytes, from, to, out);
        } else {
            object("{\"number\":", bytes, from, to, out);
        }
    }

    /** Whether it is spelled as JSON spells numbers that are no whole ones. */
    private static boolean isFloat(byte[] bytes, int from, int to) {
        int first = from < to && bytes[from] == '-' ? from + 1 : from;
        boolean digit = first < to && bytes[first] >= '0' && bytes[first] <= '9';
        boolean zeros = first + 1 < to && bytes[first] == '0' && bytes[first + 1] >= '0' && bytes[first + 1] <= '9';
        if (!digit || zeros || bytes[to - 1] == '.') {
            return false;
        }
        boolean pointed = false;
        for (int i = first; i < to; i++) {
            boolean dangling = bytes[i] == '.' && (bytes[i + 1] < '0' || bytes[i + 1] > '9');
            if (dangling) {
                return false;
            }
            pointed |= bytes[i] == '.' || bytes[i] == 'e' || bytes[i] == 'E';
        }
        return pointed;
    }

    /** Whether it is spelled as a double of that value would be. */
    static boolean isKeptByEverybody(byte[] bytes, int from, int to) {
        int at = from;
        if (at < to && bytes[at] == '-') {
            at++;
        }
        int first = at;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        int whole = at - first;
        if (whole == 0 || whole > 1 && bytes[first] == '0' || to - first > MOST_DIGITS) {
            return false;
        }
        if (at == to) {
            return whole > 1 || bytes[first] != '0' || first == from;
        }
        if (bytes[at++] != '.' || at == to || bytes[to - 1] == '0') {
            return false;
        }
        // Below 0.001 many writers change to exponents.
        boolean small = whole == 1 && bytes[first] == '0' && at + 2 < to && bytes[at] == '0' && bytes[at + 1] == '0';
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at == to && !small;
    }

    private static void text(byte[] bytes, int from, int to, Bytes out) {
        out.put('"');
        int start = from;
        for (int at = from; at < to; at++) {
            if (ESCAPED[bytes[at] & 0xFF]) {
                out.put(bytes, start, at - start);
                escape(bytes[at], out);
                start = at + 1;
            }
        }
        out.put(bytes, start, to - start);
        out.put('"');
    }

    private static void escape(byte one, Bytes out) {
        out.put('\\');
        switch (one) {
            case '"', '\\' -> out.put(one);
            case '\n' -> out.put('n');
            case '\r' -> out.put('r');
            case '\t' -> out.put('t');
            default -> {
                out.put("u00");
                out.put(HEX[one >> 4]);
                out.put(HEX[one & 15]);
            }
        }
    }
}
