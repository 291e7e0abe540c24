package dumps.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.DumpRow;
import dumps.keep.Lines;
import dumps.keep.RowParser;
import dumps.merge.MergedTable;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import ledger.Json;

/** The rows of a table of the merged state, out of the lines that {@link TableTexts} wrote. */
final class CombinedRows implements Closeable {

    private static final int BUFFER = 1 << 18;

    private final MergedTable table;
    private final Lines lines;
    private final RowParser parser;
    private final DumpRow row = new DumpRow();
    private final Map<String, String> files = new HashMap<>();
    private byte[] ending = {};
    private String file;

    /** @param in from the line behind the table's head on */
    CombinedRows(MergedTable table, InputStream in) {
        this.table = table;
        lines = new Lines(in, BUFFER);
        parser = new RowParser(table.definition(), table.dialect());
    }

    /**
     * Goes to the next row; false if there is none.
     *
     * @throws IOException if a line is no row, or the last one is missing
     */
    boolean next() throws IOException {
        if (!lines.next()) {
            throw new IOException("the rows of " + table.name() + " in the archive end in the middle");
        }
        byte[] line = lines.array();
        int from = lines.from();
        int to = lines.to();
        if (to - from == 2 && line[from] == ']') {
            return false;
        }
        if (to > from && line[to - 1] == ',') {
            to--;
        }
        if (!endsSo(line, from, to, ending)) {
            file(line, from, to);
        }
        int values = from + TableTexts.VALUES.length;
        if (values >= to - ending.length
                || !Arrays.equals(line, from, values, TableTexts.VALUES, 0, TableTexts.VALUES.length)) {
            throw damaged();
        }
        parser.fill(line, values, to - ending.length, row);
        return true;
    }

    private static boolean endsSo(byte[] line, int from, int to, byte[] ending) {
        int at = to - ending.length;
        return ending.length > 0 && at >= from && Arrays.equals(line, at, to, ending, 0, ending.length);
    }

    /** Within a name in JSON no quote stands behind a comma, so the last such place begins it. */
    private void file(byte[] line, int from, int to) throws IOException {
        byte[] member = TableTexts.FILE;
        int at = to - member.length;
        while (at > from && !Arrays.equals(line, at, at + member.length, member, 0, member.length)) {
            at--;
        }
        if (at <= from) {
            throw damaged();
        }
        ending = Arrays.copyOfRange(line, at, to);
        file = files.computeIfAbsent(
                new String(ending, member.length, ending.length - member.length - 1, UTF_8),
                name -> Json.read(name).asText());
    }

    private IOException damaged() {
        return new IOException("a line among the rows of " + table.name() + " in the archive is no row");
    }

    DumpRow row() {
        return row;
    }

    /** The dump file that it came from. */
    String file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
