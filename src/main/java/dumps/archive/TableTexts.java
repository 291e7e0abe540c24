package dumps.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dumps.DumpRow;
import dumps.TableId;
import dumps.keep.RowText;
import dumps.merge.MergedTable;
import dumps.merge.StateSink;
import dumps.merge.TableCounts;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import ledger.Json;

/** Writes tables of the merged state as JSON: what the table is on the first line, then a line for each row. */
abstract class TableTexts implements StateSink {

    static final byte[] VALUES = "{\"values\":".getBytes(UTF_8);
    static final byte[] FILE = ",\"file\":".getBytes(UTF_8);
    private static final byte[] ROW_END = ",\n".getBytes(UTF_8);

    private final Map<String, byte[]> files = new HashMap<>();
    private OutputStream out;
    private RowText rows;
    private boolean first;

    /** Where the table is written. */
    protected abstract OutputStream open(MergedTable table) throws IOException;

    /** The table is written. */
    protected abstract void close(OutputStream written) throws IOException;

    @Override
    public void table(MergedTable table) throws IOException {
        out = open(table);
        rows = new RowText(table.definition(), table.dialect());
        String head = Json.write(head(table));
        out.write((head.substring(0, head.length() - 1) + ",\"rows\":[\n").getBytes(UTF_8));
        first = true;
    }

    /** All that is said of a table before its rows. */
    static ObjectNode head(MergedTable table) {
        TableId id = table.id();
        ObjectNode head = Json.mapper().createObjectNode().put("table", table.name());
        if (id.database() != null) {
            head.put("database", id.database());
        }
        if (id.schema() != null) {
            head.put("schema", id.schema());
        }
        head.put("name", id.name());
        head.put("dialect", table.dialect().text());
        if (table.definition().comment() != null) {
            head.put("comment", table.definition().comment());
        }
        head.set("columns", Json.mapper().valueToTree(table.definition().columns()));
        head.set("key", Json.mapper().valueToTree(table.keyless() ? java.util.List.of() : table.key()));
        head.set("keys", Json.mapper().valueToTree(table.definition().keys()));
        return head;
    }

    @Override
    public void row(DumpRow row, String file) throws IOException {
        if (!first) {
            out.write(ROW_END);
        }
        first = false;
        out.write(VALUES);
        rows.write(row, out);
        out.write(files.computeIfAbsent(
                file, name -> (new String(FILE, UTF_8) + Json.write(name) + "}").getBytes(UTF_8)));
    }

    @Override
    public void end(MergedTable table, TableCounts counts) throws IOException {
        out.write((first ? "]}\n" : "\n]}\n").getBytes(UTF_8));
        close(out);
    }
}
