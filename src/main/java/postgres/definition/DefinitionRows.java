package postgres.definition;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import postgres.Query;
import postgres.Table;
import postgres.TableName;

/** Makes the parts of definitions of the rows that {@link Definitions} reads. */
final class DefinitionRows {

    private DefinitionRows() {}

    /** A table that was asked for. */
    record Root(
            long oid,
            TableName name,
            Table.Kind kind,
            TableDefinition.Persistence persistence,
            String partitionKey,
            boolean rowSecurity,
            boolean rowSecurityForced,
            ReplicaIdentity replicaIdentity,
            List<String> options,
            String comment) {}

    /** A partition of the table it is read for. */
    record Below(
            long oid,
            TableName name,
            Table.Kind kind,
            TableDefinition.Persistence persistence,
            String bound,
            String partitionKey,
            List<String> options,
            String comment) {}

    /** A table that inherits or is inherited from. */
    record Relative(boolean parent, TableName name) {}

    /** A constraint or index; a partition has its own and those of the table above it. */
    record Member<T>(boolean own, T definition) {}

    /** A sequence before it is asked where it stands. */
    record UsedSequence(long oid, boolean readable, SequenceDefinition definition) {}

    /** A type that can be made again, or else must be there: one of the two is null. */
    record UsedType(TypeDefinition definition, Requirement requirement) {}

    static Root root(ResultSet row) throws SQLException {
        return new Root(
                row.getLong("table_oid"),
                name(row),
                kind(row),
                persistence(row),
                row.getString("partition_key"),
                row.getBoolean("row_security"),
                row.getBoolean("row_security_forced"),
                replicaIdentity(row.getString("replica_identity"), row.getString("replica_identity_index")),
                Query.texts(row, "options"),
                row.getString("comment"));
    }

    static Below below(ResultSet row) throws SQLException {
        return new Below(
                row.getLong("table_oid"),
                name(row),
                kind(row),
                persistence(row),
                row.getString("bound"),
                row.getString("partition_key"),
                Query.texts(row, "options"),
                row.getString("comment"));
    }

    static Relative relative(ResultSet row) throws SQLException {
        return new Relative(row.getBoolean("parent"), name(row));
    }

    static ColumnDefinition column(ResultSet row) throws SQLException {
        String identity = row.getString("identity");
        String generated = row.getString("generated");
        return new ColumnDefinition(
                row.getString("name"),
                row.getString("type"),
                row.getBoolean("not_null"),
                row.getString("not_null_constraint"),
                row.getString("default_expression"),
                identity == null ? null : ColumnDefinition.Identity.valueOf(identity),
                generated == null
                        ? null
                        : new ColumnDefinition.Generated(
                                ColumnDefinition.Kept.valueOf(generated), row.getString("generation_expression")),
                row.getString("collation"),
                row.getString("storage"),
                row.getString("compression"),
                row.getObject("statistics", Integer.class),
                row.getString("comment"));
    }

    static Member<ConstraintDefinition> constraint(ResultSet row) throws SQLException {
        String references = row.getString("references_name");
        ConstraintDefinition definition = new ConstraintDefinition(
                switch (row.getString("kind")) {
                    case "p" -> ConstraintDefinition.Kind.PRIMARY_KEY;
                    case "u" -> ConstraintDefinition.Kind.UNIQUE;
                    case "x" -> ConstraintDefinition.Kind.EXCLUSION;
                    case "n" -> ConstraintDefinition.Kind.NOT_NULL;
                    case "c" -> ConstraintDefinition.Kind.CHECK;
                    default -> ConstraintDefinition.Kind.FOREIGN_KEY;
                },
                row.getString("name"),
                Query.texts(row, "columns"),
                row.getString("definition"),
                references == null
                        ? null
                        : new ConstraintDefinition.ForeignKey(
                                new TableName(row.getString("references_schema"), references),
                                Query.texts(row, "referenced_columns"),
                                row.getBoolean("period"),
                                row.getString("rules")),
                row.getString("comment"));
        return new Member<>(row.getBoolean("own"), definition);
    }

    static Member<IndexDefinition> index(ResultSet row) throws SQLException {
        return new Member<>(
                row.getBoolean("own"),
                new IndexDefinition(
                        row.getString("name"),
                        row.getBoolean("is_unique"),
                        row.getString("definition"),
                        row.getString("comment")));
    }

    static UsedSequence sequence(ResultSet row) throws SQLException {
        return new UsedSequence(
                row.getLong("sequence"),
                row.getBoolean("readable"),
                new SequenceDefinition(
                        name(row),
                        row.getString("column_name"),
                        SequenceDefinition.Kind.valueOf(row.getString("kind")),
                        row.getString("type"),
                        row.getLong("start"),
                        row.getLong("increment"),
                        row.getLong("minimum"),
                        row.getLong("maximum"),
                        row.getLong("cache"),
                        row.getBoolean("cycle"),
                        row.getBoolean("unlogged"),
                        null,
                        false));
    }

    static UsedType type(ResultSet row) throws SQLException {
        String extension = row.getString("extension");
        String kind = row.getString("kind");
        if (extension != null) {
            return new UsedType(null, new Requirement("extension", extension));
        }
        if (kind == null) {
            return new UsedType(null, new Requirement("type", row.getString("spelling")));
        }
        return new UsedType(
                new TypeDefinition(
                        TypeDefinition.Kind.valueOf(kind),
                        row.getString("schema"),
                        row.getString("name"),
                        Query.texts(row, "labels"),
                        row.getString("definition"),
                        row.getString("comment")),
                null);
    }

    static Requirement requirement(ResultSet row) throws SQLException {
        return new Requirement(row.getString("kind"), row.getString("name"));
    }

    static TriggerDefinition trigger(ResultSet row) throws SQLException {
        return new TriggerDefinition(
                row.getString("name"),
                row.getString("definition"),
                TriggerDefinition.Enabled.valueOf(row.getString("enabled")));
    }

    static RowSecurity.Policy policy(ResultSet row) throws SQLException {
        return new RowSecurity.Policy(row.getString("name"), row.getString("definition"));
    }

    private static TableName name(ResultSet row) throws SQLException {
        return new TableName(row.getString("schema"), row.getString("name"));
    }

    private static Table.Kind kind(ResultSet row) throws SQLException {
        return switch (row.getString("kind")) {
            case "p" -> Table.Kind.PARTITIONED_TABLE;
            case "f" -> Table.Kind.FOREIGN_TABLE;
            default -> Table.Kind.TABLE;
        };
    }

    private static TableDefinition.Persistence persistence(ResultSet row) throws SQLException {
        return row.getString("persistence").equals("u")
                ? TableDefinition.Persistence.UNLOGGED
                : TableDefinition.Persistence.PERMANENT;
    }

    private static ReplicaIdentity replicaIdentity(String code, String index) {
        return switch (code) {
            case "f" -> new ReplicaIdentity(ReplicaIdentity.Kind.FULL, null);
            case "i" ->
                index == null
                        // Its index was dropped, which leaves nothing.
                        ? new ReplicaIdentity(ReplicaIdentity.Kind.NOTHING, null)
                        : new ReplicaIdentity(ReplicaIdentity.Kind.INDEX, index);
            case "n" -> new ReplicaIdentity(ReplicaIdentity.Kind.NOTHING, null);
            default -> ReplicaIdentity.DEFAULT;
        };
    }
}
