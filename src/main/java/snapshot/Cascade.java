package snapshot;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Identifier;
import postgres.Query;
import postgres.Sql;
import postgres.Table;
import postgres.TableName;

/**
 * What deleting some rows of a table would do to the rows of others: which ones a foreign key takes with them, and which
 * ones it makes forget whom they referred to. In the caller's transaction, in temporary tables of keys.
 */
final class Cascade {

    private static final String REFERENCING = Sql.read("snapshot/referencing.sql");

    private final Connection connection;
    /** Each table that is touched, with the temporary table of the keys that go and of those that are blanked. */
    private final Map<TableName, Touched> touched = new LinkedHashMap<>();

    /** A table, and where the keys of its rows are that are deleted and that are blanked. */
    record Touched(Table table, String deleted, String blanked) {

        /** Whether a row of {@code alias} is among them, as a condition. */
        String condition(String alias) {
            return "(" + in(deleted, alias) + " or " + in(blanked, alias) + ")";
        }

        String in(String keys, String alias) {
            return "exists (select from " + keys + " k where " + Comparison.sameKey(table.primaryKey(), "k", alias)
                    + ")";
        }
    }

    private record Edge(TableName child, String onDelete, String name, List<String> columns, List<String> referenced) {}

    private Cascade(Connection connection) {
        this.connection = connection;
    }

    /**
     * Follows the foreign keys from the rows of {@code root} that a statement gives the keys of.
     *
     * @throws ProblemException if a row that stays refers to one that would go, with the list; or if a table that would be
     *     touched has no primary key to restore it by
     */
    static Cascade of(Connection connection, Table root, String selectKeys) throws SQLException {
        Cascade cascade = new Cascade(connection);
        Touched first = cascade.enter(root);
        Query.update(connection, "insert into " + first.deleted + " " + selectKeys);
        cascade.follow();
        return cascade;
    }

    List<Touched> touched() {
        return List.copyOf(touched.values());
    }

    private Touched enter(Table table) throws SQLException {
        if (table.primaryKey().isEmpty()) {
            throw new ProblemException(Problem.refused(
                    table.name().display() + " has no primary key, so its rows could not be told apart again",
                    "rehearse with a table that has one"));
        }
        Touched entered = touched.get(table.name());
        if (entered == null) {
            entered = new Touched(table, keys(table), keys(table));
            touched.put(table.name(), entered);
        }
        return entered;
    }

    private String keys(Table table) throws SQLException {
        String name = Stages.of(
                connection,
                "select " + Identifier.list(table.primaryKey()) + " from "
                        + table.name().quoted() + " limit 0");
        Query.execute(
                connection, "alter table " + name + " add primary key (" + Identifier.list(table.primaryKey()) + ")");
        return name;
    }

    private void follow() throws SQLException {
        List<String> inTheWay = new ArrayList<>();
        boolean grown = true;
        while (grown) {
            grown = false;
            inTheWay.clear();
            for (Touched parent : touched()) {
                for (Edge edge : Query.list(
                        connection, REFERENCING, Cascade::edge, parent.table().oid())) {
                    grown |= follow(parent, edge, inTheWay);
                }
            }
        }
        if (!inTheWay.isEmpty()) {
            throw new ProblemException(Problem.refused(
                    "rows that stay refer to rows of the sample: " + String.join(", ", inTheWay),
                    "take another seed or fewer rows, or a table that nothing refers to"));
        }
    }

    private boolean follow(Touched parent, Edge edge, List<String> inTheWay) throws SQLException {
        Table child = Catalog.find(connection, edge.child).orElseThrow();
        String refers = refers(parent, edge);
        String from = " from " + Comparison.relation(child) + " c where " + refers;
        long rows = count("select count(*) from (select 1" + from + " limit 1) x");
        if (rows == 0) {
            return false;
        }
        switch (edge.onDelete) {
            case "c" -> {
                return add(enter(child), Touched::deleted, from);
            }
            case "n" -> {
                return add(enter(child), Touched::blanked, from);
            }
            default -> {
                Touched known = touched.get(child.name());
                long staying = count(
                        "select count(*)" + from + (known == null ? "" : " and not " + known.in(known.deleted, "c")));
                if (staying > 0) {
                    inTheWay.add(staying + " of " + child.name().display() + " (" + edge.name + ")");
                }
                return false;
            }
        }
    }

    private boolean add(Touched child, java.util.function.Function<Touched, String> keys, String from)
            throws SQLException {
        return Query.update(
                        connection,
                        "insert into " + keys.apply(child) + " select "
                                + Identifier.list(child.table().primaryKey(), "c.") + from + " on conflict do nothing")
                > 0;
    }

    private static String refers(Touched parent, Edge edge) {
        String same = java.util.stream.IntStream.range(0, edge.columns.size())
                .mapToObj(i -> "c." + Identifier.quote(edge.columns.get(i)) + " = p."
                        + Identifier.quote(edge.referenced.get(i)))
                .collect(Collectors.joining(" and "));
        return "exists (select from " + parent.table().name().quoted() + " p where " + same + " and "
                + parent.in(parent.deleted, "p") + ")";
    }

    private long count(String select) throws SQLException {
        return Query.first(connection, select, row -> row.getLong(1)).orElseThrow();
    }

    private static Edge edge(ResultSet row) throws SQLException {
        return new Edge(
                new TableName(row.getString("schema"), row.getString("name")),
                row.getString("on_delete"),
                row.getString("constraint_name"),
                List.of((String[]) row.getArray("columns").getArray()),
                List.of((String[]) row.getArray("referenced").getArray()));
    }
}
