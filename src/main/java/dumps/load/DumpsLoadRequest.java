package dumps.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dumps.merge.Policy;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import postgres.Databases;

/**
 * The state of an archive that is to be put into a database.
 *
 * @param archive its name, or what its folder is called
 * @param folder of one beside its dumps, else null
 * @param schema null for one that is called like the archive
 * @param tables null for all
 * @param asOf a place in the order, or a time; null for the latest
 * @param policy null for the archive's
 * @param replace whether tables that are there are kept as backups and replaced
 * @param snapshot whether the tables stand only until a snapshot is made of them
 * @param dryRun whether all of it is only tried, and undone
 */
public record DumpsLoadRequest(
        RunHeader header,
        String archive,
        Path folder,
        String database,
        String schema,
        List<String> tables,
        String asOf,
        Policy policy,
        boolean replace,
        boolean snapshot,
        boolean dryRun)
        implements RunRequest {

    public DumpsLoadRequest {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(archive, "archive");
        Objects.requireNonNull(database, "database");
        schema = schema == null ? archive : schema;
        if (snapshot && replace) {
            throw new ProblemException(Problem.malformed(
                    "a snapshot replaces no tables", "leave out replace, or load the state as tables"));
        }
        if (snapshot && !database.equals(Databases.MAIN)) {
            throw new ProblemException(Problem.refused(
                    "snapshots are of the database main, not of " + database,
                    "leave out database, or load it as tables"));
        }
        tables = tables == null ? List.of() : List.copyOf(tables);
    }

    /** One that is done. */
    public DumpsLoadRequest(
            RunHeader header,
            String archive,
            Path folder,
            String database,
            String schema,
            List<String> tables,
            String asOf,
            Policy policy,
            boolean replace,
            boolean snapshot) {
        this(header, archive, folder, database, schema, tables, asOf, policy, replace, snapshot, false);
    }

    @Override
    public RunKind kind() {
        return dumps.archive.DumpsKinds.DUMPS_LOAD;
    }

    @Override
    public String subject() {
        return archive;
    }

    @Override
    public JsonNode asked() {
        ObjectNode asked = Json.mapper().createObjectNode();
        asked.put("archive", archive).put("database", database).put("schema", schema);
        if (snapshot) {
            asked.put("as", "snapshot");
        }
        if (asOf != null) {
            asked.put("asOf", asOf);
        }
        if (dryRun) {
            asked.put("dryRun", true);
        }
        return asked;
    }
}
