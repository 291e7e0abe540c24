package snapshot.format;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads rows in COPY's text format, and hands their values on as what they are to be in a file.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS">the format</a>
 */
final class CopyText {

    private final List<FileColumn> columns;
    private final ArrayLiteral array = new ArrayLiteral();
    private final AsciiBuilder unescaped = new AsciiBuilder(1024);
    private byte[] block;
    private int at;
    private int end;

    CopyText(List<FileColumn> columns) {
        this.columns = columns;
    }

    /** The block to read next: whole rows, each with its line end. */
    void block(byte[] bytes, int length) {
        block = bytes;
        at = 0;
        end = length;
    }

    boolean hasRow() {
        return at < end;
    }

    /** Hands one row on. */
    void row(ValueOut out) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            field(i, out);
            if (block[at] != (i + 1 < columns.size() ? '\t' : '\n')) {
                throw new IOException("the server sent a row of other columns than it was asked for");
            }
            at++;
        }
    }

    private void field(int index, ValueOut out) throws IOException {
        int from = at;
        boolean escaped = false;
        while (at < end && block[at] != '\t' && block[at] != '\n') {
            escaped |= block[at] == '\\';
            at++;
        }
        if (at == end) {
            throw new IOException("the server sent a row without its end");
        }
        if (escaped && at - from == 2 && block[from + 1] == 'N') {
            out.missing(index);
            return;
        }
        out.column(index);
        FileColumn column = columns.get(index);
        try {
            if (escaped) {
                unescape(from, at);
                value(column, unescaped.bytes(), 0, unescaped.length(), out);
            } else {
                value(column, block, from, at, out);
            }
        } catch (ArithmeticException | IllegalArgumentException | IOException e) {
            throw new IOException(
                    "cannot keep column %s, %s: %s".formatted(column.name(), column.type(), e.getMessage()), e);
        }
        out.endColumn(index);
    }

    private void unescape(int from, int to) {
        unescaped.clear();
        for (int i = from; i < to; i++) {
            byte b = block[i];
            if (b == '\\') {
                b = block[++i];
                unescaped.add(
                        switch (b) {
                            case 'b' -> '\b';
                            case 'f' -> '\f';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            case 'v' -> 0x0B;
                            default -> b;
                        });
            } else {
                unescaped.add(b);
            }
        }
    }

    private void value(FileColumn column, byte[] text, int from, int to, ValueOut out) throws IOException {
        if (!column.list()) {
            single(column, text, from, to, out);
            return;
        }
        array.parse(text, from, to);
        out.list(array.size());
        for (int i = 0; i < array.size(); i++) {
            if (array.isNull(i)) {
                out.missingElement();
            } else {
                out.element();
                single(column, array.bytes(), array.from(i), array.to(i), out);
                out.endElement();
            }
        }
        out.endList();
    }

    private static void single(FileColumn column, byte[] text, int from, int to, ValueOut out) throws IOException {
        switch (column.kind()) {
            case BOOLEAN -> out.bool(text[from] == 't');
            case INT -> out.int32(Math.toIntExact(whole(text, from, to)));
            case LONG -> out.int64(whole(text, from, to));
            case FLOAT -> out.float32(Float.parseFloat(ascii(text, from, to)));
            case DOUBLE -> out.float64(Double.parseDouble(ascii(text, from, to)));
            case DECIMAL -> decimal(column, text, from, to, out);
            case DATE -> out.int32(DateTimes.date(text, from, to));
            case TIME -> out.int64(DateTimes.time(text, from, to));
            case TIMESTAMP, TIMESTAMPTZ -> out.int64(DateTimes.timestamp(text, from, to));
            case UUID, TEXT -> out.text(text, from, to);
            case BYTES -> {
                byte[] bytes = bytes(text, from, to);
                out.bytes(bytes, 0, bytes.length);
            }
        }
    }

    private static long whole(byte[] text, int from, int to) {
        boolean negative = text[from] == '-';
        int begin = negative ? from + 1 : from;
        if (to - begin > 18 || begin == to) {
            return Long.parseLong(ascii(text, from, to));
        }
        long value = 0;
        for (int i = begin; i < to; i++) {
            if (text[i] < '0' || text[i] > '9') {
                throw new NumberFormatException("'" + ascii(text, from, to) + "' is no whole number");
            }
            value = value * 10 + text[i] - '0';
        }
        return negative ? -value : value;
    }

    /** The server writes every digit behind the point that the type has. */
    private static void decimal(FileColumn column, byte[] text, int from, int to, ValueOut out) throws IOException {
        String number = ascii(text, from, to);
        int point = number.indexOf('.');
        if ((point < 0 ? 0 : number.length() - point - 1) != column.scale()) {
            throw new IOException("'%s' has not %d digits behind the point".formatted(number, column.scale()));
        }
        String digits = point < 0 ? number : number.substring(0, point) + number.substring(point + 1);
        if (column.precision() > FileColumn.LONG_DIGITS) {
            out.decimal(new BigInteger(digits), column);
        } else {
            out.decimal(Long.parseLong(digits), column);
        }
    }

    private static byte[] bytes(byte[] text, int from, int to) throws IOException {
        if (to - from < 2 || text[from] != '\\' || text[from + 1] != 'x') {
            throw new IOException("bytes are expected in hexadecimal, set bytea_output");
        }
        return HexFormat.of().parseHex(ascii(text, from + 2, to));
    }

    private static String ascii(byte[] text, int from, int to) {
        return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
