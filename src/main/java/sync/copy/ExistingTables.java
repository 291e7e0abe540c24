package sync.copy;

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
 * The tables of a copy that the target has already.
 *
 * @param oids by their names
 */
record ExistingTables(Map<TableName, Long> oids) {

    private static final String FIND = Sql.read("sync/standing.sql");
    private static final String DEPENDENTS = Sql.read("sync/dependents.sql");
    private static final Set<String> TABLES = Set.of("r", "p");

    private record Relation(TableName name, long oid, String kind, boolean partition) {}

    ExistingTables {
        oids = Map.copyOf(oids);
    }

    /**
     * Those that are there, in the caller's transaction.
     *
     * @throws ProblemException if something else has the name of one
     */
    static ExistingTables of(Connection target, List<TableName> names) throws SQLException {
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

    boolean has(TableName table) {
        return oids.containsKey(table);
    }

    Array array(Connection target) throws SQLException {
        return target.createArrayOf("int8", oids.values().toArray());
    }

    /**
     * Looks whether they can be taken away.
     *
     * @throws ProblemException if something depends on one of them that is not of the copy
     */
    void refuseDependents(Connection target) throws SQLException {
        if (oids.isEmpty()) {
            return;
        }
        List<String> dependents = Query.list(target, DEPENDENTS, row -> row.getString(1), array(target), array(target));
        if (!dependents.isEmpty()) {
            throw dependedOn(String.join(", ", dependents));
        }
    }

    static ProblemException dependedOn(String dependents) {
        return new ProblemException(
                Problem.refused(
                        "tables of the target cannot be exchanged, since these depend on them: " + dependents,
                        "copy the tables they belong to in the same run, or say \"how\":\"replace\" to exchange the rows alone"));
    }
}
