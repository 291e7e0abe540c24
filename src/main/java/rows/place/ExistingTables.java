package rows.place;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.Sql;
import postgres.TableName;

/**
 * The tables that stand where others are to go.
 *
 * @param oids by their names
 */
public record ExistingTables(Map<TableName, Long> oids) {

    private static final String FIND = Sql.read("rows/place/existing-tables.sql");
    private static final String DEPENDENTS = Sql.read("rows/place/dependents.sql");
    private static final Set<String> TABLES = Set.of("r", "p");

    private record Relation(TableName name, long oid, String kind, boolean partition) {}

    public ExistingTables {
        oids = Map.copyOf(oids);
    }

    /**
     * Those that are there, in the caller's transaction.
     *
     * @throws ProblemException if something else has the name of one
     */
    public static ExistingTables of(Connection target, List<TableName> names) throws SQLException {
        List<Relation> relations = Query.list(
                target,
                FIND,
                row -> new Relation(
                        new TableName(row.getString("schema"), row.getString("name")),
                        row.getLong("oid"),
                        row.getString("kind"),
                        row.getBoolean("is_partition")),
                target.createArrayOf(
                        "text", names.stream().map(TableName::schema).toArray()),
                target.createArrayOf("text", names.stream().map(TableName::name).toArray()));
        Map<TableName, Long> oids = new HashMap<>();
        for (Relation relation : relations) {
            if (!TABLES.contains(relation.kind) || relation.partition) {
                throw new ProblemException(Problem.refused(
                        relation.name.display() + " is something else than a table of its own on the target",
                        "drop or rename it there"));
            }
            oids.put(relation.name, relation.oid);
        }
        return new ExistingTables(oids);
    }

    /** Whether there is one of that name. */
    public boolean has(TableName table) {
        return oids.containsKey(table);
    }

    Array array(Connection target) throws SQLException {
        return target.createArrayOf("int8", oids.values().toArray());
    }

    /** What depends on one of them without belonging to any, in words; it would go with them. */
    public List<String> dependents(Connection target) throws SQLException {
        return oids.isEmpty()
                ? List.of()
                : Query.list(target, DEPENDENTS, row -> row.getString(1), array(target), array(target));
    }
}
