package ingest;

import ingest.value.ClockChanges;
import java.nio.charset.StandardCharsets;
import java.util.List;
import postgres.Column;
import rows.load.Dialect;

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
        TIME,
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

    /** Columns whose values are read before they go in: where one looks odd it has to be asked what it means. */
    private final boolean[] read;

    /** Columns of times that are read in the zone of the session. */
    private final boolean[] zoned;

    private ClockChanges changes;
    private final byte[] nullText;
    private final byte quote;
    /** Set by the thread that loads, read by the one that scans. */
    private volatile boolean trusting;

    Plausibility(List<Column> columns, Dialect dialect) {
        this(columns, dialect, new boolean[columns.size()]);
    }

    Plausibility(List<Column> columns, Dialect dialect, boolean[] read) {
        this.read = read.clone();
        looks = new Look[columns.size()];
        required = new boolean[columns.size()];
        room = new int[columns.size()];
        zoned = new boolean[columns.size()];
        for (int i = 0; i < looks.length; i++) {
            Column column = columns.get(i);
            looks[i] = lookOf(column);
            required[i] = column.required();
            room[i] = roomOf(column);
            zoned[i] = column.baseType().equals("timestamptz");
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
            case "time", "timetz" -> Look.TIME;
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

    /** Whether a field looks as if its column, or who reads for it, would take it. */
    boolean plausible(int i, byte[] bytes, int from, int to) {
        if (isNull(bytes, from, to)) {
            return !required[i];
        }
        if (looks[i] == Look.ANYTHING || trusting && !read[i]) {
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
            return Spelling.uuid(bytes, start, end - start);
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
            case SMALLINT -> Spelling.integer(bytes, start, end, Short.MAX_VALUE);
            case INTEGER -> Spelling.integer(bytes, start, end, Integer.MAX_VALUE);
            case BIGINT -> Spelling.integer(bytes, start, end, Long.MAX_VALUE);
            case NUMERIC ->
                Spelling.decimal(bytes, Spelling.sign(bytes, start), end, room[i])
                        || room[i] == ANY_DIGITS
                                && Spelling.scientific(bytes, Spelling.sign(bytes, start), end, ANY_DIGITS);
            case FLOAT ->
                Spelling.decimal(bytes, Spelling.sign(bytes, start), end, DIGITS_OF_FLOAT)
                        || Spelling.scientific(bytes, Spelling.sign(bytes, start), end, room[i])
                        || Spelling.is(bytes, start, end, "nan");
            case BOOLEAN -> Spelling.bool(bytes, start, end);
            case DATE -> end - start == 10 && Spelling.date(bytes, start);
            case TIMESTAMP -> isTimestamp(i, bytes, start, end);
            case TIME -> bytes[start] >= '0' && bytes[start] <= '9';
            case UUID, SHORT_TEXT, ANYTHING -> true;
        };
    }

    private boolean isTimestamp(int i, byte[] bytes, int start, int end) {
        if (!Spelling.timestamp(bytes, start, end)) {
            return false;
        }
        if (changes != null && zoned[i]) {
            changes.see(i, bytes, start, end);
        }
        return true;
    }

    /** Looks also for times that a zone never had, or had twice. */
    void watch(ClockChanges zone) {
        changes = zone;
    }

    /** The next record comes. */
    void begin() {
        if (changes != null) {
            changes.begin();
        }
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

    /** Whether fields that look odd go in with all others, where nobody can tell what they mean. */
    boolean trusting() {
        return trusting;
    }

    boolean isNull(byte[] bytes, int from, int to) {
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
}
