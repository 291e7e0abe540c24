package dumps.merge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.ColumnKind;
import dumps.Dialect;
import dumps.DumpColumn;
import dumps.DumpRow;
import dumps.ValueKind;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Values as bytes that are equal where the values are the same to their column's type, and sort as people expect: whole
 * numbers by their size, texts by their UTF-8. What one value is spelled with is never the beginning of another's.
 */
final class KeyBytes implements Comparable<KeyBytes> {

    private static final int NONE = 1;
    private static final int NUMBER = 16;
    private static final int TEXT = 32;
    private static final int BYTES = 48;
    private static final int MOST_DIGITS = 120;
    private static final int MIDDLE = 0x80;

    /** How the values of a column are compared. */
    enum As {
        /** By their number. */
        NUMBER,
        /** By their spelling. */
        TEXT,
        /** By their letters, whatever their case and accents, as MySQL and MariaDB do it unless told otherwise. */
        FOLDED,
        /** By their letters, whatever the case of those of ASCII, as SQLite's NOCASE does it. */
        CASELESS,
        /** A number that is spelled as numbers are is one; else by its spelling. */
        EITHER;

        /** What its declaration says, in that dialect. */
        static As of(DumpColumn column, Dialect dialect) {
            if (column.type() == null) {
                return EITHER;
            }
            if (Types.isNumber(column.type())) {
                return NUMBER;
            }
            return ColumnKind.of(column.type(), Dialect.MYSQL) == ColumnKind.TEXT ? ofText(column, dialect) : TEXT;
        }

        private static As ofText(DumpColumn column, Dialect dialect) {
            String collation =
                    column.collation() == null ? "" : column.collation().toLowerCase(Locale.ROOT);
            if (dialect == Dialect.SQLITE) {
                return collation.equals("nocase") ? CASELESS : TEXT;
            }
            boolean usual = collation.isEmpty() && !"binary".equalsIgnoreCase(column.charset());
            return dialect == Dialect.MYSQL && (usual || collation.endsWith("_ci")) ? FOLDED : TEXT;
        }
    }

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private final Out out = new Out();
    private final DumpRow folded = new DumpRow();

    /** Bytes that grow. */
    private static final class Out {
        private byte[] bytes = new byte[64];
        private int size;

        void write(int one) {
            room(1);
            bytes[size++] = (byte) one;
        }

        void write(byte[] from, int at, int length) {
            room(length);
            System.arraycopy(from, at, bytes, size, length);
            size += length;
        }

        private void room(int more) {
            if (more > bytes.length - size) {
                bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
            }
        }
    }

    void clear() {
        out.size = 0;
    }

    void number(int value) {
        out.write(value >>> 24);
        out.write(value >>> 16);
        out.write(value >>> 8);
        out.write(value);
    }

    void value(DumpRow row, int column, As as) {
        ValueKind kind = row.kind(column);
        switch (kind) {
            case NULL, DEFAULT -> out.write(NONE);
            case BYTES -> text(BYTES, row, column);
            default -> {
                if (as == As.FOLDED || as == As.CASELESS) {
                    folded(row, column, as);
                } else if (as == As.TEXT || kind == ValueKind.BOOLEAN || !written(row, column, as)) {
                    text(TEXT, row, column);
                }
            }
        }
    }

    /** What is not there to be compared. */
    void absent() {
        out.write(NONE);
    }

    private void text(int tag, DumpRow row, int column) {
        out.write(tag);
        byte[] bytes = row.array();
        for (int i = row.from(column); i < row.to(column); i++) {
            out.write(bytes[i]);
            if (bytes[i] == 0) {
                out.write(0xff);
            }
        }
        out.write(0);
        out.write(1);
    }

