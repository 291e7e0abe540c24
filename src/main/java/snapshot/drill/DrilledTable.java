package snapshot.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import ledger.TableLocks;
import postgres.BucketHashes;
import postgres.Catalog;
import postgres.Column;
import postgres.Constraint;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.Table;
import rows.change.TableOrder;

/**
 * A table of a drill with the backup of its rows, and with the keys of those that the drill made go: rows that others
 * removed are not for it to bring back.
 *
 * @param place its turn among the tables of the drill
 * @param live the table as it is now; null if it was dropped, or has its key no more
 * @param via what to select the rows from that another place than the backup holds of it; null where none is meant
 */
record DrilledTable(UUID run, int place, Table live, Drill.Part part, String via) {

    /** That place holds none of its rows. */
    static final String NOTHING = "";

    DrilledTable(UUID run, int place, Table live, Drill.Part part) {
        this(run, place, live, part, null);
    }

    /** The same, with what holds its rows beside the backup. */
    DrilledTable via(String held) {
        return new DrilledTable(run, place, live, part, held);
    }

    /** The tables as they are now, no more written by others; the order is that of the backup. */
    static List<DrilledTable> all(Connection connection, TableLocks locks, Drill drill) throws SQLException {
        List<DrilledTable> tables = new ArrayList<>();
        for (Drill.Part part : drill.backup().tables()) {
            Optional<Table> found = Catalog.find(connection, part.table());
            if (found.isPresent()) {
                locks.keepWritersOut(found.get());
                found = Catalog.find(connection, part.table())
                        .filter(table -> table.columns().stream()
                                .map(Column::name)
                                .toList()
                                .containsAll(part.key()))
                        .map(table -> keyedBy(table, part.key()));
            }
            tables.add(new DrilledTable(drill.request().run(), tables.size(), found.orElse(null), part));
        }
        DrilledTable gone =
                tables.stream().filter(table -> !table.isThere()).findFirst().orElse(null);
        if (gone != null && drill.deleted() == null) {
            throw new ProblemException(Problem.conflict(
                    gone.part().table().display() + " was dropped during the drill", "nothing was deleted"));
        }
        return tables;
    }

