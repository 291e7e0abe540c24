package sync.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Column;
import postgres.KeySql;
import postgres.Query;
import postgres.ReferringKey;
import postgres.Sql;
import postgres.Table;
import postgres.TableName;

/**
 * What the target's foreign keys would delete or blank along with rows that leave replaced tables, though nothing brings it
 * back. Rows of the copy itself come again, and are proven.
 */
final class Cascades {

    private final Connection target;
    private final List<CopiedTable> tables;
    private final List<Cascade> all = new ArrayList<>();

    /** A foreign key that takes rows along with those of a replaced table. */
    private record Cascade(CopiedTable referred, ReferringKey key) {

        /** Whose rows go along. */
        TableName table() {
            return key.root();
        }

        /** Whether they are deleted, and not blanked. */
        boolean deletes() {
            return key.onDelete() == ReferringKey.Action.CASCADE;
        }
    }

    private Cascades(Connection target, List<CopiedTable> tables) throws SQLException {
        this.target = target;
        this.tables = tables;
        for (CopiedTable table : tables) {
            Optional<Table> live = Catalog.find(target, table.name());
            if (live.isPresent()) {
                for (ReferringKey key : ReferringKey.cascading(target, live.get())) {
                    all.add(new Cascade(table, key));
                }
            }
        }
    }

    /**
     * Looks for such rows, in the transaction in which those that leave are about to be deleted. No others come until it
     * ends.
     *
     * @param tables that are replaced, and locked
     * @throws ProblemException if there are any, or they cannot be looked at
     */
    static void refuse(Connection target, List<CopiedTable> tables) throws SQLException {
        Cascades cascades = new Cascades(target, tables);
        // Rows that a policy hides would go along all the same.
        Query.execute(target, "set local row_security = off");
        for (Cascade cascade : cascades.all) {
            cascades.refuse(cascade);
        }
        Query.execute(target, "set local row_security to default");
    }

    private void refuse(Cascade cascade) throws SQLException {
        Optional<CopiedTable> copied = copied(cascade.table());
        if (copied.isPresent() && !loses(cascade, copied.get())) {
            return;
        }
        String from = cascade.referred().table().relation();
        String leaves = leaves(cascade.referred(), "t", Set.of());
        boolean any;
        try {
            // Whoever refers to one of them from now on waits, and finds it gone.
            Query.execute(
                    target,
                    Sql.fill(
                            "select count(*) from (select from {rows} t where {leaves} for update) l",
                            Map.of("rows", from, "leaves", leaves)));
            any = Query.first(
                            target,
                            Sql.fill(
                                    """
                                    select exists (select from {referring} r join {rows} t on {refers}
                                                   where {leaves} and {comes again})""",
                                    Map.of(
                                            "referring", cascade.key().relation(),
                                            "rows", from,
                                            "refers", cascade.key().refers("r", "t"),
                                            "leaves", leaves,
                                            "comes again",
                                                    copied.map(table -> comes(table, "r"))
                                                            .orElse("true"))),
                            row -> row.getBoolean(1))
                    .orElseThrow();
        } catch (SQLException e) {
            throw Staging.refused(
                    e,
                    "it cannot be seen whether rows of "
                            + cascade.table().display() + " would be deleted or blanked along with those of "
                            + cascade.referred().name().display());
        }
        if (any) {
            throw problem(cascade, copied.isPresent());
        }
    }

    private static ProblemException problem(Cascade cascade, boolean copied) {
        String along = " along with rows of " + cascade.referred().name().display();
        String drop = "drop its foreign key " + cascade.key().name() + " first";
        return new ProblemException(
                copied
                        ? Problem.refused(
                                "what only the target has in columns of "
                                        + cascade.table().display() + " would be lost" + along,
                                drop)
                        : Problem.refused(
                                "rows of " + cascade.table().display() + " would be deleted or blanked" + along,
                                "copy " + cascade.table().display() + " too, remove those rows, or " + drop));
    }

    private Optional<CopiedTable> copied(TableName name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    /** Whether something is lost of rows that come again: without a key they are new ones anyway. */
    private boolean loses(Cascade cascade, CopiedTable table) throws SQLException {
        Set<String> own = new HashSet<>();
        Catalog.find(target, table.name()).orElseThrow().writable().forEach(column -> own.add(column.name()));
        table.table().writable().stream().map(Column::name).forEach(own::remove);
        return !key(table).isEmpty()
                && (cascade.deletes()
                        ? !own.isEmpty()
                        : cascade.key().blanked().stream().anyMatch(own::contains));
    }

    /** The condition that a row of a replaced table leaves it, by itself or along with others. */
    private String leaves(CopiedTable table, String row, Set<TableName> under) {
        if (key(table).isEmpty()) {
            return "true";
        }
        Set<TableName> path = new HashSet<>(under);
        path.add(table.name());
        List<String> ways = new ArrayList<>();
        ways.add("not " + comes(table, row));
        for (Cascade cascade : all) {
            if (!cascade.deletes() || !cascade.table().equals(table.name())) {
                continue;
            }
            CopiedTable other = cascade.referred();
            String next = "t" + path.size();
            ways.add("exists (select from " + other.table().relation() + " " + next + " where "
                    + cascade.key().refers(row, next) + " and "
                    + (path.contains(other.name()) ? someLeave() : leaves(other, next, path)) + ")");
        }
        return "(" + String.join(" or ", ways) + ")";
    }

    /** In a circle of tables it is not followed which row takes which along. */
    private String someLeave() {
        return tables.stream()
                .map(table -> "exists (select from " + table.table().relation() + " x where "
                        + (key(table).isEmpty() ? "true" : "not " + comes(table, "x")) + ")")
                .collect(Collectors.joining(" or ", "(", ")"));
    }

    private static String comes(CopiedTable table, String row) {
        return "exists (select from " + table.staged().quoted() + " s where " + KeySql.same(key(table), row, "s") + ")";
    }

    private static List<String> key(CopiedTable table) {
        return table.table().primaryKey();
    }
}
