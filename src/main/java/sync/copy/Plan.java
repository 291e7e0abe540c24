package sync.copy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import ledger.Json;
import postgres.Catalog;
import postgres.Query;
import postgres.Sql;
import postgres.Table;
import postgres.TableName;
import postgres.definition.Definitions;
import postgres.definition.Dependent;
import postgres.definition.Dependents;
import postgres.definition.Inheritance;
import postgres.definition.Names;
import postgres.definition.PartitionDefinition;
import postgres.definition.TableDefinition;
import rows.place.PlacedTable;

/**
 * What a copy moves, as the source has it at one moment.
 *
 * @param tables the largest first
 * @param dependents what stands on them
 * @param torn who inherits from whom, where one of the two is not among them
 */
record Plan(List<CopiedTable> tables, List<Dependent> dependents, List<Inheritance> torn) {

    private static final String SIZES = Sql.read("sync/part-sizes.sql");

    /** What the schemas are called in which a run's tables are until they are in their place. */
    private static final String STAGING = "caravanserai_incoming_";

    Plan {
        tables = List.copyOf(tables);
        dependents = List.copyOf(dependents);
        torn = List.copyOf(torn);
    }

    /** How the names of the run's staging schemas begin. */
    static String staging(UUID run) {
        return STAGING + run.toString().replace("-", "");
    }

    /** Reads how the tables are made and where their rows are, in the caller's transaction. */
    static Plan of(Connection source, UUID run, List<TableName> names) throws SQLException {
        List<TableDefinition> definitions = Definitions.read(source, names);
        Map<TableName, TableName> staged = staged(run, definitions);
        Map<TableName, Long> sizes = sizes(source, definitions);
        List<CopiedTable> tables = new ArrayList<>();
        for (TableDefinition definition : definitions) {
            Table table = Catalog.find(source, definition.name()).orElseThrow();
            Names moved = Names.of(definition, staged.get(definition.name()), staged);
            List<Part> parts = leaves(definition)
                    .map(part -> new Part(part, moved.table(part), sizes.get(part)))
                    .toList();
            tables.add(new CopiedTable(table, new PlacedTable(definition, moved), parts));
        }
        tables.sort(Comparator.comparingLong(CopiedTable::blocks).reversed());
        return new Plan(
                tables,
                Dependents.read(source, names),
                Inherited.torn(source, Inheritance.of(definitions), Inheritance.among(definitions)));
    }

    /** New names of all tables and partitions: a schema for each of the source's, in which every one can keep its name. */
    private static Map<TableName, TableName> staged(UUID run, List<TableDefinition> definitions) {
        Map<String, String> schemas = new LinkedHashMap<>();
        Map<TableName, TableName> staged = new HashMap<>();
        for (TableDefinition definition : definitions) {
            String schema = schemas.computeIfAbsent(
                    definition.name().schema(), any -> staging(run) + "_" + (schemas.size() + 1));
            TableName target = new TableName(schema, definition.name().name());
            Names names = Names.of(definition, target);
            staged.put(definition.name(), target);
            definition
                    .allPartitions()
                    .forEach(partition -> staged.put(partition.name(), names.table(partition.name())));
        }
        return staged;
    }

    private static Stream<TableName> leaves(TableDefinition definition) {
        return definition.partitioning() == null
                ? Stream.of(definition.name())
                : definition.allPartitions().stream()
                        .filter(partition -> partition.partitioning() == null)
                        .map(PartitionDefinition::name);
    }

    private static Map<TableName, Long> sizes(Connection source, List<TableDefinition> definitions)
            throws SQLException {
        List<TableName> parts = definitions.stream().flatMap(Plan::leaves).toList();
        Map<TableName, Long> sizes = new HashMap<>();
        Query.list(
                source,
                SIZES,
                row -> sizes.put(
                        new TableName(row.getString("schema"), row.getString("name")),
                        row.getObject("blocks", Long.class)),
                source.createArrayOf(
                        "text", parts.stream().map(TableName::schema).toArray()),
                source.createArrayOf("text", parts.stream().map(TableName::name).toArray()));
        return sizes;
    }

    List<TableName> names() {
        return tables.stream().map(CopiedTable::name).toList();
    }

    List<TableDefinition> definitions() {
        return tables.stream().map(CopiedTable::definition).toList();
    }

    /** Who inherits from whom on the source. */
    List<Inheritance> inheritances() {
        return Inheritance.of(definitions());
    }

    Optional<CopiedTable> table(TableName name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    /** The same as long as the tables are made the same; where their sequences stand does not matter. */
    String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            tables.stream()
                    .sorted(Comparator.comparing(table -> table.name().quoted()))
                    .map(table -> table.staging().createTable()
                            + Json.write(table.definition().constraints())
                            + Json.write(table.definition().indexes()))
                    .forEach(text -> digest.update(text.getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
