package postgres;

import java.util.Objects;

/** A table's schema and name exactly as the catalog spells them. */
public record TableName(String schema, String name) {

    public TableName {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(name, "name");
    }

    /** Both parts quoted, ready for SQL. */
    public String quoted() {
        return Identifier.quote(schema) + "." + Identifier.quote(name);
    }

    /**
     * What to select from for the table's own rows: what inherits from a table is a table of its own, a partition is not.
     *
     * @param partitioned whether it has partitions
     */
    public String rows(boolean partitioned) {
        return (partitioned ? "" : "only ") + quoted();
    }

    /**
     * What users see and write, and the ledger keeps: the bare name in schema {@code public}, else schema and name; a part
     * with a point in it in quotes.
     */
    public String display() {
        return schema.equals("public") ? WrittenName.part(name) : full();
    }

    /** The same, always with its schema. */
    public String full() {
        return WrittenName.part(schema) + "." + WrittenName.part(name);
    }
}
