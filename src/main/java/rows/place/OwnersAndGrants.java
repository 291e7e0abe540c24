package rows.place;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import postgres.Query;
import postgres.Sql;
import postgres.TableName;
import postgres.definition.ColumnDefinition;
import postgres.definition.Ddl;
import postgres.definition.Definitions;
import postgres.definition.RowSecurity;
import postgres.definition.TableDefinition;

/**
 * What belongs to a place and not to the table that is made for it: who owns it, who may read it, triggers and policies.
 * The tables that take the place get it.
 */
public final class OwnersAndGrants {

    private static final String RIGHTS = Sql.read("rows/place/owners-and-grants.sql");
    private static final String REVOKE_GRANTS = Sql.read("rows/place/revoke-grants.sql");
    private static final String DEFAULT_GRANTS = Sql.read("rows/place/default-grants.sql");

    private final Map<TableName, TableDefinition> definitions = new HashMap<>();
    private final List<Right> rights;

    private record Right(TableName relation, String column, String statement) {}

    private OwnersAndGrants(List<Right> rights) {
        this.rights = rights;
    }

    /** Reads it of the tables that are there. */
    static OwnersAndGrants of(Connection target, ExistingTables existing) throws SQLException {
        Array oids = existing.array(target);
        OwnersAndGrants carried = new OwnersAndGrants(Query.list(
                target,
                RIGHTS,
                row -> new Right(
                        new TableName(row.getString("schema"), row.getString("name")),
                        row.getString("column_name"),
                        row.getString("statement")),
                oids,
                oids,
                oids));
        if (!existing.oids().isEmpty()) {
            Definitions.read(target, List.copyOf(existing.oids().keySet()))
                    .forEach(definition -> carried.definitions.put(definition.name(), definition));
        }
        return carried;
    }

    /** Gives it to the tables, which are in their place. */
    void giveTo(Connection target, List<PlacedTable> tables) throws SQLException {
        Set<TableName> relations = new HashSet<>();
        Map<TableName, Set<String>> columns = new HashMap<>();
        for (PlacedTable table : tables) {
            TableDefinition definition = table.definition();
            Set<String> names =
                    definition.columns().stream().map(ColumnDefinition::name).collect(Collectors.toSet());
            List<TableName> own = new ArrayList<>();
            own.add(table.name());
            definition.allPartitions().stream()
                    .map(partition -> table.place().table(partition.name()))
                    .forEach(own::add);
            own.forEach(name -> columns.put(name, names));
            relations.addAll(own);
            definition
                    .sequences()
                    .forEach(sequence -> relations.add(table.place().sequence(sequence.name())));
            statements(target, definitions.containsKey(table.name()) ? REVOKE_GRANTS : DEFAULT_GRANTS, own);
        }
        for (Right right : rights) {
            if (relations.contains(right.relation)
                    && (right.column == null
                            || columns.getOrDefault(right.relation, Set.of()).contains(right.column))) {
                Query.execute(target, right.statement);
            }
        }
        for (PlacedTable table : tables) {
            TableDefinition before = definitions.get(table.name());
            if (before != null) {
                behave(target, before);
            }
        }
    }

    private static void statements(Connection target, String sql, List<TableName> tables) throws SQLException {
        for (TableName table : tables) {
            for (String statement :
                    Query.list(target, sql, row -> row.getString("statement"), table.schema(), table.name())) {
                Query.execute(target, statement);
            }
        }
    }

    private static void behave(Connection target, TableDefinition before) throws SQLException {
        Ddl ddl = Ddl.of(before);
        List<String> statements = new ArrayList<>(ddl.triggers());
        RowSecurity security = before.rowSecurity();
        String alter = "alter table " + before.name().quoted();
        statements.add(alter + (security.enabled() ? " enable" : " disable") + " row level security");
        statements.add(alter + (security.forced() ? " force" : " no force") + " row level security");
        statements.addAll(ddl.policies());
        for (String statement : statements) {
            Query.execute(target, statement);
        }
    }
}
