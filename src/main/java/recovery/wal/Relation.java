package recovery.wal;

import java.util.Objects;

/**
 * A relation as the catalog of its database has it.
 *
 * @param database object id of the database
 * @param oid its own, which stays when its rows are written anew
 * @param file the number of its file, 0 if it has none
 * @param schema its name
 * @param name its name
 * @param kind {@code r} table, {@code p} partitioned table, {@code m} materialized view, {@code i} index, {@code t} toast
 *     and so on, as in {@code pg_class.relkind}
 * @param persistence {@code p} permanent, {@code u} unlogged, {@code t} temporary, as in {@code pg_class.relpersistence}
 * @param rows how many it has, -1 if nobody knows
 */
public record Relation(
        int database, int oid, int file, String schema, String name, char kind, char persistence, long rows) {

    public static final long UNKNOWN = -1;

    public Relation {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(name, "name");
        if (rows < UNKNOWN) {
            throw new IllegalArgumentException("%s has %d rows".formatted(name, rows));
        }
    }

    Relation withFile(int other) {
        return new Relation(database, oid, other, schema, name, kind, persistence, rows);
    }

    Relation called(String otherSchema, String otherName) {
        return new Relation(database, oid, file, otherSchema, otherName, kind, persistence, rows);
    }

    Relation withRows(long other) {
        return new Relation(database, oid, file, schema, name, kind, persistence, Math.max(other, 0));
    }

    /** The same with so many rows more, if it was known how many it has. */
    Relation plusRows(long more) {
        return rows == UNKNOWN || more == 0 ? this : withRows(rows + more);
    }

    /** Whether rows are kept in it by people. */
    boolean isTable() {
        return kind == 'r';
    }

    boolean isUnlogged() {
        return persistence == 'u';
    }
}
