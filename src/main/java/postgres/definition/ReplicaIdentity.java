package postgres.definition;

import java.util.Objects;

/**
 * What logical replication says of a changed row.
 *
 * @param index the index that tells rows apart, for {@code INDEX} only
 */
public record ReplicaIdentity(Kind kind, String index) {

    static final ReplicaIdentity DEFAULT = new ReplicaIdentity(Kind.DEFAULT, null);

    /** By the primary key, by all columns, not at all, by an index. */
    public enum Kind {
        DEFAULT,
        FULL,
        NOTHING,
        INDEX
    }

    public ReplicaIdentity {
        Objects.requireNonNull(kind, "kind");
        if (kind == Kind.INDEX) {
            Objects.requireNonNull(index, "index");
        }
    }
}
