package dumps.keep;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import dumps.ColumnKind;
import dumps.Dialect;
import dumps.DumpRow;
import dumps.DumpTable;
import dumps.DumpValue;
import dumps.NumberSpelling;
import dumps.ValueKind;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import ledger.Json;

/**
 * Reads rows of one table out of the text of JSON arrays as {@link RowJson} writes them, without making anything of values that
 * nobody wants. What somebody wrote otherwise is left to a parser that knows all of JSON.
 */
public final class RowParser {

    private static final byte[] BYTES = "{\"bytes\":".getBytes(UTF_8);
    private static final byte[] BITS = "{\"bits\":".getBytes(UTF_8);
    private static final byte[] NUMBER = "{\"number\":".getBytes(UTF_8);
    private static final byte[] DEFAULT = "{\"default\":true}".getBytes(UTF_8);
    private static final int OTHERWISE = -1;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    private final ColumnKind[] kinds;
    private final DumpRow whole = new DumpRow();

    public RowParser(DumpTable table, Dialect dialect) {
        kinds = DumpJson.kinds(table, dialect);
    }

    /** Whether equal values of both have equal texts. */
    public boolean spellsLike(RowParser other) {
        return this == other || Arrays.equals(kinds, other.kinds);
    }

    /** Fills the row with all values. */
    public void fill(byte[] text, int from, int to, DumpRow row) throws IOException {
        row.begin();
        int at = from + 1;
        for (int column = 0; column < kinds.length && at > 0; column++) {
            at = separated(text, value(text, at, to, kinds[column], row), to, column == kinds.length - 1);
        }
        boolean none = kinds.length == 0;
        if (none || at != to) {
            otherwise(text, from, to, row);
        }
    }

    /** Fills the row with the values of these columns alone, which ascend. */
    public void pick(byte[] text, int from, int to, int[] columns, DumpRow row) throws IOException {
        row.begin();
        int at = from + 1;
        int picked = 0;
        for (int column = 0; picked < columns.length && at > 0; column++) {
            boolean wanted = columns[picked] == column;
            at = separated(
                    text,
                    wanted ? value(text, at, to, kinds[column], row) : skip(text, at, to),
                    to,
                    column == kinds.length - 1);
            picked += wanted ? 1 : 0;
        }
        if (at < 0) {
            otherwise(text, from, to, whole);
            row.begin();
            for (int column : columns) {
                row.add(whole.value(column));
            }
        }
    }

    private void otherwise(byte[] text, int from, int to, DumpRow row) throws IOException {
        try (JsonParser json = Json.mapper().getFactory().createParser(text, from, to - from)) {
            json.nextToken();
            new JsonRows(json, kinds).fill(row);
        }
    }

    /** Behind what must follow a value. */
    private static int separated(byte[] text, int at, int to, boolean last) {
        return at > 0 && at < to && text[at] == (last ? ']' : ',') ? at + 1 : OTHERWISE;
    }

    private static int value(byte[] text, int at, int to, ColumnKind column, DumpRow row) {
        switch (text[at]) {
            case '"' -> {
                int end = string(text, at, to, row);
                row.finish(
                        column.isNumeric() && NumberSpelling.is(row.array(), row.end(), row.end() + row.pending())
                                ? ValueKind.NUMBER
                                : ValueKind.TEXT);
                return end;
            }
            case '{' -> {
                return object(text, at, to, row);
            }
            default -> {
                return word(text, at, to, row);
            }
        }
    }

    private static int word(byte[] text, int at, int to, DumpRow row) {
        int end = at;
        while (end < to && text[end] != ',' && text[end] != ']') {
            end++;
        }
        switch (text[at]) {
            case 'n' -> row.finish(ValueKind.NULL);
            case 't', 'f' -> {
                row.put(text, at, end - at);
                row.finish(ValueKind.BOOLEAN);
            }
            default -> {
                row.put(text, at, end - at);
                row.finish(ValueKind.NUMBER);
                boolean plain = NumberSpelling.is(text, at, end);
                return plain ? end : OTHERWISE;
            }
        }
        return isWord(text, at, end) ? end : OTHERWISE;
    }

    private static boolean isWord(byte[] text, int from, int to) {
        String word = new String(text, from, Math.min(to - from, 6), UTF_8);
        return word.equals("null") || word.equals("true") || word.equals("false");
    }

