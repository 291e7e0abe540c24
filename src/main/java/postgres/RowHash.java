package postgres;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The content hash of rows that are not in a database, by their values: what {@link ContentHash} has the server work out.
 * Row by row: {@link #begin()}, each value that is not null in any order, {@link #end()}. For one thread.
 */
public final class RowHash {

    private static final int DAYS_TO_2000 = 10_957;
    private static final long MICROS_TO_2000 = DAYS_TO_2000 * 86_400_000_000L;

    private final Column[] columns;
    private final long[] missing;
    private final ServerHash hash = new ServerHash();
    private final byte[] eight = new byte[Long.BYTES];
    private final long allMissing;
    private long row;
    private long rows;
    private long sum;

    public RowHash(List<Column> columns) {
        this.columns = columns.toArray(Column[]::new);
        missing = new long[this.columns.length];
        long all = 0;
        for (int i = 0; i < missing.length; i++) {
            missing[i] = inArray(this.columns[i]) ? ServerHash.ofArray(0) : place(i);
            all ^= missing[i];
        }
        allMissing = all;
    }

    /** Those that {@link ContentHash} wraps up to hash them. */
    private static boolean inArray(Column column) {
        return switch (column.baseType()) {
            case "date", "bytea", "macaddr", "time", "timestamp", "timestamptz", "float4", "float8" -> true;
            case "bpchar" -> column.modifier() < 0;
            default -> false;
        };
    }

    private static long place(int index) {
        return index + 1L;
    }

    /** A row of nulls, until values come. */
    public void begin() {
        row = allMissing;
    }

    /** The row has all its values. */
    public void end() {
        sum += hash.ofInt(0, row);
        rows++;
    }

    /** Of all rows so far. */
    public BucketHashes.Bucket soFar() {
        return new BucketHashes.Bucket(rows, sum);
    }

    private void add(int column, long value) {
        row ^= missing[column] ^ value;
    }

    /** An integer of two, four or eight bytes. */
    public void whole(int column, long value) {
        add(column, hash.ofInt((int) place(column), value));
    }

    public void bool(int column, boolean value) {
        add(column, hash.ofInt(value ? 1 : 0, place(column)));
    }

    public void real(int column, float value) {
        ByteBuffer.wrap(eight).putInt(Float.floatToIntBits(value));
        wrapped(column, eight, 0, Float.BYTES);
    }

    public void real(int column, double value) {
        ByteBuffer.wrap(eight).putDouble(Double.longBitsToDouble(Double.doubleToLongBits(value)));
        wrapped(column, eight, 0, Double.BYTES);
    }

    /** A number of a type that says how many digits it has. */
    public void number(int column, long digits, int scale) {
        add(column, hash.ofNumeric(digits, scale, place(column)));
    }

    /** The same of more digits. */
    public void number(int column, BigInteger digits, int scale) {
        add(column, hash.ofNumeric(digits, scale, place(column)));
    }

    /** Days since 1970-01-01; the greatest number is infinity, and with a minus the other one. */
    public void date(int column, int days) {
        int since2000 = Math.abs(days) == Integer.MAX_VALUE
                ? days > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE
                : days - DAYS_TO_2000;
        add(column, ServerHash.ofArray(hash.ofInt(since2000, place(column))));
    }

    /** Microseconds since midnight. */
    public void time(int column, long micros) {
        sent(column, micros);
    }

    /** Microseconds since 1970-01-01; the greatest number is infinity, and with a minus the other one. */
    public void timestamp(int column, long micros) {
        if (Math.abs(micros) == Long.MAX_VALUE) {
            sent(column, micros > 0 ? Long.MAX_VALUE : Long.MIN_VALUE);
        } else {
            sent(column, micros - MICROS_TO_2000);
        }
    }

    /** A time of day or a moment as the server sends it. */
    public void sent(int column, long value) {
        ByteBuffer.wrap(eight).putLong(value);
        wrapped(column, eight, 0, Long.BYTES);
    }

    /** The bytes of a uuid. */
    public void uuid(int column, byte[] bytes, int from, int to) {
        add(column, hash.ofBytes(bytes, from, to, place(column)));
    }

    /** The bytes of a bytea. */
    public void bytes(int column, byte[] bytes, int from, int to) {
        wrapped(column, bytes, from, to);
    }

    private void wrapped(int column, byte[] bytes, int from, int to) {
        add(column, ServerHash.ofArray(hash.ofBytes(bytes, from, to, place(column))));
    }

    /** A value as the server writes it, in UTF-8; but not one that is kept as something else than its text. */
    public void text(int column, byte[] bytes, int from, int to) {
        Column of = columns[column];
        switch (of.baseType()) {
            case "oid" -> add(column, hash.ofInt((int) Long.parseLong(ascii(bytes, from, to)), place(column)));
            case "macaddr" -> wrapped(column, macaddr(bytes, from), 0, 6);
            case "numeric" -> numeric(column, bytes, from, to);
            case "inet" -> inet(column, bytes, from, to);
            case "bpchar" -> {
                if (of.modifier() < 0) {
                    wrapped(column, bytes, from, to);
                } else {
                    plain(column, bytes, from, withoutBlanks(bytes, from, to));
                }
            }
            default -> plain(column, bytes, from, to);
        }
    }

    private void plain(int column, byte[] bytes, int from, int to) {
        add(column, hash.ofBytes(bytes, from, to, place(column)));
    }

    private void numeric(int column, byte[] bytes, int from, int to) {
        if (columns[column].modifier() < 0) {
            plain(column, bytes, from, to);
            return;
        }
        String text = ascii(bytes, from, to);
        if (text.equals("NaN")) {
            add(column, place(column));
        } else {
            BigDecimal number = new BigDecimal(text);
            number(column, number.unscaledValue(), number.scale());
        }
    }

    /** Made a text, an address has its mask even where it is one host's. */
    private void inet(int column, byte[] bytes, int from, int to) {
        String text = ascii(bytes, from, to);
        String whole = text.indexOf('/') >= 0 ? text : text + (text.indexOf(':') >= 0 ? "/128" : "/32");
        byte[] masked = whole.getBytes(StandardCharsets.US_ASCII);
        plain(column, masked, 0, masked.length);
    }

    private static byte[] macaddr(byte[] bytes, int from) {
        byte[] address = new byte[6];
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) Integer.parseInt(ascii(bytes, from + 3 * i, from + 3 * i + 2), 16);
        }
        return address;
    }

    private static int withoutBlanks(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && bytes[end - 1] == ' ') {
            end--;
        }
        return end;
    }

    private static String ascii(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }
}
