package snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import ledger.Json;
import ledger.Rows;
import ledger.RunEnd;

/**
 * What the doors tell of a snapshot.
 *
 * @param as {@code files}, {@code avro}, {@code parquet} or {@code table}
 * @param provenAt when it was last restored and found equal, or null
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Facts(
        String id,
        String as,
        Instant made,
        long rows,
        long bytes,
        Manifest.Server server,
        Instant provenAt,
        List<TableFact> tables,
        List<String> notes) {

    /**
     * A table of it.
     *
     * @param file or the folder of its parts; null where the rows are in a table
     * @param sha256 of the file, or null where there is none, or several
     * @param parts how many files there are, where there are several
     * @param contentHash of the rows, whatever their order
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TableFact(
            String table,
            long rows,
            long bytes,
            String file,
            String sha256,
            Integer parts,
            String contentHash,
            String where) {}

    static List<TableFact> tables(Manifest manifest) {
        return manifest.tables().stream()
                .map(table -> new TableFact(
                        table.name().display(),
                        table.rows(),
                        table.bytes(),
                        table.file(),
                        table.data() == null ? null : table.data().sha256(),
                        table.parts() == null ? null : table.parts().size(),
                        table.contentHash(),
                        table.where()))
                .toList();
    }

    static Facts of(Repository.StoredSet set) {
        Manifest manifest = set.manifest();
        return new Facts(
                manifest.id(),
                switch (manifest.files()) {
                    case CSV_ZST -> "files";
                    case AVRO -> "avro";
                    case PARQUET -> "parquet";
                },
                manifest.made(),
                manifest.rows(),
                set.bytes(),
                manifest.server(),
                set.provenAt(),
                tables(manifest),
                manifest.notes());
    }

    static Facts of(BackupTable backup) {
        return new Facts(
                backup.name().display(),
                "table",
                backup.madeAt(),
                backup.rows(),
                0,
                null,
                null,
                List.of(new TableFact(
                        backup.of().display(),
                        backup.rows(),
                        0,
                        null,
                        null,
                        null,
                        backup.contentHash(),
                        backup.selection())),
                List.of());
    }

    /** How a run ends that made a set of files, which is whole. */
    static RunEnd end(Manifest manifest) {
        ObjectNode detail = Json.mapper().createObjectNode();
        detail.put("snapshot", manifest.id());
        detail.put("engine", manifest.format().equals(Manifest.FORMAT) ? "service" : "spark");
        detail.set("tables", Json.mapper().valueToTree(tables(manifest)));
        detail.put("lsn", manifest.server().lsn());
        detail.put("schemaBy", manifest.schemaBy());
        detail.set("notes", Json.mapper().valueToTree(manifest.notes()));
        return RunEnd.done(manifest.run(), new Rows(manifest.rows(), manifest.rows(), 0, 0, 0), detail);
    }
}
