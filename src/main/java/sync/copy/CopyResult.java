package sync.copy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import ledger.Json;
import ledger.Rows;
import ledger.RunEnd;
import postgres.BucketHashes;
import postgres.ContentHash;
import postgres.TableName;
import sync.Flow;

/** What is reported of a copy. */
final class CopyResult {

    private final CopyRequest request;
    private final Flow flow;
    private final Map<TableName, Chunks.Copied> copied;
    private final ArrayNode tables = Json.mapper().createArrayNode();
    private long rows;

    CopyResult(CopyRequest request, Flow flow, Map<TableName, Chunks.Copied> copied) {
        this.request = request;
        this.flow = flow;
        this.copied = copied;
    }

    /** A content hash as it is shown. */
    static String hex(long checksum) {
        return HexFormat.of().toHexDigits(checksum);
    }

    /** A table that arrived. */
    void add(CopiedTable table, BucketHashes arrived) {
        Chunks.Copied read = copied.get(table.name());
        rows += arrived.rows();
        ObjectNode reported = tables.addObject();
        reported.put("table", table.name().display());
        reported.put("rows", arrived.rows());
        reported.put("chunks", read.chunks());
        reported.putObject("checksum")
                .put("source", hex(read.done().checksum()))
                .put("target", arrived.hash());
        reported.put("seconds", Math.round(read.seconds() * 1000) / 1000.0);
    }

    /** The end of the run, when the tables are in their place. */
    RunEnd end(List<String> notes, JsonNode seconds) {
        ObjectNode detail = Json.mapper().createObjectNode();
        detail.put("from", flow.from()).put("to", flow.to());
        detail.put("how", request.how().text());
        detail.set("tables", tables);
        detail.put("hashMethod", ContentHash.METHOD);
        detail.set("seconds", seconds);
        detail.set("notes", Json.mapper().valueToTree(notes));
        return RunEnd.done(request.run(), new Rows(rows, rows, 0, 0, 0), detail);
    }

    /** What the target keeps of the end, until the ledger has it. */
    static String write(RunEnd end) {
        ObjectNode kept = Json.mapper().createObjectNode();
        kept.put("rows", end.rows().in());
        kept.set("detail", end.detail());
        return kept.toString();
    }

    /** The end that the target kept. */
    static RunEnd read(UUID run, String kept) {
        JsonNode read = Json.read(kept);
        long rows = read.get("rows").asLong();
        return RunEnd.done(run, new Rows(rows, rows, 0, 0, 0), read.get("detail"));
    }
}