    private void folded(DumpRow row, int column, As as) {
        byte[] bytes = row.array();
        int to = row.to(column);
        boolean ascii = true;
        for (int i = row.from(column); i < to; i++) {
            ascii &= bytes[i] >= 0;
        }
        if (!ascii && as == As.FOLDED) {
            String plain = MARKS.matcher(Normalizer.normalize(row.text(column), Normalizer.Form.NFD))
                    .replaceAll("")
                    .toUpperCase(Locale.ROOT)
                    .toLowerCase(Locale.ROOT);
            folded.begin();
            byte[] its = plain.getBytes(UTF_8);
            folded.put(its, 0, its.length);
            folded.finish(ValueKind.TEXT);
            folded(folded, 0, As.CASELESS);
            return;
        }
        // Blanks at the end do not count.
        while (to > row.from(column) && bytes[to - 1] == ' ') {
            to--;
        }
        out.write(TEXT);
        for (int i = row.from(column); i < to; i++) {
            out.write(bytes[i] >= 'A' && bytes[i] <= 'Z' ? bytes[i] + 'a' - 'A' : bytes[i]);
            if (bytes[i] == 0) {
                out.write(0xff);
            }
        }
        out.write(0);
        out.write(1);
    }

    /** Whether it was a number. */
    private boolean written(DumpRow row, int column, As as) {
        byte[] bytes = row.array();
        int from = row.from(column);
        int to = row.to(column);
        boolean negative = from < to && bytes[from] == '-';
        int at = negative ? from + 1 : from;
        int digits = to - at;
        if (digits < 1 || digits > MOST_DIGITS) {
            return false;
        }
        boolean whole = true;
        for (int i = at; i < to; i++) {
            whole &= bytes[i] >= '0' && bytes[i] <= '9';
        }
        if (!whole) {
            return as == As.NUMBER && decimal(new String(bytes, from, to - from, UTF_8));
        }
        boolean canonical = digits == 1 ? !(negative && bytes[at] == '0') : bytes[at] != '0';
        if (!canonical && as == As.EITHER) {
            return false;
        }
        while (to - at > 1 && bytes[at] == '0') {
            at++;
        }
        whole(bytes, at, to, negative && !(to - at == 1 && bytes[at] == '0'));
        out.write(0);
        return true;
    }

    private void whole(byte[] bytes, int from, int to, boolean negative) {
        int length = to - from;
        out.write(NUMBER);
        out.write(negative ? MIDDLE - length : MIDDLE + length);
        if (!negative) {
            out.write(bytes, from, length);
            return;
        }
        for (int i = from; i < to; i++) {
            out.write('9' - (bytes[i] - '0'));
        }
    }

    /** Of a fraction the digits follow, so that it sorts behind the whole number that it begins with. */
    private boolean decimal(String text) {
        BigDecimal number;
        try {
            number = new BigDecimal(text.strip()).stripTrailingZeros();
        } catch (NumberFormatException notOne) {
            return false;
        }
        if (Math.abs((long) number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS) {
            return false;
        }
        String plain = number.abs().toPlainString();
        int point = plain.indexOf('.');
        byte[] wholePart = (point < 0 ? plain : plain.substring(0, point)).getBytes(UTF_8);
        if (wholePart.length > MOST_DIGITS) {
            return false;
        }
        whole(wholePart, 0, wholePart.length, number.signum() < 0);
        if (point >= 0) {
            for (char digit : plain.substring(point + 1).toCharArray()) {
                out.write(number.signum() < 0 ? '9' - (digit - '0') : digit);
            }
        }
        out.write(0);
        return true;
    }

    byte[] bytes() {
        return Arrays.copyOf(out.bytes, out.size);
    }

    /** Becomes the same as another. */
    void set(KeyBytes other) {
        set(other.out.bytes, other.out.size);
    }

    /** Becomes these bytes, of which the last may be a {@link #number}. */
    void set(byte[] bytes, int size) {
        if (out.bytes.length < size) {
            out.bytes = new byte[size];
        }
        System.arraycopy(bytes, 0, out.bytes, 0, size);
        out.size = size;
    }

    /** Takes the number from its end. */
    int takeNumber() {
        out.size -= Integer.BYTES;
        byte[] bytes = out.bytes;
        int at = out.size;
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    @Override
    public int compareTo(KeyBytes other) {
        return Arrays.compareUnsigned(out.bytes, 0, out.size, other.out.bytes, 0, other.out.size);
    }
}
