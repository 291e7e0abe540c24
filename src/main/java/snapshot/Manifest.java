package snapshot;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import ledger.Problem;
import ledger.ProblemException;
import ledger.WrittenFormat;
import postgres.Column;
import postgres.KeyBuckets;
import postgres.TableName;
import postgres.WrittenName;
import postgres.definition.Dependent;
import postgres.definition.TableDefinition;
import snapshot.format.FileFormat;

/**
 * What a set of files holds, in words of its own: the set can be restored, and the ledger's knowledge of it rebuilt, from
 * the folder alone.
 *
 * @param format of the whole set; another one is refused
 * @param hashMethod how the content hashes were made
 * @param schemaBy what wrote {@code schema.sql}
 * @param notes what the set does not cover
 * @param dependents what stands on the tables; null in sets of earlier versions
 * @param ofAll whether it is of all tables that there were; null in sets of earlier versions
 * @param checksums the file that has the SHA-256 of this one and of all others; null in sets of earlier versions
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
        String format,
        String id,
        UUID run,
        Instant made,
        Server server,
        String hashMethod,
        FileFormat files,
        StoredFile schema,
        String schemaBy,
        List<TableFacts> tables,
        List<String> notes,
        List<Dependent> dependents,
        Boolean ofAll,
        String checksums) {

    static final String FORMAT = "caravanserai-snapshot-1";
    /** One in which rows may be in parts. */
    static final String FORMAT_OF_PARTS = "caravanserai-snapshot-2";

    private static final Set<String> KNOWN = Set.of(FORMAT, FORMAT_OF_PARTS);

    static final String FILE = "manifest.json";

    /**
     * The server and the moment that all tables show.
     *
     * @param lsn the position in the write-ahead log at which the snapshot was taken, or before it
     * @param snapshot the exported snapshot's id
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Server(
            String database, String version, int versionNumber, String systemIdentifier, String lsn, String snapshot) {}

    /**
     * Some of a table's rows.
     *
     * @param contentHash of these, by the values in the file; those of all parts are summed up
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Part(StoredFile file, long rows, String contentHash) {

        public Part {
            Objects.requireNonNull(file, "file");
            Objects.requireNonNull(contentHash, "contentHash");
        }
    }

    /**
     * A table of the set.
     *
     * @param data the file of its rows; null where they are in parts
     * @param parts its rows in several files; null where they are in one
     * @param key the primary key's columns, empty when there is none
     * @param columns those whose values are in the file; a generated one is computed again
     * @param buckets how {@code hashes} is cut; null for a table without a key
     * @param hashes a file with the content hash of each bucket; null for a table without a key
     * @param contentHash of all rows, over {@code columns}
     * @param where which rows were chosen, or null for all
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TableFacts(
            TableName name,
            long rows,
            StoredFile data,
            List<Part> parts,
            String contentHash,
            List<String> key,
            List<Column> columns,
            KeyBuckets buckets,
            StoredFile hashes,
            String where,
            TableDefinition definition) {

        public TableFacts {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(contentHash, "contentHash");
            if ((data == null) == (parts == null)) {
                throw new IllegalArgumentException("rows are in a file or in parts: " + name);
            }
            parts = parts == null ? null : List.copyOf(parts);
            key = List.copyOf(key);
            columns = List.copyOf(columns);
        }

        /** The files of its rows, in their order. */
        List<StoredFile> files() {
            return parts == null
                    ? List.of(data)
                    : parts.stream().map(Part::file).toList();
        }

        /** What these are called together. */
        String file() {
            String first = files().get(0).name();
            int slash = first.indexOf('/');
            return slash < 0 ? first : first.substring(0, slash);
        }

        /** The bytes of its rows on disk. */
        long bytes() {
            return files().stream().mapToLong(StoredFile::bytes).sum();
        }
    }

    public Manifest {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(made, "made");
        Objects.requireNonNull(server, "server");
        tables = List.copyOf(tables);
        notes = List.copyOf(notes);
        dependents = dependents == null ? null : List.copyOf(dependents);
    }

    /**
     * The manifest of that text.
     *
     * @throws ProblemException if it is none, or of a format that this version cannot read
     */
    static Manifest read(String text, String where) {
        return WrittenFormat.read(
                text,
                Manifest.class,
                KNOWN,
                "the snapshot " + where,
                "restore it with the version that made it, or by its RESTORE.md",
                Problem.refused("the manifest of " + where + " is damaged", "take another snapshot of the list"));
    }

    /** The table of that name: as the set spells it, or as users do. */
    public Optional<TableFacts> table(String wanted) {
        return WrittenName.of(wanted).among(tables, TableFacts::name);
    }

    /**
     * What stands on these tables.
     *
     * @throws ProblemException if the set does not say
     */
    List<Dependent> dependentsOf(Set<TableName> some) {
        if (dependents == null) {
            throw new ProblemException(Problem.refused(
                    "an earlier version made " + id + ", without what stands on its tables",
                    "leave with=dependents away, or make another set"));
        }
        return dependents.stream()
                .filter(one -> one.tables().stream().anyMatch(some::contains))
                .toList();
    }

    /** Whether it has all rows of a table. */
    boolean holds(String table) {
        return table(table).filter(facts -> facts.where() == null).isPresent();
    }

    /** Whether it has all rows of all tables, as far as it says so. */
    boolean isWhole() {
        return !Boolean.FALSE.equals(ofAll) && tables.stream().allMatch(facts -> facts.where() == null);
    }

    public long rows() {
        return tables.stream().mapToLong(TableFacts::rows).sum();
    }
}
