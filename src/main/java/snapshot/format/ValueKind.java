package snapshot.format;

import java.util.Map;
import java.util.Set;
import postgres.Column;

/** How a value is kept in a file that knows types. */
enum ValueKind {
    BOOLEAN,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    /** The digits as one whole number; the column says where the point is. */
    DECIMAL,
    /** Days since 1970-01-01. */
    DATE,
    /** Microseconds since midnight; 24:00 is one of them. */
    TIME,
    /** Microseconds since 1970-01-01 00:00 by the clock on the wall. */
    TIMESTAMP,
    /** Microseconds since 1970-01-01 00:00 UTC. */
    TIMESTAMPTZ,
    UUID,
    BYTES,
    /** PostgreSQL's own text of the value, for all that files have no type for. */
    TEXT;

    private static final Map<String, ValueKind> BY_TYPE = Map.ofEntries(
            Map.entry("boolean", BOOLEAN),
            Map.entry("smallint", INT),
            Map.entry("integer", INT),
            Map.entry("bigint", LONG),
            Map.entry("real", FLOAT),
            Map.entry("double precision", DOUBLE),
            Map.entry("numeric", DECIMAL),
            Map.entry("date", DATE),
            Map.entry("time without time zone", TIME),
            Map.entry("timestamp without time zone", TIMESTAMP),
            Map.entry("timestamp with time zone", TIMESTAMPTZ),
            Map.entry("uuid", UUID),
            Map.entry("bytea", BYTES));

    /** Built-in types that are text in a file and are known to put commas between the elements of their arrays. */
    private static final Set<String> TEXT_IN_LISTS = Set.of(
            "text",
            "character varying",
            "character",
            "json",
            "jsonb",
            "time with time zone",
            "interval",
            "inet",
            "cidr",
            "xml",
            "bit",
            "bit varying");

    /** The kind of a type, as SQL spells it without its modifier. */
    static ValueKind of(String type) {
        return BY_TYPE.getOrDefault(type, TEXT);
    }

    /** Whether an array of the type can be a list; all other arrays are text as a whole. */
    static boolean listable(String type) {
        return BY_TYPE.containsKey(type) || TEXT_IN_LISTS.contains(type);
    }

    /** The type of a column below its domain, without modifier and brackets: {@code timestamp(3)[]} is a timestamp. */
    static String plain(Column column) {
        String type = column.plainType() == null ? column.type() : column.plainType();
        return type.replaceFirst("\\(-?\\d+(,-?\\d+)?\\)", "").replaceFirst("\\[]$", "");
    }
}
