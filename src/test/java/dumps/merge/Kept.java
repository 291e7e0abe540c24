package dumps.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dumps.DumpRow;
import dumps.keep.KeptDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import ledger.Json;

/** JSON of dump files made by hand, and the state that they make together. */
public final class Kept {

    private final ObjectNode file = Json.mapper().createObjectNode();
    private final ArrayNode tables = Json.mapper().createArrayNode();
    private ObjectNode table;
    private boolean complete;

    private Kept(String name) {
        file.put("format", "caravanserai-dump-1")
                .put("name", name)
                .put("bytes", 1)
                .put(
                        "sha256",
                        UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                .toString())
                .put("dialect", "mysql")
                .put("encoding", "UTF-8");
        for (String list : List.of("evidence", "effects", "leftovers")) {
            file.putArray(list);
        }
        file.putObject("types");
        file.putObject("skipped");
    }

    public static Kept file(String name) {
        return new Kept(name);
    }

    public String name() {
        return file.path("name").asText();
    }

    public Kept dialect(String dialect) {
        file.put("dialect", dialect);
        return this;
    }

    /** Its tool says that it came to its end, and when. */
    public Kept completeAt(String time) {
        complete = true;
        if (time != null) {
            file.put("completedAt", time);
        }
        return this;
    }

    public Kept sameBytesAs(String other) {
        file.put(
                "sha256",
                UUID.nameUUIDFromBytes(other.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toString());
        return this;
    }

    /** A table, its columns as {@code name type}; the key is the first unless said otherwise. */
    public Kept table(String name, String... columns) {
        return tableOf(null, name, columns);
    }

    public Kept tableOf(String database, String name, String... columns) {
        table = tables.addObject().put("name", name).put("defined", true).put("complete", complete);
        if (database != null) {
            table.put("database", database);
        }
        ArrayNode all = table.putArray("columns");
        for (String column : columns) {
            String[] parts = column.split(" ", 3);
            ObjectNode one = all.addObject()
                    .put("name", parts[0])
                    .put("type", parts[1])
                    .put("nullable", true)
                    .put("counts", false);
            if (parts.length > 2) {
                one.put("defaultText", parts[2]);
            }
        }
        table.putArray("rows");
        return key(columns[0].split(" ")[0]);
    }

    public Kept partitionOf(String owner) {
        table.putObject("partitionOf").put("name", owner);
        return this;
    }

    public Kept key(String... columns) {
        ArrayNode keys = table.putArray("keys");
        if (columns.length > 0) {
            ObjectNode key = keys.addObject().put("kind", "primary").put("text", "");
            key.set("columns", Json.mapper().valueToTree(columns));
        }
        return this;
    }

    /** A key, index or foreign key as its JSON has it. */
    public Kept with(String key) {
        ((ArrayNode) table.get("keys")).add(Json.read(key));
        return this;
    }

    /** What is said of the column added last, as its JSON has it. */
    public Kept column(int place, String name, String value) {
        ((ObjectNode) table.get("columns").get(place)).set(name, Json.read(value));
        return this;
    }

    /** The file has rows of it alone. */
    public Kept undefined() {
        table.put("defined", false);
        return key();
    }

    public Kept partial() {
        table.put("complete", false).put("partial", "a filter");
        return this;
    }

    public Kept row(Object... values) {
        ((ArrayNode) table.get("rows")).add(Json.mapper().<JsonNode>valueToTree(values));
        return this;
    }

    public KeptDump in(Path folder) throws IOException {
        long rows = 0;
        for (JsonNode one : tables) {
            ((ObjectNode) one).put("count", one.get("rows").size());
            ((ObjectNode) one).put("rowsBytes", 0);
            rows += one.get("rows").size();
        }
        file.put("complete", complete);
        file.putObject("account")
                .put("there", rows)
                .put("kept", rows)
                .put("removed", 0)
                .put("reported", 0);
        file.set("tables", tables);
        Path json = folder.resolve(file.path("name").asText() + ".json");
        Files.createDirectories(folder);
        Files.writeString(json, Json.write(file) + "\n");
        return KeptDump.open(json);
    }

    /** Takes the state as lines: {@code table: values @file}. */
    static final class Lines implements StateSink {
        final List<String> lines = new ArrayList<>();
        final List<String> changes = new ArrayList<>();
        final List<TableCounts> counts = new ArrayList<>();
        private MergedTable table;

        @Override
        public void table(MergedTable next) {
            table = next;
        }

        @Override
        public void row(DumpRow row, String file) {
            lines.add(table.name() + ": " + text(row) + " @" + file);
        }

        @Override
        public void end(MergedTable ended, TableCounts its) {
            counts.add(its);
        }

        @Override
        public boolean wantsChanges() {
            return true;
        }

        @Override
        public void change(Op op, DumpRow row, String file, int place) {
            changes.add(op.text() + " " + text(row) + " @" + place);
        }

        private static String text(DumpRow row) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                text.append(i == 0 ? "" : "|").append(row.isNull(i) ? "NULL" : row.text(i));
            }
            return text.toString();
        }
    }
}
