package dumps.archive;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dumps.Dialect;
import dumps.DumpColumn;
import dumps.DumpKey;
import dumps.DumpTable;
import dumps.TableId;
import dumps.keep.Lines;
import dumps.merge.MergedTable;
import dumps.merge.Policy;
import dumps.merge.StateSink;
import dumps.merge.TableCounts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import ledger.Json;

/** The latest state of an archive, as it lies there: nothing is held against anything again. */
final class CombinedState implements State {

    private static final String ROWS = "rows";

    private final List<MergedTable> tables = new ArrayList<>();
    private final Map<TableId, Path> files = new HashMap<>();
    private final Map<String, List<String>> labels = new TreeMap<>();

    CombinedState(Layout layout, ObjectNode manifest) throws IOException {
        for (JsonNode table : manifest.path("tables")) {
            Path file = layout.combined().resolve(table.path("combined").asText());
            MergedTable merged = head(file);
            tables.add(merged);
            files.put(merged.id(), file);
        }
        for (JsonNode file : manifest.path("files")) {
            labels.putAll(
                    Json.mapper().convertValue(file.path("types"), new TypeReference<Map<String, List<String>>>() {}));
        }
    }

    private static MergedTable head(Path file) throws IOException {
        try (JsonParser json = Json.mapper().getFactory().createParser(file.toFile())) {
            return head(json);
        }
    }

    /** All up to the rows. */
    private static MergedTable head(JsonParser json) throws IOException {
        ObjectNode head = Json.mapper().createObjectNode();
        json.nextToken();
        for (String name = json.nextFieldName(); !ROWS.equals(name); name = json.nextFieldName()) {
            if (name == null) {
                throw new IOException("a table of the archive has no rows in its JSON");
            }
            json.nextToken();
            head.set(name, json.readValueAsTree());
        }
        TableId id = new TableId(
                head.path("database").asText(null),
                head.path("schema").asText(null),
                head.path("name").asText());
        List<String> key = Json.mapper().convertValue(head.path("key"), new TypeReference<List<String>>() {});
        DumpTable definition = new DumpTable(
                id,
                true,
                Json.mapper().convertValue(head.path("columns"), new TypeReference<List<DumpColumn>>() {}),
                Json.mapper().convertValue(head.path("keys"), new TypeReference<List<DumpKey>>() {}),
                null,
                null,
                head.path("comment").asText(null));
        return new MergedTable(
                id,
                head.path("table").asText(),
                definition,
                Json.mapper().convertValue(head.path("dialect"), Dialect.class),
                key,
                key.isEmpty(),
                null,
                List.of());
    }

    @Override
    public List<MergedTable> tables(String asOf) {
        return tables;
    }

    @Override
    public Map<String, List<String>> labels() {
        return labels;
    }

    @Override
    public void run(Set<TableId> wanted, String asOf, Policy policy, StateSink sink) throws IOException {
        for (MergedTable table : tables) {
            if (wanted == null || wanted.contains(table.id())) {
                sink.table(table);
                rows(table, sink);
                sink.end(table, new TableCounts());
            }
        }
    }

    private void rows(MergedTable table, StateSink sink) throws IOException {
        Path file = files.get(table.id());
        try (CombinedRows rows = new CombinedRows(table, behindHead(file))) {
            while (!sink.hasEnough() && rows.next()) {
                sink.row(rows.row(), rows.file());
            }
        } catch (JsonProcessingException e) {
            throw new IOException("a row in " + file + " is damaged", e);
        }
    }

    /** The head is the first line. */
    private static InputStream behindHead(Path file) throws IOException {
        long length;
        try (Lines head = new Lines(Files.newInputStream(file), 1 << 12)) {
            length = head.next() ? head.to() + 1 : 0;
        }
        return Channels.newInputStream(FileChannel.open(file).position(length));
    }

    @Override
    public void close() {
        // Nothing stays open.
    }
}
