package snapshot.drill;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ledger.Problem;
import ledger.ProblemException;
import ledger.TableLocks;
import postgres.Catalog;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.Sql;
import postgres.Table;
import postgres.TableName;
import postgres.TempTable;

/**
 * What deleting some rows of a table would do to the rows of others: which ones a foreign key takes with them, and which
 * ones it makes forget whom they referred to. In the caller's transaction, in temporary tables of keys, and with a lock on
 * every table that refers to one of them: nothing can come to refer to a row that is about to go.
 */
final class Cascade {

    private static final String REFERENCING = Sql.read("snapshot/referencing.sql");

    private final Connection connection;
    private final TableLocks locks;
    /** Each table that is touched, the root first. */
    private final Map<TableName, Touched> touched = new LinkedHashMap<>();

    /** Each table that was looked into, touched or not. */
    private final Set<TableName> reached = new LinkedHashSet<>();

    private final Set<Link> links = new LinkedHashSet<>();
    private final List<Staying> staying = new ArrayList<>();

    /** A table, and the temporary tables of the keys of its rows that are deleted and that are blanked. */
    record Touched(Table table, String deleted, String blanked) {

        /** Whether a row of {@code alias} is among them, as a condition. */
        String condition(String alias) {
            return "(" + in(deleted, alias) + " or " + in(blanked, alias) + ")";
        }

        String in(String keys, String alias) {
            return "exists (select from " + keys + " k where " + KeySql.same(table.primaryKey(), "k", alias) + ")";
        }

        private String keysOf(String alias) {
            return Identifier.list(table.primaryKey(), alias + ".");
        }
    }

    private record Edge(
            TableName child, String onDelete, String name, long to, List<String> columns, List<String> referenced) {

        /** Whether a row {@code c} refers to the row {@code p}. */
        String refers() {
            return IntStream.range(0, columns.size())
                            .mapToObj(i -> "c." + Identifier.quote(columns.get(i)) + " = p."
                                    + Identifier.quote(referenced.get(i)))
                            .collect(Collectors.joining(" and "))
                    + " and p.tableoid in (select " + to + "::oid union select relid from pg_partition_tree(" + to
                    + "))";
        }
    }

    /** A foreign key by which rows of a child are touched. */
    private record Link(Touched parent, Edge edge, Touched child) {}

    /** Rows that stay, and refer to some that would go. */
    private record Staying(Touched parent, Edge edge, Table child, String from, long rows) {}

    private Cascade(Connection connection, TableLocks locks) {
        this.connection = connection;
        this.locks = locks;
    }

    /**
     * Follows the foreign keys from the rows of {@code root} that a statement gives the keys of.
     *
     * @throws ProblemException if a table that would be touched has no primary key to restore it by
     */
    static Cascade of(Connection connection, TableLocks locks, Table root, String selectKeys) throws SQLException {
        Cascade cascade = new Cascade(connection, locks);
        Touched first = cascade.enter(root);
        cascade.reached.add(root.name());
        Query.update(connection, "insert into " + first.deleted + " " + selectKeys);
        boolean grown = true;
        while (grown) {
            grown = cascade.follow();
        }
        return cascade;
    }

    /** The root first. */
    List<Touched> touched() {
        return List.copyOf(touched.values());
    }

    /** Every table that refers to one of them, touched or not; the root first. */
    List<TableName> reached() {
        return List.copyOf(reached);
    }

    /** The columns of a table in which its blanked rows forget whom they referred to. */
    List<String> blankedColumns(Touched table) {
        return links.stream()
                .filter(link -> link.child.equals(table) && link.edge.onDelete.equals("n"))
                .flatMap(link -> link.edge.columns.stream())
                .filter(column -> !table.table.primaryKey().contains(column))
                .distinct()
                .toList();
    }

    /**
     * Nothing may be in the way.
     *
     * @throws ProblemException if a row that stays refers to one that would go, with the list
     */
    void refuseStaying() {
        if (!staying.isEmpty()) {
            String list = staying.stream()
                    .map(found -> found.rows + " of " + found.child.name().display() + " (" + found.edge.name + ")")
                    .collect(Collectors.joining(", "));
            throw new ProblemException(Problem.refused(
                    "rows that stay refer to rows of the sample: " + list,
                    "take another seed or fewer rows, or a table that nothing refers to"));
        }
    }

