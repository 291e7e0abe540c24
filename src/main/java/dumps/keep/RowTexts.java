package dumps.keep;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dumps.ColumnKind;
import dumps.DumpRow;
import dumps.KeptTable;
import dumps.RowVerb;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import ledger.Json;

/** The rows of a table, one after the other, each as the text of its JSON array; nothing is made of what stands in it. */
public final class RowTexts implements Closeable {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final int LARGE = 1 << 20;

    private final KeptTable table;
    private final Iterator<KeptTable.VerbRun> runs;
    private final InputStream in;
    private final JsonParser json;
    private final JsonRows parsed;
    private final DumpRow row = new DumpRow();
    private final ColumnKind[] kinds;
    private final int usual;
    private KeptTable.VerbRun run;
    private byte[] buffer;
    private int read;
    private int next;
    private boolean ended;
    private int from;
    private int to;
    private long rows;

    private RowTexts(KeptTable table, InputStream in, JsonParser json, ColumnKind[] kinds, int buffered) {
        this.table = table;
        this.in = in;
        this.json = json;
        this.kinds = kinds;
        parsed = json == null ? null : new JsonRows(json, kinds);
        runs = table.verbs().iterator();
        run = runs.hasNext() ? runs.next() : null;
        usual = buffered;
        buffer = new byte[buffered];
    }

    /** Of lines, each of which is a row; a line that closes the array ends them. */
    static RowTexts ofLines(KeptTable table, InputStream in, int buffered) {
        return new RowTexts(table, in, null, null, buffered);
    }

    /** Of whatever layout, from within the array on. */
    static RowTexts of(KeptTable table, InputStream in, ColumnKind[] kinds) throws IOException {
        JsonParser json = Json.mapper().getFactory().createParser(in);
        if (table.rowsIn() == null && json.nextToken() != JsonToken.START_ARRAY) {
            throw new IOException("there is no array of rows");
        }
        return new RowTexts(table, in, json, kinds, 0);
    }

    /**
     * Goes to the next row.
     *
     * @throws IOException if it is none, or there are fewer or more than the facts say
     */
    public boolean next() throws IOException {
        boolean more = json == null ? nextLine() : nextParsed();
        if (more != rows < table.rows()) {
            throw new IOException("there are " + (more ? "more" : "only " + rows) + " rows of "
                    + table.table().id() + " and not " + table.rows() + " as the facts say");
        }
        while (run != null && rows >= run.to()) {
            run = runs.hasNext() ? runs.next() : null;
        }
        rows++;
        return more;
    }

    private boolean nextParsed() throws IOException {
        if (json.nextToken() != JsonToken.START_ARRAY) {
            return false;
        }
        parsed.fill(row);
        Bytes text = new Bytes(64);
        RowJson.write(row, kinds, text);
        buffer = text.array();
        from = 0;
        to = text.size();
        return true;
    }

    private boolean nextLine() throws IOException {
        do {
            int end = lineEnd();
            if (end < 0) {
                return false;
            }
            from = next;
            to = end;
            next = end + 1;
            while (to > from && (buffer[to - 1] == ',' || buffer[to - 1] == '\r')) {
                to--;
            }
        } while (to == from);
        if (table.rowsIn() == null && buffer[from] == ']') {
            return false;
        }
        if (to - from < 2 || buffer[from] != '[' || buffer[to - 1] != ']') {
            throw new IOException("a line among the rows of " + table.table().id() + " is no row");
        }
        return true;
    }

    /** Where the line ends that begins at {@code next}; -1 if there is none. */
    private int lineEnd() throws IOException {
        int looked = next;
        while (true) {
            int end = newline(buffer, looked, read);
            if (end < read) {
                return end;
            }
            if (ended) {
                return next < read ? read : -1;
            }
            looked = read - next;
            more();
        }
    }

    /** What is left of the buffer moves to its beginning, and as much as has room behind it is read. */
    private void more() throws IOException {
        int left = read - next;
        byte[] into = buffer;
        if (left == buffer.length) {
            into = new byte[(int) Math.min(Integer.MAX_VALUE - 8L, buffer.length * 2L)];
        } else if (buffer.length > LARGE && left < usual / 2) {
            into = new byte[usual];
        }
        System.arraycopy(buffer, next, into, 0, left);
        buffer = into;
        next = 0;
        read = left;
        int got = in.read(buffer, read, buffer.length - read);
        ended = got < 0;
        read += Math.max(0, got);
    }

    private static int newline(byte[] bytes, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = (long) WORDS.get(bytes, at) ^ ONES * '\n';
            long found = word - ONES & ~word & HIGH;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    /** What holds the text of the row in hand; nobody writes into it. */
    public byte[] array() {
        return buffer;
    }

    /** Where its text begins. */
    public int from() {
        return from;
    }

    /** Where it ends. */
    public int to() {
        return to;
    }

    /** How it is put in. */
    public RowVerb verb() {
        return run != null && rows > run.from() ? run.verb() : RowVerb.INSERT;
    }

    /** A copy of its text. */
    public byte[] text() {
        return Arrays.copyOfRange(buffer, from, to);
    }

    @Override
    public void close() throws IOException {
        if (json != null) {
            json.close();
        }
        in.close();
    }
}
