package recovery.wal;

import java.util.HashMap;
import java.util.Map;

/**
 * Which files are the catalogs that name things, or were before somebody rewrote them: transactions may have written into
 * both. They have the numbers of initdb first, which no other relation ever gets.
 */
final class CatalogFiles {

    static final int PG_CLASS = 1259;
    static final int PG_NAMESPACE = 2615;
    static final int PG_DATABASE = 1262;

    private static final int MAP_UPDATE = 0x00;
    private static final int MAPPINGS = 16;
    private static final int FIRST_MAPPING = 20;
    private static final int MOST_MAPPINGS = 64;

    private record Place(int database, int file) {}

    private final Map<Place, Integer> rewritten = new HashMap<>();
    private final CatalogPlaces places = new CatalogPlaces();

    /** Where the rows are that name relations. */
    CatalogPlaces places() {
        return places;
    }

    /** The catalog that a file is, by its object id; 0 for every other file. */
    int catalogOf(int database, int file) {
        if (database == 0 ? file == PG_DATABASE : file == PG_CLASS || file == PG_NAMESPACE) {
            return file;
        }
        return rewritten.isEmpty() ? 0 : rewritten.getOrDefault(new Place(database, file), 0);
    }

    void set(int database, int catalog, int file) {
        if (catalog == PG_CLASS || catalog == PG_NAMESPACE || catalog == PG_DATABASE) {
            rewritten.put(new Place(catalog == PG_DATABASE ? 0 : database, file), catalog);
        }
    }

    void each(Relations.Each<Integer> each) {
        rewritten.forEach((place, catalog) -> each.take(place.database(), catalog, place.file()));
    }

    /** Follows a rewrite of a catalog whose file is not named in {@code pg_class}. Source: {@code relmapper.c}. */
    void follow(WalRecord record) {
        if (!record.is(ResourceManager.RELMAP, MAP_UPDATE)) {
            return;
        }
        int main = record.parts().main();
        int database = LittleEndian.i32(record.bytes(), main);
        int mappings = Math.min(LittleEndian.i32(record.bytes(), main + MAPPINGS), MOST_MAPPINGS);
        for (int i = 0; i < mappings; i++) {
            int at = main + FIRST_MAPPING + 8 * i;
            int catalog = LittleEndian.i32(record.bytes(), at);
            int file = LittleEndian.i32(record.bytes(), at + 4);
            if (catalog == PG_CLASS && catalogOf(database, file) == 0) {
                places.forget(database);
            }
            set(database, catalog, file);
        }
    }
}
