package dumps.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.ColumnKind;
import dumps.Dialect;
import dumps.DumpRow;
import dumps.NumberSpelling;
import dumps.ValueKind;
import java.math.BigInteger;
import java.util.Arrays;

/** Makes of what was read what it is in its column: however a dump spells a value, it comes out as the same one. */
final class ValueFinish {

    private final Style style;
    private final Encoding encoding;

    ValueFinish(Style style, Encoding encoding) {
        this.style = style;
        this.encoding = encoding;
    }

    /** The text that was put last is whole. */
    void text(DumpRow row, Shape shape, int column, boolean high) {
        ColumnKind kind = shape.kind(column);
        byte[] bytes = row.array();
        int from = row.end();
        int to = from + row.pending();
        switch (kind) {
            case INTEGER, DECIMAL, FLOAT ->
                row.finish(NumberSpelling.is(bytes, from, to) ? ValueKind.NUMBER : ValueKind.TEXT);
            case BOOLEAN -> truth(row, from, to);
            case BYTES -> {
                if (style.isPostgres()) {
                    bytea(row, from, to);
                }
                row.finish(ValueKind.BYTES);
            }
            case BITS -> bits(row, shape.bits(column));
            default -> {
                if (high) {
                    encoding.finish(row, kind, style.dialect());
                } else {
                    row.finish(ValueKind.TEXT);
                }
            }
        }
    }

    private static void truth(DumpRow row, int from, int to) {
        String text = new String(row.array(), from, to - from, ISO_8859_1);
        switch (text) {
            case "t", "true", "f", "false" -> truth(row, text.startsWith("t"));
            default -> row.finish(ValueKind.TEXT);
        }
    }

    /** TRUE or FALSE without quotes is whole; but for PostgreSQL they are other words for 1 and 0. */
    void truth(DumpRow row) {
        boolean number = style.isMysql() || style.dialect() == Dialect.SQLITE;
        if (number) {
            replace(row, row.array()[row.end()] == 't' ? "1" : "0");
        }
        row.finish(number ? ValueKind.NUMBER : ValueKind.BOOLEAN);
    }

    /** True or false. */
    static void truth(DumpRow row, boolean value) {
        row.takeBack();
        replace(row, String.valueOf(value));
        row.finish(ValueKind.BOOLEAN);
    }

    private static void replace(DumpRow row, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        row.takeBack();
        row.put(bytes, 0, bytes.length);
    }

    /** PostgreSQL's two ways to spell bytes. */
    private static void bytea(DumpRow row, int from, int to) {
        byte[] spelled = Arrays.copyOfRange(row.array(), from, to);
        row.takeBack();
        if (spelled.length >= 2 && spelled[0] == '\\' && spelled[1] == 'x') {
            hex(row, spelled, 2, spelled.length);
            return;
        }
        for (int i = 0; i < spelled.length; i++) {
            if (spelled[i] != '\\') {
                row.put(spelled[i]);
            } else if (i + 1 < spelled.length && spelled[i + 1] == '\\') {
                row.put('\\');
                i++;
            } else if (i + 3 < spelled.length) {
                row.put((spelled[i + 1] - '0') << 6 | (spelled[i + 2] - '0') << 3 | spelled[i + 3] - '0');
                i += 3;
            }
        }
    }

    /** Puts the bytes that hexadecimal digits say; of an odd number the first is a byte of its own. */
    static void hex(DumpRow row, byte[] digits, int from, int to) {
        int at = from;
        if ((to - from) % 2 == 1) {
            row.put(Character.digit(digits[at++], 16));
        }
        for (; at < to; at += 2) {
            row.put(Character.digit(digits[at], 16) << 4 | Character.digit(digits[at + 1], 16));
        }
    }

    /** A number without quotes is whole. */
    void number(DumpRow row, Shape shape, int column) {
        if (shape.kind(column) == ColumnKind.BITS) {
            int from = row.end();
            String spelling = new String(row.array(), from, row.pending(), ISO_8859_1);
            if (spelling.matches("\\d+")) {
                replace(row, padded(new BigInteger(spelling), shape.bits(column)));
                row.finish(ValueKind.BITS);
                return;
            }
        }
        // Of a type that is not known PostgreSQL writes numbers without quotes only into INSERT.
        boolean text = style.isPostgres() && shape.kind(column) == ColumnKind.OTHER;
        row.finish(text ? ValueKind.TEXT : ValueKind.NUMBER);
    }

    /** Bytes of a literal are whole. */
    void bytes(DumpRow row, Shape shape, int column) {
        int from = row.end();
        int to = from + row.pending();
        switch (shape.kind(column)) {
            case BITS -> bits(row, shape.bits(column));
            case INTEGER -> {
                if (!style.isMysql()) {
                    row.finish(ValueKind.BYTES);
                    return;
                }
                replace(row, new BigInteger(1, Arrays.copyOfRange(row.array(), from, to)).toString());
                row.finish(ValueKind.NUMBER);
            }
            case TEXT ->
                row.finish(
                        style.isMysql() && Charsets.isUtf8(row.array(), from, to) ? ValueKind.TEXT : ValueKind.BYTES);
            default -> row.finish(ValueKind.BYTES);
        }
    }

    /** Zeros and ones of a literal are whole. */
    void bitLiteral(DumpRow row, Shape shape, int column) {
        String digits = new String(row.array(), row.end(), row.pending(), ISO_8859_1);
        if (shape.kind(column) == ColumnKind.BITS && !digits.isEmpty()) {
            replace(row, padded(new BigInteger(digits, 2), shape.bits(column)));
        } else if (shape.kind(column) == ColumnKind.INTEGER && !digits.isEmpty()) {
            replace(row, new BigInteger(digits, 2).toString());
            row.finish(ValueKind.NUMBER);
            return;
        }
        row.finish(style.isPostgres() ? ValueKind.TEXT : ValueKind.BITS);
    }

    private static void bits(DumpRow row, int length) {
        int from = row.end();
        byte[] bytes = Arrays.copyOfRange(row.array(), from, from + row.pending());
        replace(row, padded(new BigInteger(1, bytes), length));
        row.finish(ValueKind.BITS);
    }

    private static String padded(BigInteger number, int length) {
        String digits = number.toString(2);
        return digits.length() < length ? "0".repeat(length - digits.length()) + digits : digits;
    }
}
