package recovery.wal;

import java.util.HashMap;
import java.util.Map;

/**
 * Which row of {@code pg_class} is where: an update's record repeats nothing of the old row that stays, not even the object
 * id. Places of rows that are gone stay until others take them.
 */
final class CatalogPlaces {

    /** A row's place on disk, which is its {@code ctid} in a database. */
    record Place(int database, long block, int offset) {}

    /** What a relation is called. */
    record Row(int oid, int schema, String name) {}

    private final Map<Place, Row> rows = new HashMap<>();

    void put(Place place, Row row) {
        rows.put(place, row);
    }

    /** The row there, or null if nobody knows it. */
    Row at(Place place) {
        return rows.get(place);
    }

    /** After the catalog was written anew nothing is where it was. */
    void forget(int database) {
        rows.keySet().removeIf(place -> place.database() == database);
    }

    Map<Place, Row> all() {
        return Map.copyOf(rows);
    }
}
