package snapshot.drill;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ledger.Problem;
import ledger.ProblemException;
import ledger.TableLocks;
import postgres.Catalog;
import postgres.Column;
import postgres.Constraint;
import postgres.Query;
import postgres.ReferringKey;
import postgres.Sql;
import postgres.Table;
import postgres.TableName;
import rows.diff.RowKey;

/**
 * What losing some rows of a table means for the rows of others: which ones are lost with them, because they refer to
 * them, in any depth and whatever their foreign keys say to a delete, and which ones a foreign key makes forget whom they
 * referred to. In the caller's transaction, in temporary tables of keys, and with a lock on every table that refers to one
 * of them: nothing can come to refer to a row that is about to go.
 */
final class Cascade {

    private static final String ABOVE = Sql.read("snapshot/tables-above.sql");

    /** Beyond this many times what is allowed it is not worth while to count on. */
    private static final long COUNTED = 10;

    private final Connection connection;
    private final TableLocks locks;
    private final long mostRows;
    private final Touched root;
    /** Each table that is touched, the root first. */
    private final Map<TableName, Touched> touched = new LinkedHashMap<>();

    /** Each table that was looked into, touched or not. */
    private final Set<TableName> reached = new LinkedHashSet<>();

    private final Set<Link> links = new LinkedHashSet<>();
    private final Map<TableName, List<ReferringKey>> keys = new HashMap<>();
    private long rows;

    /** A foreign key by which rows of a child are touched. */
    private record Link(Touched parent, ReferringKey key, String from, Touched child) {}

    /**
     * Of no rows yet.
     *
     * @param root found by its primary key, or by what stands for one
     * @param mostRows how many rows of all tables may be touched
     */
    Cascade(Connection connection, TableLocks locks, Table root, long mostRows) throws SQLException {
        this.connection = connection;
        this.locks = locks;
        this.mostRows = mostRows;
        this.root = enter(root);
        reached.add(root.name());
    }

    /** Rows of the root, that a statement gives the keys of, go. */
    long lose(String selectKeys) throws SQLException {
        return Query.update(connection, "insert into " + root.deleted() + " " + selectKeys);
    }

    /**
     * Follows the foreign keys from there.
     *
     * @throws ProblemException if a table that would be touched has no key to restore it by, or it is too many rows
     */
    Cascade follow() throws SQLException {
        Deque<Touched> grown = new ArrayDeque<>(List.of(root));
        while (!grown.isEmpty()) {
            Touched parent = grown.poll();
            Query.execute(connection, "analyze " + parent.deleted());
            for (ReferringKey key : keysTo(parent)) {
                Optional<Touched> more = follow(parent, key);
                if (more.isPresent() && !grown.contains(more.get())) {
                    grown.add(more.get());
                }
            }
            refuseMany(COUNTED * mostRows);
        }
        refuseMany(mostRows);
        return this;
    }

    private void refuseMany(long most) throws SQLException {
        rows = 0;
        for (Touched table : touched.values()) {
            rows += table.rows(connection);
        }
        if (rows > most) {
            throw new ProblemException(Problem.refused(
                    "the loss would take " + (most > mostRows ? "more than " : "") + rows + " rows along, of "
                            + touched.size() + " tables, and a drill loses " + mostRows + " at most",
                    "take fewer rows, or a table that less refers to, or set drill.max-rows"));
        }
    }

    Touched root() {
        return root;
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
                .filter(link -> link.child.equals(table) && mayForget(link.key, table.table()))
                .flatMap(link -> link.key.blanked().stream())
                .distinct()
                .toList();
    }

    /**
     * The rows of the root that have to stay after all: something below them is not in the backup as it is now.
     *
     * @return a temporary table of their keys, if there are any
     */
    Optional<String> spared(List<DrilledTable> known) throws SQLException {
        Map<TableName, String> spared = new HashMap<>();
        long found = 0;
        for (Touched table : touched()) {
            String keys = Touched.keys(connection, table.table());
            spared.put(table.table().name(), keys);
            Optional<DrilledTable> drilled = known.stream()
                    .filter(one -> one.live().name().equals(table.table().name()))
                    .findFirst();
            // Rows that are only blanked come back from the backup whatever holds those that go.
            String kept = drilled.map(one -> " and not (" + one.isBackedUp("t") + " and (" + one.isHeld("t")
                            + " or not " + table.in(table.deleted(), "t") + "))")
                    .orElse("");
            found += Query.update(
                    connection,
                    "insert into " + keys + " select " + table.keysOf("t") + " from "
                            + table.table().relation() + " t where " + table.condition("t") + kept);
        }
        long more = found;
        while (more > 0) {
            more = 0;
            for (Link link : links) {
                more += Query.update(connection, holding(spared, link));
            }
        }
        return found == 0
                ? Optional.empty()
                : Optional.of(spared.get(root.table().name()));
    }

