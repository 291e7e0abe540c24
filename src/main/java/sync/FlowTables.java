package sync;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Query;
import postgres.Sql;
import postgres.Table;
import postgres.TableName;

/** Which tables of the source a flow means. */
final class FlowTables {

    private static final String ALL = Sql.read("sync/flow-tables.sql");
    private static final String BACKUPS = Sql.read("sync/backup-tables.sql");

    private FlowTables() {}

    /**
     * The tables that are meant, all of the flow's if none is asked for.
     *
     * @param source a connection whose search path is its user's
     * @param asked as the user named them
     * @throws ProblemException if one is not there, is no table, or does not belong to the flow
     */
    static List<TableName> of(Connection source, Flow flow, List<String> asked) throws SQLException {
        List<TableName> all = flow.tables().isEmpty() ? all(source) : named(source, flow, flow.tables());
        if (asked.isEmpty()) {
            return all;
        }
        List<TableName> wanted = named(source, flow, asked);
        for (TableName table : wanted) {
            if (!all.contains(table)) {
                throw new ProblemException(Problem.refused(
                        table.display() + " does not belong to the flow " + flow.name(),
                        "name tables of the flow, or add it to sync.flows." + flow.name() + ".tables"));
            }
        }
        return wanted;
    }

    private static List<TableName> all(Connection source) throws SQLException {
        List<TableName> all = new ArrayList<>(Query.list(source, ALL, FlowTables::name));
        boolean backups = Query.first(
                        source, "select to_regclass('caravanserai.backup_table') is not null", row -> row.getBoolean(1))
                .orElseThrow();
        if (backups) {
            all.removeAll(Query.list(source, BACKUPS, FlowTables::name));
        }
        return all;
    }

    private static TableName name(ResultSet row) throws SQLException {
        return new TableName(row.getString("schema"), row.getString("name"));
    }

    private static List<TableName> named(Connection source, Flow flow, List<String> wanted) throws SQLException {
        List<TableName> names = new ArrayList<>();
        for (String name : wanted) {
            Table table = Catalog.find(source, name)
                    .orElseThrow(() -> new ProblemException(Problem.notFound(
                            "there is no table \"" + name + "\" in the database " + flow.from(),
                            "name it as the database " + flow.from() + " does, with its schema if it is not public")));
            if (table.kind() != Table.Kind.TABLE && table.kind() != Table.Kind.PARTITIONED_TABLE) {
                throw new ProblemException(Problem.refused(
                        table.name().display() + " is no table but a "
                                + table.kind()
                                        .name()
                                        .toLowerCase(java.util.Locale.ROOT)
                                        .replace('_', ' '),
                        "name the tables that its rows come from"));
            }
            if (!names.contains(table.name())) {
                names.add(table.name());
            }
        }
        return names;
    }
}
