package dumps.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dumps.DumpRow;
import dumps.keep.RowText;
import dumps.merge.MergedTable;
import dumps.merge.Op;
import dumps.merge.StateSink;
import dumps.merge.TableCounts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import ledger.Json;

/**
 * What became of rows from file to file, as JSON Lines: {@code {table, key, asOf, file, op, row}}, by table, key and place.
 * The same files always make the same lines, so whoever was broken off goes on behind the last line he has.
 */
public final class HistoryText implements StateSink {

    private final OutputStream out;
    private final String only;
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private long passOver;
    private MergedTable table;
    private RowText rows;
    private long lines;

    /**
     * @param out which stays open
     * @param only the key of the one row that is wanted, as {@link #keyText} has it, or null for all
     * @param passOver how many lines somebody has already
     */
    public HistoryText(OutputStream out, String only, long passOver) {
        this.out = out;
        this.only = only;
        this.passOver = passOver;
    }

    /** A key as people write it: its values with commas between, or a JSON array of them. */
    public static String keyText(String written) {
        if (written.startsWith("[")) {
            try {
                StringBuilder text = new StringBuilder();
                for (JsonNode value : Json.mapper().readTree(written)) {
                    text.append(text.length() == 0 ? "" : "\u0001").append(value.asText());
                }
                return text.toString();
            } catch (com.fasterxml.jackson.core.JsonProcessingException notJson) {
                return written;
            }
        }
        return written.replace(",", "\u0001");
    }

    @Override
    public boolean wantsChanges() {
        return true;
    }

    @Override
    public void table(MergedTable next) {
        table = next;
        rows = new RowText(next.definition(), next.dialect());
    }

    @Override
    public void change(Op op, DumpRow row, String file, int place) throws IOException {
        if (only != null && !only.equals(keyOf(row))) {
            return;
        }
        if (passOver > 0) {
            passOver--;
            return;
        }
        values.reset();
        rows.write(row, values);
        JsonNode all = Json.read(values.toString(UTF_8));
        ObjectNode line = Json.mapper().createObjectNode().put("table", table.name());
        ObjectNode key = line.putObject("key");
        ObjectNode named = Json.mapper().createObjectNode();
        List<dumps.DumpColumn> columns = table.definition().columns();
        for (int i = 0; i < columns.size(); i++) {
            named.set(columns.get(i).name(), all.get(i));
        }
        for (String column : table.key()) {
            int at = table.definition().indexOf(column);
            key.set(column, at < 0 ? Json.mapper().nullNode() : all.get(at));
        }
        line.put("asOf", place).put("file", file).put("op", op.text());
        line.set("row", op == Op.DELETE ? Json.mapper().nullNode() : named);
        out.write((line + "\n").getBytes(UTF_8));
        lines++;
    }

    private String keyOf(DumpRow row) {
        StringBuilder text = new StringBuilder();
        for (String column : table.key()) {
            int at = table.definition().indexOf(column);
            text.append(text.length() == 0 ? "" : "\u0001").append(at < 0 || row.isNull(at) ? "" : row.text(at));
        }
        return text.toString();
    }

    @Override
    public void row(DumpRow row, String file) {
        // The changes tell of it.
    }

    @Override
    public void end(MergedTable ended, TableCounts counts) {
        // Nothing stands behind the last line of a table.
    }

    /** How many lines were written. */
    public long lines() {
        return lines;
    }
}
