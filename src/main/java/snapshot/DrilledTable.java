package snapshot;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import postgres.BucketHashes;
import postgres.Column;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.Query;
import postgres.Table;

/** A table of a drill with the backup of its rows, under a lock that keeps writers out. */
record DrilledTable(Table live, Drill.Part part) {

    /** Work on the table; says how many rows. */
    @FunctionalInterface
    interface Work {
        long run() throws SQLException;
    }

    static List<DrilledTable> parentsFirst(List<DrilledTable> tables) {
        return TableOrder.parentsFirst(tables.stream().map(DrilledTable::live).toList()).stream()
                .map(live -> tables.stream()
                        .filter(table -> table.live == live)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    private String backup() {
        return part.backup().quoted();
    }

    private String sameKey(String left, String right) {
        return Comparison.sameKey(live.primaryKey(), left, right);
    }

    private String sameRow(String left, String right) {
        return sameKey(left, right) + " and " + ContentHash.ofRow(live.writable(), left + ".") + " = "
                + ContentHash.ofRow(live.writable(), right + ".");
    }

    /** A statement for the keys of sampled rows that are still what was backed up. */
    String unchangedKeys() {
        return "select " + Identifier.list(live.primaryKey(), "t.") + " from " + Comparison.relation(live) + " t join "
                + backup() + " b on " + sameRow("t", "b");
    }

    /** Rows that a delete would touch and that are not in the backup as they are. */
    long unknown(Connection connection, Cascade.Touched touched) throws SQLException {
        return count(
                connection,
                "select count(*) from " + Comparison.relation(live) + " t where " + touched.condition("t")
                        + " and not exists (select from " + backup() + " b where " + sameRow("t", "b") + ")");
    }

    /** The drill's own doings set off nobody's triggers: neither losing the rows nor having them back is news. */
    long withoutTriggers(Connection connection, Work work) throws SQLException {
        boolean any = Query.first(
                        connection,
                        "select exists (select from pg_catalog.pg_trigger where tgrelid = ? and not tgisinternal)",
                        row -> row.getBoolean(1),
                        live.oid())
                .orElseThrow();
        if (!any) {
            return work.run();
        }
        Query.execute(connection, "alter table " + live.name().quoted() + " disable trigger user");
        long rows = work.run();
        Query.execute(connection, "set constraints all immediate");
        Query.execute(connection, "alter table " + live.name().quoted() + " enable trigger user");
        return rows;
    }

    /** Deletes the rows of these keys. */
    long delete(Connection connection, Cascade.Touched touched) throws SQLException {
        return Query.update(
                connection,
                "delete from " + Comparison.relation(live) + " t using " + touched.deleted() + " k where "
                        + sameKey("t", "k"));
    }

    /** Inserts what is missing, and gives back to whom rows referred that a delete made forget it. */
    long putBack(Connection connection) throws SQLException {
        String columns =
                Identifier.list(live.writable().stream().map(Column::name).toList());
        long inserted = Query.update(
                connection,
                "insert into " + live.name().quoted() + " (" + columns + ") overriding system value select "
                        + Identifier.list(
                                live.writable().stream().map(Column::name).toList(), "b.") + " from "
                        + backup() + " b where not exists (select from " + Comparison.relation(live) + " t where "
                        + sameKey("t", "b") + ")");
        return inserted + rememberParents(connection);
    }

    private long rememberParents(Connection connection) throws SQLException {
        List<String> blanked = live.constraints().stream()
                .filter(constraint -> constraint.kind() == postgres.Constraint.Kind.FOREIGN_KEY)
                .flatMap(constraint -> constraint.columns().stream())
                .filter(column -> !live.primaryKey().contains(column))
                .distinct()
                .toList();
        if (blanked.isEmpty()) {
            return 0;
        }
        String assignments = blanked.stream()
                .map(Identifier::quote)
                .map(name -> name + " = coalesce(t." + name + ", b." + name + ")")
                .collect(Collectors.joining(", "));
        String forgotten = blanked.stream()
                .map(Identifier::quote)
                .map(name -> "t." + name + " is null and b." + name + " is not null")
                .collect(Collectors.joining(" or "));
        Query.update(
                connection,
                "update " + Comparison.relation(live) + " t set " + assignments + " from " + backup() + " b where "
                        + sameKey("t", "b") + " and (" + forgotten + ")");
        return 0;
    }

    /** Backed-up rows that are not in the table as they were. */
    long differing(Connection connection) throws SQLException {
        return count(
                connection,
                "select count(*) from " + backup() + " b where not exists (select from " + Comparison.relation(live)
                        + " t where " + sameRow("t", "b") + ")");
    }

    /** The content hash of the rows in the table whose keys are in the backup. */
    String sampledHash(Connection connection) throws SQLException {
        return BucketHashes.of(
                        connection,
                        "(select t.* from " + Comparison.relation(live) + " t join " + backup() + " b on "
                                + sameKey("t", "b") + ")",
                        live.writable(),
                        null)
                .hash();
    }

    private static long count(Connection connection, String select) throws SQLException {
        return Query.first(connection, select, row -> row.getLong(1)).orElseThrow();
    }
}
