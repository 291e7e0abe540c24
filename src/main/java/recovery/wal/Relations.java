package recovery.wal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The names of relations, of their schemas and databases, by object id and by file: from a catalog that somebody read, and
 * from then on from the log itself. It changes with every transaction that commits.
 */
public final class Relations {

    private record Key(int database, int number) {}

    /** Those that initdb makes have the same object ids everywhere. Source: {@code pg_namespace.dat}. */
    private static final Map<Integer, String> OF_INITDB = Map.of(11, "pg_catalog", 99, "pg_toast", 2200, "public");

    private final CatalogFiles catalogs = new CatalogFiles();
    private final Map<Key, Relation> byOid = new HashMap<>();
    private final Map<Key, Integer> oidByFile = new HashMap<>();
    private final Map<Key, String> schemas = new HashMap<>();
    private final Map<Integer, String> databases = new HashMap<>();
    private final Set<Key> counted = new HashSet<>();

    /** Enters a database. */
    public void name(int database, String name) {
        databases.put(database, name);
    }

    /** Enters a schema. */
    public void name(int database, int schema, String name) {
        schemas.put(new Key(database, schema), name);
    }

    /** Enters where in the catalog the row of a relation is, without which its renaming cannot be told. */
    public void place(int database, int oid, int schema, String name, long block, int offset) {
        catalogs.places()
                .put(new CatalogPlaces.Place(database, block, offset), new CatalogPlaces.Row(oid, schema, name));
    }

    /** Enters a relation as a catalog has it, whose number of rows is an estimate. */
    public void enter(Relation relation) {
        counted.remove(new Key(relation.database(), relation.oid()));
        put(relation);
    }

    /** Enters what has become of a relation. */
    void put(Relation relation) {
        Key key = new Key(relation.database(), relation.oid());
        Relation before = byOid.put(key, relation);
        if (before != null && before.file() != relation.file()) {
            oidByFile.remove(new Key(before.database(), before.file()));
        }
        if (relation.file() != 0) {
            oidByFile.put(new Key(relation.database(), relation.file()), relation.oid());
            catalogs.set(relation.database(), relation.oid(), relation.file());
        }
    }

    /** Enters a relation that has exactly so many rows. */
    void putCounted(Relation relation) {
        counted.add(new Key(relation.database(), relation.oid()));
        put(relation);
    }

    /** Whether every row of it was seen in the log. */
    boolean isCounted(Relation relation) {
        return counted.contains(new Key(relation.database(), relation.oid()));
    }

    void remove(Relation relation) {
        counted.remove(new Key(relation.database(), relation.oid()));
        byOid.remove(new Key(relation.database(), relation.oid()));
        oidByFile.remove(new Key(relation.database(), relation.file()));
    }

    /** Forgets a database with everything in it. */
    void removeDatabase(int database) {
        databases.remove(database);
        byOid.keySet().removeIf(key -> key.database() == database);
        counted.removeIf(key -> key.database() == database);
        oidByFile.keySet().removeIf(key -> key.database() == database);
        schemas.keySet().removeIf(key -> key.database() == database);
    }

    public Optional<Relation> byOid(int database, int oid) {
        return Optional.ofNullable(byOid.get(new Key(database, oid)));
    }

    public Optional<Relation> byFile(RelationFile file) {
        Integer oid = oidByFile.get(new Key(file.database(), file.number()));
        return oid == null ? Optional.empty() : byOid(file.database(), oid);
    }

    /** The name of a database; its object id where that is all that is known. */
    public String databaseName(int database) {
        return databases.getOrDefault(database, Integer.toUnsignedString(database));
    }

    /** The name of a schema; its object id where that is all that is known. */
    String schemaName(int database, int schema) {
        return schemas.getOrDefault(
                new Key(database, schema), OF_INITDB.getOrDefault(schema, Integer.toUnsignedString(schema)));
    }

    /** Everything that is entered, in no order. */
    public Collection<Relation> all() {
        return List.copyOf(byOid.values());
    }

    /** What takes a number of a database, another number, and what belongs to both. */
    interface Each<T> {
        void take(int database, int number, T what);
    }

    Map<Integer, String> databases() {
        return Map.copyOf(databases);
    }

    void eachSchema(Each<String> each) {
        schemas.forEach((key, name) -> each.take(key.database(), key.number(), name));
    }

    CatalogFiles catalogs() {
        return catalogs;
    }

    /** Enters what a transaction added, before it is judged what it removed. */
    void add(Transaction transaction) {
        List<StorageEvent.RelationAdded> added = new ArrayList<>();
        for (StorageEvent event : transaction.events()) {
            if (event instanceof StorageEvent.SchemaAdded schema) {
                name(schema.database(), schema.oid(), schema.name());
            } else if (event instanceof StorageEvent.DatabaseAdded database) {
                name(database.oid(), database.name());
            } else if (event instanceof StorageEvent.RelationAdded relation) {
                added.add(relation);
            }
        }
        for (StorageEvent.RelationAdded relation : added) {
            OptionalInt rewritten = Rewrite.of(relation.name());
            if (rewritten.isEmpty()) {
                putCounted(new Relation(
                        relation.database(),
                        relation.oid(),
                        relation.file(),
                        schemaName(relation.database(), relation.schema()),
                        relation.name(),
                        relation.kind(),
                        relation.persistence(),
                        0));
            }
        }
        for (StorageEvent event : transaction.events()) {
            if (event instanceof StorageEvent.RelationRenamed renamed) {
                rename(renamed);
            }
        }
    }

    private void rename(StorageEvent.RelationRenamed renamed) {
        byOid(renamed.database(), renamed.oid())
                .ifPresent(relation -> byOid.put(
                        new Key(relation.database(), relation.oid()),
                        relation.called(schemaName(renamed.database(), renamed.schema()), renamed.name())));
    }

    /** Counts the rows that a transaction brought and took. */
    void count(Transaction transaction) {
        transaction.rows().forEach((file, counts) -> byFile(file).ifPresent(relation -> {
            Relation counted = relation.plusRows(counts.net());
            if (counted != relation) {
                byOid.put(new Key(relation.database(), relation.oid()), counted);
            }
        }));
    }
}
