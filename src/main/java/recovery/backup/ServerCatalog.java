package recovery.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import ledger.Json;

/**
 * What the numbers in the log mean: the relations of every database when the base backup began.
 *
 * @param databases those that could be looked into, and the others with the reason
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ServerCatalog(List<Database> databases) {

    static final String FILE = "catalog.json";

    public ServerCatalog {
        databases = List.copyOf(databases);
    }

    /**
     * A database.
     *
     * @param schemas those of its own, and the system's
     * @param unread why nothing is known of its relations, or null
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Database(long oid, String name, List<Schema> schemas, List<Relation> relations, String unread) {

        public Database {
            Objects.requireNonNull(name, "name");
            schemas = schemas == null ? List.of() : List.copyOf(schemas);
            relations = List.copyOf(relations);
        }
    }

    /** A schema. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Schema(long oid, String name) {

        public Schema {
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * A relation.
     *
     * @param oid its number, which stays
     * @param file the number of its file, which a truncate or a rewrite changes; 0 for one without a file
     * @param tablespace where that is, as the server numbers it
     * @param kind as in {@code pg_class.relkind}
     * @param persistence as in {@code pg_class.relpersistence}; permanent where it is not said
     * @param block on which page of the catalog its row is, from 0
     * @param item which one it is there, from 1; 0 where nobody knows
     * @param parent the table of an index or of a toast table, or 0
     * @param rows about how many, or -1 where nobody counted
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Relation(
            long oid,
            long file,
            long tablespace,
            String schema,
            String name,
            String kind,
            String persistence,
            long block,
            int item,
            long parent,
            long rows) {

        private static final String PERMANENT = "p";

        public Relation {
            Objects.requireNonNull(schema, "schema");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(kind, "kind");
            persistence = persistence == null ? PERMANENT : persistence;
        }
    }

    /** That of a base backup. */
    public static ServerCatalog of(StoredBackup backup) throws IOException {
        Path file = backup.folder().resolve(FILE + PackedFile.SUFFIX);
        try (InputStream unpacked = new ZstdInputStreamNoFinalizer(Files.newInputStream(file))) {
            return Json.read(new String(unpacked.readAllBytes(), UTF_8), ServerCatalog.class);
        }
    }

    /** As it is kept. */
    String text() {
        return Json.write(this) + "\n";
    }
}
