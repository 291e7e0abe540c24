package postgres.definition;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import postgres.Query;
import postgres.Sql;
import postgres.SqlState;
import postgres.TableName;

/**
 * Reads how tables are made, whole. In a transaction it sees that transaction's snapshot of the catalog, except for what
 * the server spells out itself (expressions), which is always the latest; a table locked before in {@code access share}
 * mode does not change meanwhile. Where sequences stand is never part of a snapshot: it is the latest, so no value is
 * given out twice. The round trips do not grow with the number of tables.
 */
public final class Definitions {

    private static final String TABLES = Sql.read("postgres/definitions/tables.sql");
    private static final String PARTITIONS = Sql.read("postgres/definitions/partitions.sql");
    private static final String INHERITANCE = Sql.read("postgres/definitions/inheritance.sql");
    private static final String COLUMNS = Sql.read("postgres/definitions/columns.sql");
    private static final String CONSTRAINTS = Sql.read("postgres/definitions/constraints.sql");
    private static final String INDEXES = Sql.read("postgres/definitions/indexes.sql");
    private static final String SEQUENCES = Sql.read("postgres/definitions/sequences.sql");
    private static final String TYPES = Sql.read("postgres/definitions/types.sql");
    private static final String REQUIREMENTS = Sql.read("postgres/definitions/requirements.sql");
    private static final String TRIGGERS = Sql.read("postgres/definitions/triggers.sql");
    private static final String POLICIES = Sql.read("postgres/definitions/policies.sql");

    private final Connection connection;
    private final ByTable<DefinitionRows.Below> partitions;
    private final ByTable<DefinitionRows.Member<ConstraintDefinition>> constraints;
    private final ByTable<DefinitionRows.Member<IndexDefinition>> indexes;
    private final ByTable<DefinitionRows.Relative> relatives;
    private final ByTable<ColumnDefinition> columns;
    private final ByTable<SequenceDefinition> sequences;
    private final ByTable<DefinitionRows.UsedType> types;
    private final ByTable<Requirement> requirements;
    private final ByTable<TriggerDefinition> triggers;
    private final ByTable<RowSecurity.Policy> policies;

    /**
     * The definition of a table.
     *
     * @throws SQLException with SQLSTATE 42P01 if there is no such table
     */
    public static TableDefinition read(Connection connection, TableName table) throws SQLException {
        return read(connection, List.of(table)).get(0);
    }

    /**
     * The definitions of tables, in the order they are asked for.
     *
     * @throws SQLException with SQLSTATE 42P01 if one of them is no table: not there, a view, foreign or temporary
     */
    public static List<TableDefinition> read(Connection connection, List<TableName> tables) throws SQLException {
        try (PinnedSpelling spelling = PinnedSpelling.on(connection)) {
            Connection pinned = spelling.connection();
            List<DefinitionRows.Root> roots = Query.list(
                    pinned,
                    TABLES,
                    DefinitionRows::root,
                    texts(pinned, tables.stream().map(TableName::schema)),
                    texts(pinned, tables.stream().map(TableName::name)));
            refuseMissing(tables, roots);
            Definitions read = new Definitions(pinned, roots);
            return roots.stream().map(read::definition).toList();
        }
    }

    private static void refuseMissing(List<TableName> wanted, List<DefinitionRows.Root> found) throws SQLException {
        Set<TableName> missing = new HashSet<>(wanted);
        found.forEach(root -> missing.remove(root.name()));
        if (!missing.isEmpty()) {
            throw new SQLException(
                    missing.stream()
                            .map(TableName::display)
                            .sorted()
                            .collect(Collectors.joining(", ", "no such table: ", "")),
                    SqlState.UNDEFINED_TABLE);
        }
    }

    private Definitions(Connection connection, List<DefinitionRows.Root> roots) throws SQLException {
        this.connection = connection;
        Array asked = oids(roots.stream().map(DefinitionRows.Root::oid));
        partitions = ByTable.read(connection, PARTITIONS, "parent", DefinitionRows::below, asked);
        Array all = oids(Stream.concat(
                roots.stream().map(DefinitionRows.Root::oid),
                partitions.values().map(DefinitionRows.Below::oid)));
        constraints = ByTable.read(connection, CONSTRAINTS, DefinitionRows::constraint, all);
        indexes = ByTable.read(connection, INDEXES, DefinitionRows::index, all);
        relatives = ByTable.read(connection, INHERITANCE, DefinitionRows::relative, asked, asked);
        columns = ByTable.read(connection, COLUMNS, DefinitionRows::column, asked);
        sequences = SequencePositions.read(
                connection, ByTable.read(connection, SEQUENCES, DefinitionRows::sequence, asked, asked));
        types = ByTable.read(connection, TYPES, DefinitionRows::type, asked);
        requirements = ByTable.read(connection, REQUIREMENTS, DefinitionRows::requirement, asked, all, all, all, all);
        triggers = ByTable.read(connection, TRIGGERS, DefinitionRows::trigger, asked);
        policies = ByTable.read(connection, POLICIES, DefinitionRows::policy, asked);
    }

    private TableDefinition definition(DefinitionRows.Root root) {
        long oid = root.oid();
        return new TableDefinition(
                root.name(),
                root.kind(),
                root.persistence(),
                columns.of(oid),
                members(constraints.of(oid), true),
                members(indexes.of(oid), true),
                partitioning(root.partitionKey(), oid),
                sequences.of(oid),
                types.of(oid).stream()
                        .map(DefinitionRows.UsedType::definition)
                        .filter(Objects::nonNull)
                        .toList(),
                requires(oid),
                triggers.of(oid),
                new RowSecurity(root.rowSecurity(), root.rowSecurityForced(), policies.of(oid)),
                root.replicaIdentity(),
                relatives(oid, true),
                relatives(oid, false),
                root.options(),
                root.comment());
    }

    private List<Requirement> requires(long oid) {
        Stream<Requirement> ofTypes =
                types.of(oid).stream().map(DefinitionRows.UsedType::requirement).filter(Objects::nonNull);
        return Stream.concat(ofTypes, requirementsBelow(oid))
                .distinct()
                .sorted(Comparator.comparing(Requirement::kind).thenComparing(Requirement::name))
                .toList();
    }

    private Stream<Requirement> requirementsBelow(long oid) {
        return Stream.concat(
                requirements.of(oid).stream(),
                partitions.of(oid).stream().flatMap(partition -> requirementsBelow(partition.oid())));
    }

    private List<TableName> relatives(long oid, boolean parents) {
        return relatives.of(oid).stream()
                .filter(relative -> relative.parent() == parents)
                .map(DefinitionRows.Relative::name)
                .toList();
    }

    private static <T> List<T> members(List<DefinitionRows.Member<T>> members, boolean fromAboveToo) {
        return members.stream()
                .filter(member -> member.own() || fromAboveToo)
                .map(DefinitionRows.Member::definition)
                .toList();
    }

    private Partitioning partitioning(String key, long oid) {
        if (key == null) {
            return null;
        }
        return new Partitioning(
                key,
                partitions.of(oid).stream()
                        .map(below -> new PartitionDefinition(
                                below.name(),
                                below.kind(),
                                below.persistence(),
                                below.bound(),
                                partitioning(below.partitionKey(), below.oid()),
                                members(constraints.of(below.oid()), false),
                                members(indexes.of(below.oid()), false),
                                below.options(),
                                below.comment()))
                        .toList());
    }

    private Array oids(Stream<Long> oids) throws SQLException {
        return connection.createArrayOf("int8", oids.toArray());
    }

    private static Array texts(Connection connection, Stream<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }
}