    static List<DrilledTable> parentsFirst(Connection connection, List<DrilledTable> tables) throws SQLException {
        return TableOrder.parentsFirst(
                        connection, tables.stream().map(DrilledTable::live).toList())
                .stream()
                .map(live -> tables.stream()
                        .filter(table -> table.live == live)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    /** Those that are there, as they are now. */
    static List<Table> allLive(List<DrilledTable> tables) {
        return tables.stream()
                .filter(DrilledTable::isThere)
                .map(DrilledTable::live)
                .toList();
    }

    boolean isThere() {
        return live != null;
    }

    String backup() {
        return part.backup().quoted();
    }

    private String deleted() {
        return kept("deleted");
    }

    private String blanked() {
        return kept("blanked");
    }

    private String kept(String what) {
        return "caravanserai_kept." + Identifier.quote(run + "-" + place + "-" + what);
    }

    String sameKey(String left, String right) {
        return KeySql.same(part.key(), left, right);
    }

    /** A table whose rows are found by these columns. */
    static Table keyedBy(Table table, List<String> key) {
        return table.primaryKey().equals(key)
                ? table
                : table.keyedBy(new Constraint(Constraint.Kind.UNIQUE, "", key, null, null, List.of()));
    }

    /** Those that were backed up and are still there to be written. */
    private List<Column> columns() {
        return part.columns().stream()
                .filter(kept -> live.writable().stream()
                        .anyMatch(column -> column.name().equals(kept.name())))
                .toList();
    }

    private String sameRow(String left, String right) {
        return sameKey(left, right) + " and " + ContentHash.ofRow(columns(), left + ".") + " = "
                + ContentHash.ofRow(columns(), right + ".");
    }

    /** A statement for those of the keys whose rows {@code t} are still what was backed up. */
    String unchanged(JsonNode keys) {
        return "select " + Identifier.list(part.key(), "t.") + " from " + live.relation()
                + " t where exists (select from " + RootRows.given(live, keys.toString()) + " k where "
                + sameKey("k", "t") + ") and " + isBackedUp("t");
    }

    /** Whether the backup holds a row as it is, as a condition. */
    String isBackedUp(String alias) {
        return "exists (select from " + backup() + " b where " + sameRow(alias, "b") + ")";
    }

    /** Whether the place that the rows are to come back from holds a row as it is, as a condition. */
    String isHeld(String alias) {
        if (via == null) {
            return "true";
        }
        return via.equals(NOTHING) ? "false" : "exists (select from " + via + " v where " + sameRow(alias, "v") + ")";
    }

    /** How many rows that went the place does not hold as they were. */
    long lostNotHeld(Connection connection) throws SQLException {
        boolean lost = Query.first(connection, "select to_regclass(?) is not null", row -> row.getBoolean(1), deleted())
                .orElse(false);
        return via == null || !isThere() || !lost
                ? 0
                : Query.first(
                                connection,
                                "select count(*) from " + backup() + " b where " + isIn(deleted(), "b") + " and not "
                                        + isHeld("b"),
                                row -> row.getLong(1))
                        .orElseThrow();
    }

    /** What its rows come back from: that place, and of what is not equal there the backup; all of the backup's columns. */
    String merged() {
        String names = Identifier.list(part.columns().stream().map(Column::name).toList(), "b.");
        String select = "select " + names + " from " + backup() + " b where not " + isHeld("b");
        return via.equals(NOTHING)
                ? select
                : "select " + names + " from " + via + " b where " + isBackedUpAs("b") + " union all " + select;
    }

    private String isBackedUpAs(String alias) {
        return "exists (select from " + backup() + " o where " + sameRow(alias, "o") + ")";
    }

    /** A statement that deletes the rows of these keys. */
    String delete(Touched touched) {
        return "delete from " + live.relation() + " t using " + touched.deleted() + " k where " + sameKey("t", "k");
    }

    /** Writes down which rows go and which forget whom they referred to, before they do; returns how many. */
    long keepLost(Connection connection, Touched touched) throws SQLException {
        return Query.update(connection, "create table " + deleted() + " as select * from " + touched.deleted())
                + Query.update(
                        connection,
                        "create table " + blanked() + " as select * from " + touched.blanked() + " b where not "
                                + touched.in(touched.deleted(), "b"));
    }

    /** The drill is over. */
    void forgetLost(Connection connection) throws SQLException {
        Query.execute(connection, "drop table if exists " + deleted() + ", " + blanked());
    }

    private String isIn(String keys, String alias) {
        return "exists (select from " + keys + " k where " + sameKey("k", alias) + ")";
    }

    /** Rows of the backup {@code b} that went, as a condition. */
    String isLost() {
        return "(" + isIn(deleted(), "b") + " or " + isIn(blanked(), "b") + ")";
    }

    /** Rows of the backup {@code b} that went and are not back, as a condition. */
    String isMissing() {
        return isIn(deleted(), "b") + " and not exists (select from " + live.relation() + " t where "
                + sameKey("t", "b") + ")";
    }

    /** A statement that inserts rows {@code b} of a relation with the backup's columns; a condition follows. */
    String insert(String from) {
        List<String> names = columns().stream().map(Column::name).toList();
        return "insert into " + live.name().quoted() + " (" + Identifier.list(names)
                + ") overriding system value select " + Identifier.list(names, "b.") + " from " + from
                + " b where ";
    }

    /** Rows {@code t} that a delete made forget whom they referred to, with their backup {@code b}; null without any. */
    String isForgetful(List<String> columns) {
        List<String> there = columns.stream()
                .filter(name ->
                        columns().stream().anyMatch(column -> column.name().equals(name)))
                .map(Identifier::quote)
                .toList();
        return there.isEmpty()
                ? null
                : sameKey("t", "b") + " and " + isIn(blanked(), "b") + " and ("
                        + there.stream()
                                .map(name -> "t." + name + " is null and b." + name + " is not null")
                                .collect(Collectors.joining(" or "))
                        + ")";
    }

    /** A statement that gives rows {@code t} back whom they referred to; a condition follows. */
    String remember(List<String> columns) {
        return "update " + live.relation() + " t set "
                + columns.stream()
                        .map(Identifier::quote)
                        .map(name -> name + " = coalesce(t." + name + ", b." + name + ")")
                        .collect(Collectors.joining(", "))
                + " from " + backup() + " b where ";
    }

    /** Backed-up rows that are not in the table as they were. */
    long differing(Connection connection) throws SQLException {
        return isThere()
                ? Query.first(
                                connection,
                                "select count(*) from " + backup() + " b where not exists (select from "
                                        + live.relation() + " t where " + sameRow("t", "b") + ")",
                                row -> row.getLong(1))
                        .orElseThrow()
                : part.rows();
    }

    /** The content hash of the rows in the table whose keys are in the backup. */
    String sampledHash(Connection connection) throws SQLException {
        return BucketHashes.of(
                        connection,
                        "(select t.* from " + live.relation() + " t join " + backup() + " b on " + sameKey("t", "b")
                                + ")",
                        columns(),
                        null)
                .hash();
    }
}
