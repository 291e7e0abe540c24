package dumps.keep;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dumps.DumpFile;
import dumps.KeptTable;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import ledger.Json;

/**
 * Finds the facts of a dump's JSON without reading its rows where it is laid out as it was written, and by reading all of it
 * where somebody laid it out anew.
 *
 * @param rowsAt where the array of a table's rows begins, in bytes
 * @param laidOut whether each row is a line of its own
 */
record FactsReader(DumpFile file, Map<KeptTable, Long> rowsAt, boolean laidOut) {

    private static final int BLOCK = 1 << 13;

    static FactsReader of(Path json) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(json.toFile(), "r")) {
            FactsReader quick = quick(in);
            return quick != null ? quick : thorough(json);
        }
    }

    private static FactsReader quick(RandomAccessFile in) throws IOException {
        String first = line(in);
        if (!first.startsWith("{\"format\":") || !first.endsWith("\"tables\":[")) {
            return null;
        }
        Map<KeptTable, Long> rowsAt = new IdentityHashMap<>();
        List<KeptTable> tables = new ArrayList<>();
        for (String line = line(in); !line.equals("]}"); line = line(in)) {
            String facts = line.endsWith("]},")
                    ? line.substring(0, line.length() - 3)
                    : line.endsWith("]}") ? line.substring(0, line.length() - 2) : line;
            TableFacts table = DumpJson.table(facts);
            if (table == null) {
                return null;
            }
            KeptTable kept = table.kept();
            tables.add(kept);
            if (facts.equals(line)) {
                long afterLine = in.getFilePointer();
                rowsAt.put(kept, afterLine - 2);
                in.seek(afterLine - 1 + table.rowsBytes());
                String end = line(in);
                if (!end.equals("]}") && !end.equals("]},")) {
                    return null;
                }
            } else {
                rowsAt.put(kept, in.getFilePointer() - 1 - (line.length() - facts.length()) - 1);
            }
        }
        return new FactsReader(DumpJson.file(first, tables), rowsAt, true);
    }

    /** The line that begins here, without its end; the place is behind it then. */
    private static String line(RandomAccessFile in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] block = new byte[BLOCK];
        while (true) {
            int got = in.read(block);
            if (got < 0) {
                throw new EOFException("the JSON ends before its end");
            }
            for (int i = 0; i < got; i++) {
                if (block[i] == '\n') {
                    line.write(block, 0, i);
                    in.seek(in.getFilePointer() - got + i + 1);
                    return line.toString(UTF_8);
                }
            }
            line.write(block, 0, got);
        }
    }

    private static FactsReader thorough(Path json) throws IOException {
        ObjectNode facts = Json.mapper().createObjectNode();
        Map<KeptTable, Long> rowsAt = new IdentityHashMap<>();
        List<KeptTable> tables = new ArrayList<>();
        try (JsonParser parser = Json.mapper().getFactory().createParser(json.toFile())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw KeptDump.damaged(json, null);
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                if (name.equals("tables")) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        table(parser, tables, rowsAt);
                    }
                } else {
                    facts.set(name, parser.readValueAsTree());
                }
            }
        }
        return new FactsReader(DumpJson.file(facts, tables), rowsAt, false);
    }

    private static void table(JsonParser parser, List<KeptTable> tables, Map<KeptTable, Long> rowsAt)
            throws IOException {
        ObjectNode facts = Json.mapper().createObjectNode();
        long at = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.equals("rows")) {
                at = parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
            } else {
                facts.set(name, parser.readValueAsTree());
            }
        }
        KeptTable kept = Json.mapper().convertValue(facts, TableFacts.class).kept();
        tables.add(kept);
        rowsAt.put(kept, at);
    }
}
