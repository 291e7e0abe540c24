package dumps.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import ledger.DeadLetter;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Identifier;
import postgres.Query;
import postgres.Savepoint;
import postgres.SqlState;
import postgres.TableName;
import postgres.definition.ColumnDefinition;
import postgres.definition.Ddl;
import postgres.definition.TableDefinition;
import rows.place.ExistingTables;
import rows.place.Swap;
import rows.restore.TargetSchema;

/**
 * Where tables are made, and how they come into their place: at once where nothing stands there; else in a schema of their
 * own, from which they are moved in the end, when those that were there have been moved into another one and stay there.
 */
final class TablesInPlace {

    private static final String STAGING = "caravanserai_dumps_";

    private final Connection connection;
    private final String schema;
    private final String staging;
    private final List<TablePlan> plans;
    private final List<String> notes;
    private final ExistingTables existing;
    private final UUID passing;
    private String backup;

    /** @param passing the run for which the schema stands only until a snapshot is made of it, or null */
    private TablesInPlace(
            Connection connection,
            String schema,
            String staging,
            List<TablePlan> plans,
            List<String> notes,
            ExistingTables existing,
            UUID passing) {
        this.connection = connection;
        this.schema = schema;
        this.staging = staging;
        this.plans = plans;
        this.notes = notes;
        this.existing = existing;
        this.passing = passing;
    }

    /** The schema in which tables are made that replace others. */
    static String stagingFor(DumpsLoadRequest request) {
        return request.replace() ? STAGING + request.run().toString().replace("-", "") : request.schema();
    }

    /**
     * Looks at what is there.
     *
     * @throws ProblemException if tables are there that are not to be replaced, or on which something stands
     */
    static TablesInPlace look(Connection connection, DumpsLoadRequest request, LoadPlan plan) throws SQLException {
        TargetSchema.require(connection, request.schema(), true);
        List<TablePlan> plans = List.copyOf(plan.tables().values());
        ExistingTables existing = ExistingTables.of(
                connection,
                plans.stream()
                        .map(one -> new TableName(request.schema(), one.name().name()))
                        .toList());
        if (!existing.oids().isEmpty() && !request.replace()) {
            throw new ProblemException(Problem.conflict(
                    "there are tables already: "
                            + existing.oids().keySet().stream()
                                    .map(TableName::display)
                                    .sorted()
                                    .collect(Collectors.joining(", ")),
                    "load into another schema, or say \"replace\": true (--replace), which keeps these as backups"));
        }
        List<String> dependents = existing.dependents(connection);
        if (!dependents.isEmpty()) {
            throw new ProblemException(Problem.conflict(
                    "something stands on the tables that are there: " + String.join(", ", dependents),
                    "drop it and make it again afterwards, or load into another schema"));
        }
        return new TablesInPlace(
                connection,
                request.schema(),
                stagingFor(request),
                plans,
                plan.notes(),
                existing,
                request.snapshot() ? request.run() : null);
    }

    /** Makes the tables, without rows and rules. */
    void make() throws SQLException {
        if (passing == null) {
            Query.execute(connection, "create schema if not exists " + Identifier.quote(staging));
        } else {
            PassingSchemas.make(connection, schema, passing);
        }
        for (TablePlan plan : plans) {
            TableDefinition whole = plan.definition();
            Optional<SQLException> trouble = tried(Ddl.of(whole).createTable());
            if (trouble.isPresent()) {
                notes.add(plan.table().name() + ": defaults are not carried over: "
                        + SqlState.firstLine(trouble.get()).replaceFirst("^ERROR: ", ""));
                Query.executeAll(connection, Ddl.of(withoutDefaults(whole)).createTable());
            }
        }
    }

    private Optional<SQLException> tried(List<String> statements) throws SQLException {
        return Savepoint.attempt(connection, () -> Query.executeAll(connection, statements));
    }

    private static TableDefinition withoutDefaults(TableDefinition whole) {
        List<ColumnDefinition> columns = whole.columns().stream()
                .map(column -> new ColumnDefinition(
                        column.name(),
                        column.type(),
                        column.notNull(),
                        null,
                        null,
                        column.identity(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        column.comment()))
                .toList();
        return whole.withColumns(columns);
    }

    /** Moves what is there out of the way, and the tables to where they belong. */
    void put() throws SQLException {
        if (staging.equals(schema)) {
            return;
        }
        Query.execute(connection, "create schema if not exists " + Identifier.quote(schema));
        Swap.lock(connection, existing);
        if (!existing.oids().isEmpty()) {
            backup = freeSchema();
            Query.execute(connection, "create schema " + Identifier.quote(backup));
            for (TableName table : existing.oids().keySet()) {
                Query.execute(connection, "alter table " + table.quoted() + " set schema " + Identifier.quote(backup));
            }
        }
        for (TablePlan plan : plans) {
            Query.execute(
                    connection, "alter table " + plan.name().quoted() + " set schema " + Identifier.quote(schema));
        }
        Query.execute(connection, "drop schema " + Identifier.quote(staging));
    }

    private String freeSchema() throws SQLException {
        for (int next = 1; ; next++) {
            String name = postgres.definition.Names.fitting(schema + "_backup" + (next == 1 ? "" : "_v" + next));
            boolean taken = Query.first(
                            connection,
                            "select pg_catalog.to_regnamespace(?) is not null",
                            row -> row.getBoolean(1),
                            Identifier.quote(name))
                    .orElseThrow();
            if (!taken) {
                return name;
            }
        }
    }

    /** Letters name the tables as they are called in the end. */
    List<DeadLetter> named(List<DeadLetter> letters) {
        if (staging.equals(schema)) {
            return letters;
        }
        return letters.stream()
                .map(letter -> new DeadLetter(
                        letter.id(),
                        letter.run(),
                        inPlace(letter.table()),
                        letter.file(),
                        letter.line(),
                        letter.column(),
                        letter.sqlstate(),
                        letter.reason() == null ? null : letter.reason().replace(staging + '.', schema + '.'),
                        letter.raw(),
                        letter.encoding(),
                        letter.values(),
                        letter.json()))
                .toList();
    }

    private String inPlace(String table) {
        return plans.stream()
                .map(TablePlan::name)
                .filter(name -> name.display().equals(table))
                .map(name -> new TableName(schema, name.name()).display())
                .findFirst()
                .orElse(table);
    }

    /** Tables that are there and go into a schema of backups. */
    List<String> replaced() {
        return existing.oids().keySet().stream()
                .map(TableName::display)
                .sorted()
                .toList();
    }

    void tell(ObjectNode detail) {
        if (backup != null) {
            detail.put("backupSchema", backup);
            detail.set(
                    "backups",
                    Json.mapper()
                            .valueToTree(existing.oids().keySet().stream()
                                    .map(table -> new TableName(backup, table.name()).display())
                                    .sorted()
                                    .toList()));
        }
    }
}
