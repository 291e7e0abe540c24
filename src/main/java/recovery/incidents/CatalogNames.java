package recovery.incidents;

import java.util.HashMap;
import java.util.Map;
import recovery.backup.ServerCatalog;
import recovery.wal.Relation;
import recovery.wal.Relations;

/** What a base backup knows of names, for whoever reads the log that goes on from it. */
public final class CatalogNames {

    private CatalogNames() {}

    /** All that is in it. */
    public static Relations of(ServerCatalog catalog) {
        Relations relations = new Relations();
        for (ServerCatalog.Database database : catalog.databases()) {
            int oid = (int) database.oid();
            relations.name(oid, database.name());
            Map<String, Integer> schemas = new HashMap<>();
            database.schemas().forEach(schema -> {
                schemas.put(schema.name(), (int) schema.oid());
                relations.name(oid, (int) schema.oid(), schema.name());
            });
            for (ServerCatalog.Relation relation : database.relations()) {
                relations.enter(new Relation(
                        oid,
                        (int) relation.oid(),
                        (int) relation.file(),
                        relation.schema(),
                        relation.name(),
                        relation.kind().charAt(0),
                        relation.persistence().charAt(0),
                        relation.rows()));
                Integer schema = schemas.get(relation.schema());
                if (relation.item() > 0 && schema != null) {
                    relations.place(
                            oid, (int) relation.oid(), schema, relation.name(), relation.block(), relation.item());
                }
            }
        }
        return relations;
    }
}
