package dumps.archive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dumps.DumpFile;
import dumps.KeptTable;
import dumps.merge.Findings;
import dumps.merge.MergedTable;
import dumps.merge.Policy;
import dumps.merge.Renames;
import dumps.merge.TableCounts;
import dumps.read.DumpSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ledger.Json;

/** What an archive says of itself: its files in the order found and why, what changed, and how its tables came to be. */
final class ArchiveManifest {

    static final String FORMAT = "caravanserai-dumps-1";

    private ArchiveManifest() {}

    /** Whether what lies there is one of ours. */
    static boolean isOurs(Path manifest) throws IOException {
        if (!Files.isRegularFile(manifest)) {
            return false;
        }
        try {
            return FORMAT.equals(
                    Json.mapper().readTree(manifest.toFile()).path("format").asText());
        } catch (com.fasterxml.jackson.core.JsonProcessingException notOurs) {
            return false;
        }
    }

    /** What somebody said is called otherwise in later files. */
    static Renames renames(ObjectNode manifest) {
        List<String> said = new ArrayList<>();
        manifest.path("renames").forEach(one -> said.add(one.asText()));
        return Renames.of(said);
    }

    static ObjectNode read(Path manifest) throws IOException {
        return (ObjectNode) Json.mapper().readTree(manifest.toFile());
    }

    /**
     * Nothing in it tells when or where it was made: the same files make the same manifest.
     *
     * @param single whether all tables are in one file
     * @param whole whether every table has a file of its own
     */
    static ObjectNode of(
            Findings findings,
            Map<MergedTable, TableCounts> tables,
            Policy policy,
            Renames renames,
            boolean single,
            boolean whole,
            Map<String, Refusal> refused) {
        ObjectNode manifest = Json.mapper().createObjectNode().put("format", FORMAT);
        manifest.put("policy", policy.text());
        manifest.put("whole", whole);
        if (!renames.said().isEmpty()) {
            manifest.set("renames", Json.mapper().valueToTree(renames.said()));
        }
        ArrayNode files = manifest.putArray("files");
        findings.files().forEach(place -> files.add(file(place)));
        manifest.set("order", Json.mapper().valueToTree(findings.order()));
        ArrayNode duplicates = manifest.putArray("duplicates");
        findings.duplicates().forEach((name, of) -> duplicates
                .addObject()
                .put("file", name)
                .put("sameAs", of)
                .put("json", DumpSource.jsonName(name)));
        manifest.set("refused", Json.mapper().valueToTree(refused));
        manifest.set("drift", Json.mapper().valueToTree(findings.drift()));
        manifest.set("notes", Json.mapper().valueToTree(findings.notes()));
        ArrayNode all = manifest.putArray("tables");
        tables.forEach((table, counts) -> all.add(table(table, counts, single)));
        return manifest;
    }

    private static ObjectNode file(Findings.Place place) {
        DumpFile file = place.file();
        ObjectNode node = Json.mapper().createObjectNode().put("place", place.place());
        ObjectNode facts = Json.mapper().valueToTree(file);
        facts.remove("tables");
        node.setAll(facts);
        node.put("json", DumpSource.jsonName(file.name()));
        node.put("state", place.state());
        if (place.sameStateAs() != null) {
            node.put("sameStateAs", place.sameStateAs());
        }
        ArrayNode tables = node.putArray("tables");
        for (KeptTable table : file.tables()) {
            ObjectNode one = tables.addObject()
                    .put("table", table.table().id().toString())
                    .put("rows", table.rows())
                    .put("complete", table.complete());
            if (table.partial() != null) {
                one.put("partial", table.partial());
            }
            if (table.uncertain() != null) {
                one.put("uncertain", table.uncertain());
            }
        }
        return node;
    }

    private static ObjectNode table(MergedTable table, TableCounts counts, boolean single) {
        ObjectNode node = TableTexts.head(table);
        node.remove("keys");
        node.put("combined", single ? CombinedFiles.SINGLE : CombinedFiles.nameOf(table));
        if (table.updateTime() != null) {
            node.put("updateTime", table.updateTime());
        }
        node.set("files", Json.mapper().valueToTree(table.files()));
        return node.put("rows", counts.rows())
                .put("deleted", counts.deleted())
                .put("olderVersions", counts.older())
                .put("ties", counts.ties())
                .put("keptInDoubt", counts.doubtful())
                .put("twiceInOneFile", counts.twice());
    }

    static String text(ObjectNode manifest) {
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(manifest) + "\n";
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can be written", e);
        }
    }

    /** Why a file is no part of the archive. */
    record Refusal(String detail, String hint) {}
}
