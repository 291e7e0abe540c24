package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import ledger.LedgerSchema;
import ledger.Problem;
import ledger.ProblemException;
import ledger.UserTables;
import postgres.Catalog;
import postgres.Table;
import postgres.TableName;

/** Finds the tables of a flow on its source. */
public final class SourceTables {

    private SourceTables() {}

    /**
     * The tables of a flow, or those of them that are wanted.
     *
     * @param wanted as users write them; empty for all of the flow
     * @throws ProblemException if there are none, or one is not there, no table, or not of the flow
     */
    public static List<TableName> of(Connection source, Flow flow, List<String> wanted) throws SQLException {
        List<TableName> ofFlow =
                flow.tables().isEmpty() ? inOrder(UserTables.of(source)) : named(source, flow.tables());
        if (wanted.isEmpty()) {
            if (ofFlow.isEmpty()) {
                throw new ProblemException(LedgerSchema.noTables(
                        source, "the source of flow " + flow.name() + " has no tables", "make some first"));
            }
            return ofFlow;
        }
        List<TableName> chosen = named(source, wanted);
        Set<TableName> known = new HashSet<>(ofFlow);
        for (TableName table : chosen) {
            if (!known.contains(table)) {
                throw new ProblemException(Problem.refused(
                        table.display() + " is not a table of flow " + flow.name(),
                        "add it to sync.flows." + flow.name() + ".tables"));
            }
        }
        return chosen;
    }

    /**
     * The tables of a flow over all tables that only its target has: nobody named them, so they may be somebody else's.
     *
     * @param ofSource those that the source has
     * @param asked as users write them; nothing is told of others where some are named
     */
    public static List<TableName> onlyTarget(Connection target, Flow flow, List<String> asked, List<TableName> ofSource)
            throws SQLException {
        if (!flow.tables().isEmpty() || !asked.isEmpty()) {
            return List.of();
        }
        Set<TableName> known = new HashSet<>(ofSource);
        return inOrder(UserTables.of(target)).stream()
                .filter(table -> !known.contains(table))
                .toList();
    }

    private static List<TableName> inOrder(List<TableName> tables) {
        return tables.stream()
                .sorted(Comparator.comparing(TableName::schema).thenComparing(TableName::name))
                .toList();
    }

    private static List<TableName> named(Connection source, List<String> wanted) throws SQLException {
        Set<TableName> tables = new LinkedHashSet<>();
        for (String name : wanted) {
            Table table = Catalog.find(source, name)
                    .orElseThrow(() -> new ProblemException(Problem.notFound(
                            "there is no table \"" + name + "\" on the source", "name it as schema.table")));
            if (table.kind() != Table.Kind.TABLE && table.kind() != Table.Kind.PARTITIONED_TABLE) {
                throw new ProblemException(Problem.refused(
                        '"' + name + "\" is no table but a "
                                + table.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        "it holds no rows of its own; take the tables behind it"));
            }
            tables.add(table.name());
        }
        return List.copyOf(tables);
    }
}
