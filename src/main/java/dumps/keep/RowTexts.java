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
import java.util.Arrays;
import java.util.Iterator;
import ledger.Json;

/** The rows of a table, one after the other, each as the text of its JSON array; nothing is made of what stands in it. */
public final class RowTexts implements Closeable {

    private final KeptTable table;
    private final Iterator<KeptTable.VerbRun> runs;
    private final Lines lines;
    private final JsonParser json;
    private final JsonRows parsed;
    private final DumpRow row = new DumpRow();
    private final ColumnKind[] kinds;
    private KeptTable.VerbRun run;
    private byte[] buffer;
    private int from;
    private int to;
    private long rows;

    private RowTexts(KeptTable table, Lines lines, JsonParser json, ColumnKind[] kinds) {
        this.table = table;
        this.lines = lines;
        this.json = json;
        this.kinds = kinds;
        parsed = json == null ? null : new JsonRows(json, kinds);
        runs = table.verbs().iterator();
        run = runs.hasNext() ? runs.next() : null;
    }

    /** Of lines, each of which is a row; a line that closes the array ends them. */
    static RowTexts ofLines(KeptTable table, InputStream in, int buffered) {
        return new RowTexts(table, new Lines(in, buffered), null, null);
    }

    /** Of whatever layout, from within the array on. */
    static RowTexts of(KeptTable table, InputStream in, ColumnKind[] kinds) throws IOException {
        JsonParser json = Json.mapper().getFactory().createParser(in);
        if (table.rowsIn() == null && json.nextToken() != JsonToken.START_ARRAY) {
            throw new IOException("there is no array of rows");
        }
        return new RowTexts(table, null, json, kinds);
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
            if (!lines.next()) {
                return false;
            }
            buffer = lines.array();
            from = lines.from();
            to = lines.to();
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
        } else {
            lines.close();
        }
    }
}