    private static int object(byte[] text, int at, int to, DumpRow row) {
        if (is(text, at, to, DEFAULT)) {
            row.add(DumpValue.DEFAULT);
            return at + DEFAULT.length;
        }
        byte[] opening = is(text, at, to, BYTES) ? BYTES : is(text, at, to, BITS) ? BITS : NUMBER;
        int from = at + opening.length;
        if (!is(text, at, to, opening) || from >= to || text[from] != '"') {
            return OTHERWISE;
        }
        if (opening == BYTES) {
            int end = skipString(text, from, to);
            if (end < 0) {
                return OTHERWISE;
            }
            byte[] bytes;
            try {
                bytes = Base64.getDecoder().decode(Arrays.copyOfRange(text, from + 1, end - 1));
            } catch (IllegalArgumentException damaged) {
                return OTHERWISE;
            }
            row.put(bytes, 0, bytes.length);
            row.finish(ValueKind.BYTES);
            return closed(text, end, to);
        }
        int end = string(text, from, to, row);
        row.finish(opening == BITS ? ValueKind.BITS : ValueKind.NUMBER);
        return closed(text, end, to);
    }

    private static int closed(byte[] text, int at, int to) {
        return at > 0 && at < to && text[at] == '}' ? at + 1 : OTHERWISE;
    }

    private static boolean is(byte[] text, int at, int to, byte[] word) {
        return at + word.length <= to && Arrays.equals(text, at, at + word.length, word, 0, word.length);
    }

    /** Puts what stands between the quotes; returns what is behind them. */
    private static int string(byte[] text, int at, int to, DumpRow row) {
        int start = at + 1;
        while (start > 0 && start < to) {
            int end = special(text, start, to);
            row.put(text, start, end - start);
            if (end < to && text[end] == '"') {
                return end + 1;
            }
            start = escaped(text, end + 1, to, row) + 1;
        }
        return OTHERWISE;
    }

    /** Puts what the letters behind a backslash mean; returns the last of them. */
    private static int escaped(byte[] text, int at, int to, DumpRow row) {
        if (at >= to) {
            return OTHERWISE;
        }
        switch (text[at]) {
            case '"', '\\' -> row.put(text[at]);
            case 'n' -> row.put('\n');
            case 'r' -> row.put('\r');
            case 't' -> row.put('\t');
            case 'u' -> {
                boolean control = at + 4 < to && text[at + 1] == '0' && text[at + 2] == '0' && text[at + 3] < '2';
                int one = control
                        ? Character.digit(text[at + 3], 16) * 16 + Character.digit(text[at + 4], 16)
                        : OTHERWISE;
                if (one < 0 || one >= ' ') {
                    return OTHERWISE;
                }
                row.put(one);
                return at + 4;
            }
            default -> {
                return OTHERWISE;
            }
        }
        return at;
    }

    private static int skip(byte[] text, int at, int to) {
        if (text[at] == '"') {
            return skipString(text, at, to);
        }
        int end = at;
        if (text[at] == '{') {
            int colon = skipString(text, at + 1, to);
            int value = colon + 1;
            if (colon < 0 || value >= to) {
                return OTHERWISE;
            }
            end = text[value] == '"' ? skipString(text, value, to) : value;
            while (end > 0 && end < to && text[end] != '}') {
                end++;
            }
            return closed(text, end, to);
        }
        while (end < to && text[end] != ',' && text[end] != ']') {
            end++;
        }
        return end;
    }

    private static int skipString(byte[] text, int at, int to) {
        if (at >= to || text[at] != '"') {
            return OTHERWISE;
        }
        int i = at + 1;
        while (i < to) {
            i = special(text, i, to);
            if (i < to && text[i] == '"') {
                return i + 1;
            }
            i += 2;
        }
        return OTHERWISE;
    }

    /** The next quote or backslash. */
    private static int special(byte[] text, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = (long) WORDS.get(text, at);
            long found = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (at < to && text[at] != '"' && text[at] != '\\') {
            at++;
        }
        return at;
    }

    /** The highest bit of each byte that is zero; of those behind the first it may be wrong. */
    private static long zeros(long word) {
        return word - ONES & ~word & HIGH;
    }
}
