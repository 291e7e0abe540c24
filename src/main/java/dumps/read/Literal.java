package dumps.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.ColumnKind;
import dumps.Dialect;
import dumps.DumpRow;
import dumps.NumberSpelling;
import dumps.ValueKind;
import java.util.Locale;

/** A value between being read and being put into a row, where more than a plain literal says what it is. */
record Literal(ValueKind kind, byte[] bytes) {

    static final Literal NULL = new Literal(ValueKind.NULL, new byte[0]);

    static Literal text(String text) {
        return new Literal(ValueKind.TEXT, text.getBytes(UTF_8));
    }

    static Literal number(String spelling) {
        return new Literal(ValueKind.NUMBER, spelling.getBytes(UTF_8));
    }

    String spelling() {
        return new String(bytes, UTF_8);
    }

    boolean is(ValueKind wanted) {
        return kind == wanted;
    }

    /** What it is as that type; null if that would have to be computed. */
    Literal as(String type) {
        String wanted = type.toLowerCase(Locale.ROOT);
        if (kind == ValueKind.NULL) {
            return this;
        }
        if (wanted.equals("binary") || wanted.equals("blob") || wanted.equals("varbinary")) {
            return is(ValueKind.TEXT) || is(ValueKind.BYTES) ? new Literal(ValueKind.BYTES, bytes) : null;
        }
        if (wanted.equals("text") || wanted.contains("char") || wanted.equals("json") || wanted.equals("jsonb")) {
            return is(ValueKind.BYTES) && !Charsets.isUtf8(bytes, 0, bytes.length)
                    ? null
                    : new Literal(ValueKind.TEXT, bytes);
        }
        if (wanted.equals("bytea") && is(ValueKind.TEXT)) {
            return bytea();
        }
        if (ColumnKind.of(wanted, Dialect.UNKNOWN).isNumeric()) {
            return is(ValueKind.NUMBER) || is(ValueKind.TEXT) && NumberSpelling.is(bytes, 0, bytes.length)
                    ? new Literal(ValueKind.NUMBER, bytes)
                    : null;
        }
        return wanted.startsWith("bool") && is(ValueKind.TEXT) ? truth() : this;
    }

    private Literal bytea() {
        if (bytes.length < 2 || bytes[0] != '\\' || bytes[1] != 'x') {
            return this;
        }
        DumpRow row = new DumpRow();
        ValueFinish.hex(row, bytes, 2, bytes.length);
        row.finish(ValueKind.BYTES);
        return new Literal(ValueKind.BYTES, row.value(0).bytes());
    }

    private Literal truth() {
        return switch (spelling().toLowerCase(Locale.ROOT)) {
            case "t", "true" -> new Literal(ValueKind.BOOLEAN, "true".getBytes(UTF_8));
            case "f", "false" -> new Literal(ValueKind.BOOLEAN, "false".getBytes(UTF_8));
            default -> null;
        };
    }

    /** Bytes of hexadecimal digits; null if there is something else among them. */
    static Literal hex(String digits) {
        if (!digits.chars().allMatch(one -> Character.digit(one, 16) >= 0)) {
            return null;
        }
        DumpRow row = new DumpRow();
        ValueFinish.hex(row, digits.getBytes(UTF_8), 0, digits.length());
        row.finish(ValueKind.BYTES);
        return new Literal(ValueKind.BYTES, row.value(0).bytes());
    }

    static Literal bits(String digits) {
        return digits.chars().allMatch(one -> one == '0' || one == '1')
                ? new Literal(ValueKind.BITS, digits.getBytes(UTF_8))
                : null;
    }
}
