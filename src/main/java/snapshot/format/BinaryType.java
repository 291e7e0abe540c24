package snapshot.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import postgres.Column;

/**
 * How the text of a value becomes what the type's receive function reads; only types whose two forms say exactly the same.
 * The text is PostgreSQL's own, with ISO dates in UTC, shortest exact floats and hexadecimal bytes.
 */
enum BinaryType {
    BOOL {
        @Override
        void put(byte[] text, int from, int to, BinaryText out) {
            out.int1(text[from] == 't' ? 1 : 0);
        }
    },
    INT2 {
        @Override
        void put(byte[] text, int from, int to, BinaryText out) throws IOException {
            out.int2((int) whole(text, from, to, Short.MIN_VALUE, Short.MAX_VALUE));
        }
    },
    INT4 {
        @Override
        void put(byte[] text, int from, int to, BinaryText out) throws IOException {
            out.int4((int) whole(text, from, to, Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
    },
    INT8 {
        @Override
        void put(byte[] text, int from, int to, BinaryText out) throws IOException {
            out.int8(whole(text, from, to, Long.MIN_VALUE, Long.MAX_VALUE));
        }
    },
    FLOAT4 {
        @Override
        void put(byte[] text, int from, int to, BinaryText out) {
            out.int4(Float.floatToIntBits(Float.parseFloat(ascii(text, from, to))));
        }
    },
    FLOAT8 {
        @Override
        void put(byte[] text, int from, int to, BinaryText out) {
            out.int8(Double.doubleToLongBits(Double.parseDouble(ascii(text, from, to))));
        }
    },
    NUMERIC {
        @Override
        void put(byte[] text, int from, int to, BinaryText out) throws IOException {
            BinaryNumeric.put(text, from, to, out);
        }
    },
    DATE {
        @Override
        void put(byte[] text, int from, int to, BinaryText out) throws IOException {
            int days = DateTimes.date(text, from, to);
            if (Math.abs(days) == DateTimes.INFINITE_DATE) {
                out.int4(days > 0 ? days : Integer.MIN_VALUE);
            } else {
                out.int4(days - DAYS_TO_2000);
            }
        }
    },
    TIME {
        @Override
        void put(byte[] text, int from, int to, BinaryText out) throws IOException {
            out.int8(DateTimes.time(text, from, to));
        }
    },
    /** With a time zone or without: the text with one is in UTC. */
    TIMESTAMP {
        @Override
        void put(byte[] text, int from, int to, BinaryText out) throws IOException {
            long micros = DateTimes.timestamp(text, from, to, DAYS_TO_2000);
            out.int8(micros == -DateTimes.INFINITE_TIME ? Long.MIN_VALUE : micros);
        }
    },
    UUID {
        @Override
        void put(byte[] text, int from, int to, BinaryText out) {
            java.util.UUID uuid = java.util.UUID.fromString(ascii(text, from, to));
            out.int8(uuid.getMostSignificantBits());
            out.int8(uuid.getLeastSignificantBits());
        }
    },
    BYTEA {
        @Override
        void put(byte[] text, int from, int to, BinaryText out) throws IOException {
            if (to - from < 2 || text[from] != '\\' || text[from + 1] != 'x' || (to - from) % 2 != 0) {
                throw strange("bytes in hexadecimal", text, from, to);
            }
            for (int i = from + 2; i < to; i += 2) {
                out.int1(HexFormat.fromHexDigit(text[i]) << 4 | HexFormat.fromHexDigit(text[i + 1]));
            }
        }
    },
    /** Its bytes are its text. */
    TEXT {
        @Override
        void put(byte[] text, int from, int to, BinaryText out) {
            out.append(text, from, to);
        }
    },
    JSONB {
        @Override
        void put(byte[] text, int from, int to, BinaryText out) {
            out.int1(1);
            out.append(text, from, to);
        }
    };

    private static final int DAYS_TO_2000 = 10_957;

    private static final Map<String, BinaryType> BY_TYPE = Map.ofEntries(
            Map.entry("bool", BOOL),
            Map.entry("int2", INT2),
            Map.entry("int4", INT4),
            Map.entry("int8", INT8),
            Map.entry("float4", FLOAT4),
            Map.entry("float8", FLOAT8),
            Map.entry("numeric", NUMERIC),
            Map.entry("date", DATE),
            Map.entry("time", TIME),
            Map.entry("timestamp", TIMESTAMP),
            Map.entry("timestamptz", TIMESTAMP),
            Map.entry("uuid", UUID),
            Map.entry("bytea", BYTEA),
            Map.entry("text", TEXT),
            Map.entry("varchar", TEXT),
            Map.entry("bpchar", TEXT),
            Map.entry("json", TEXT),
            Map.entry("jsonb", JSONB));

    /** The one of a column, or nothing where its text alone is sure. */
    static Optional<BinaryType> of(Column column) {
        return Optional.ofNullable(BY_TYPE.get(column.baseType()));
    }

    /**
     * Adds the value, without its length.
     *
     * @throws IOException if that is not the text of such a value
     */
    abstract void put(byte[] text, int from, int to, BinaryText out) throws IOException;

    private static long whole(byte[] text, int from, int to, long lowest, long highest) throws IOException {
        boolean negative = text[from] == '-';
        int first = negative ? from + 1 : from;
        if (first == to || to - first > 19) {
            throw strange("a whole number", text, from, to);
        }
        long value = 0;
        for (int i = first; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                throw strange("a whole number", text, from, to);
            }
            // Downwards, where there is one number more; 19 digits may still be too many.
            value = value * 10 - digit;
            if (value > 0) {
                throw strange("a whole number", text, from, to);
            }
        }
        if (negative ? value < lowest : value < -highest) {
            throw strange("a whole number of that type", text, from, to);
        }
        return negative ? value : -value;
    }

    private static String ascii(byte[] text, int from, int to) {
        return new String(text, from, to - from, StandardCharsets.US_ASCII);
    }

    static IOException strange(String what, byte[] text, int from, int to) {
        return new IOException(
                "cannot read '%s' as %s".formatted(new String(text, from, to - from, StandardCharsets.UTF_8), what));
    }
}