    /** What a row that stays refers to stays too. */
    private static String holding(Map<TableName, String> spared, Link link) {
        Touched parent = link.parent;
        return "insert into " + spared.get(parent.table().name()) + " select " + parent.keysOf("p") + " from "
                + parent.table().relation() + " p where " + parent.in(parent.deleted(), "p")
                + " and exists (select from " + link.from + " c where "
                + link.child.in(spared.get(link.child.table().name()), "c") + " and "
                + link.key.refers("c", "p") + ") on conflict do nothing";
    }

    private List<ReferringKey> keysTo(Touched parent) throws SQLException {
        List<ReferringKey> found = keys.get(parent.table().name());
        if (found == null) {
            found = ReferringKey.to(connection, parent.table());
            keys.put(parent.table().name(), found);
        }
        return found;
    }

    private Touched enter(Table found) throws SQLException {
        Touched entered = touched.get(found.name());
        if (entered == null) {
            entered = Touched.by(connection, keyed(found, touched.isEmpty()));
            touched.put(found.name(), entered);
        }
        return entered;
    }

    private static Table keyed(Table table, boolean root) {
        return RowKey.of(table)
                .orElseThrow(() -> new ProblemException(Problem.refused(
                        (root ? "" : "rows that refer to those would go along, and ")
                                + table.name().display()
                                + " has no primary key, so its rows could not be told apart again",
                        root
                                ? "rehearse with a table that has one"
                                : "give it one, or lose rows that none of it refer to")));
    }

    /** The table of whose rows those are: what they are a partition of, as they may be of several. */
    private Table whole(TableName child) throws SQLException {
        List<TableName> above = Query.list(
                connection,
                ABOVE,
                row -> new TableName(row.getString("schema"), row.getString("name")),
                Catalog.find(connection, child).orElseThrow().oid());
        if (above.contains(root.table().name())) {
            return root.table();
        }
        for (TableName name : above) {
            Table table = Catalog.find(connection, name).orElseThrow();
            if (RowKey.of(table).isPresent()) {
                refuseAbove(table);
                return table;
            }
        }
        return Catalog.find(connection, child).orElseThrow();
    }

    private void refuseAbove(Table table) throws SQLException {
        List<TableName> aboveRoot = Query.list(
                connection,
                ABOVE,
                row -> new TableName(row.getString("schema"), row.getString("name")),
                root.table().oid());
        if (aboveRoot.contains(table.name())) {
            throw new ProblemException(Problem.refused(
                    root.table().name().display() + " is a part of "
                            + table.name().display() + ", of which rows in other parts would be lost too",
                    "rehearse with " + table.name().display() + ", and say which rows with keys or where"));
        }
    }

    /** Returns the table whose rows that are lost have become more. */
    private Optional<Touched> follow(Touched parent, ReferringKey key) throws SQLException {
        Table child = Catalog.find(connection, key.table()).orElseThrow();
        locks.keepWritersOut(child);
        reached.add(child.name());
        String from = child.relation() + " c where exists (select from "
                + parent.table().relation() + " p where " + key.refers("c", "p") + " and "
                + parent.in(parent.deleted(), "p") + ")";
        if (count("select count(*) from (select 1 from " + from + " limit 1) x") == 0) {
            return Optional.empty();
        }
        Table whole = whole(child.name());
        locks.keepWritersOut(whole);
        reached.add(whole.name());
        Touched entered = enter(whole);
        links.add(new Link(parent, key, child.relation(), entered));
        boolean forget = mayForget(key, entered.table());
        long more = Query.update(
                connection,
                "insert into " + (forget ? entered.blanked() : entered.deleted()) + " select " + entered.keysOf("c")
                        + " from " + from + " on conflict do nothing");
        return more > 0 && !forget ? Optional.of(entered) : Optional.empty();
    }

    /**
     * Whether a row of that table can forget whom it refers to, and nothing more comes of it. If not it is lost too: null
     * may not stand there, or would change what the row is for others.
     */
    private static boolean mayForget(ReferringKey key, Table table) {
        return key.onDelete() == ReferringKey.Action.SET_NULL
                && table.kind() == Table.Kind.TABLE
                && key.blanked().stream()
                        .noneMatch(name ->
                                table.column(name).filter(Column::required).isPresent())
                && table.constraints().stream()
                        .filter(rule -> rule.kind() != Constraint.Kind.FOREIGN_KEY)
                        .noneMatch(rule -> rule.columns().isEmpty()
                                || rule.columns().stream().anyMatch(key.blanked()::contains))
                && table.columns().stream().noneMatch(column -> column.generated() && column.required());
    }

    private long count(String select) throws SQLException {
        return Query.first(connection, select, row -> row.getLong(1)).orElseThrow();
    }
}