    /**
     * The rows of the root that have to stay after all: something below them is not in the backup as it is now, or is in
     * the way.
     *
     * @return a temporary table of their keys, if there are any
     */
    Optional<String> spared(List<DrilledTable> known) throws SQLException {
        Map<TableName, String> spared = new HashMap<>();
        long rows = 0;
        for (Touched table : touched()) {
            String keys = keys(table.table);
            spared.put(table.table.name(), keys);
            String backedUp = known.stream()
                    .filter(drilled -> drilled.live().name().equals(table.table.name()))
                    .findFirst()
                    .map(drilled -> " and not " + drilled.isBackedUp("t"))
                    .orElse("");
            rows += Query.update(
                    connection,
                    "insert into " + keys + " select " + table.keysOf("t") + " from " + table.table.relation()
                            + " t where " + table.condition("t") + backedUp);
        }
        for (Staying found : staying) {
            rows += add(spared, found.parent, found.edge, " from " + found.from);
        }
        long more = rows;
        while (more > 0) {
            more = 0;
            for (Link link : links) {
                more += add(
                        spared,
                        link.parent,
                        link.edge,
                        " from " + link.child.table.relation() + " c where "
                                + link.child.in(spared.get(link.child.table.name()), "c"));
            }
        }
        return rows == 0
                ? Optional.empty()
                : Optional.of(spared.get(touched().get(0).table.name()));
    }

    private long add(Map<TableName, String> spared, Touched parent, Edge edge, String children) throws SQLException {
        return Query.update(
                connection,
                "insert into " + spared.get(parent.table.name()) + " select " + parent.keysOf("p") + " from "
                        + parent.table.relation() + " p where " + parent.in(parent.deleted, "p")
                        + " and exists (select" + children + " and " + edge.refers() + ") on conflict do nothing");
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
        String name = TempTable.of(
                connection,
                "select " + Identifier.list(table.primaryKey()) + " from "
                        + table.name().quoted() + " limit 0");
        Query.execute(
                connection, "alter table " + name + " add primary key (" + Identifier.list(table.primaryKey()) + ")");
        return name;
    }

    private boolean follow() throws SQLException {
        boolean grown = false;
        staying.clear();
        for (Touched parent : touched()) {
            for (Edge edge : Query.list(
                    connection, REFERENCING, Cascade::edge, parent.table().oid())) {
                grown |= follow(parent, edge);
            }
        }
        return grown;
    }

    private boolean follow(Touched parent, Edge edge) throws SQLException {
        Table child = Catalog.find(connection, edge.child).orElseThrow();
        locks.keepWritersOut(child);
        reached.add(child.name());
        String from = child.relation() + " c where exists (select from "
                + parent.table.relation() + " p where " + edge.refers() + " and "
                + parent.in(parent.deleted, "p") + ")";
        if (count("select count(*) from (select 1 from " + from + " limit 1) x") == 0) {
            return false;
        }
        if (edge.onDelete.equals("c") || edge.onDelete.equals("n")) {
            Touched entered = enter(child);
            links.add(new Link(parent, edge, entered));
            return Query.update(
                            connection,
                            "insert into " + (edge.onDelete.equals("c") ? entered.deleted : entered.blanked)
                                    + " select " + entered.keysOf("c") + " from " + from + " on conflict do nothing")
                    > 0;
        }
        Touched known = touched.get(child.name());
        String stays = known == null ? "true" : "not " + known.in(known.deleted, "c");
        long rows = count("select count(*) from " + from + " and " + stays);
        if (rows > 0) {
            staying.add(new Staying(parent, edge, child, child.relation() + " c where " + stays, rows));
        }
        return false;
    }

    private long count(String select) throws SQLException {
        return Query.first(connection, select, row -> row.getLong(1)).orElseThrow();
    }

    private static Edge edge(ResultSet row) throws SQLException {
        return new Edge(
                new TableName(row.getString("schema"), row.getString("name")),
                row.getString("on_delete"),
                row.getString("constraint_name"),
                row.getLong("referenced_table"),
                Query.texts(row, "columns"),
                Query.texts(row, "referenced"));
    }
}
