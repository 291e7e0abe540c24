package snapshot.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import postgres.BucketHashes;
import postgres.Column;
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
 */
record DrilledTable(UUID run, int place, Table live, Drill.Part part) {

    static List<DrilledTable> parentsFirst(List<DrilledTable> tables) {
        return TableOrder.parentsFirst(tables.stream().map(DrilledTable::live).toList()).stream()
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

    private String sameKey(String left, String right) {
        return KeySql.same(part.key(), left, right);
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
                + " t where exists (select from jsonb_populate_recordset(null::"
                + live.name().quoted() + ", "
                + Identifier.literal(keys.toString()) + ") k where " + sameKey("k", "t") + ") and " + isBackedUp("t");
    }

    /** Whether the backup holds a row as it is, as a condition. */
    String isBackedUp(String alias) {
        return "exists (select from " + backup() + " b where " + sameRow(alias, "b") + ")";
    }

    /** Deletes the rows of these keys. */
    long delete(Connection connection, Cascade.Touched touched) throws SQLException {
        return Query.update(
                connection,
                "delete from " + live.relation() + " t using " + touched.deleted() + " k where " + sameKey("t", "k"));
    }

    /** Writes down which rows go and which forget whom they referred to, before they do; returns how many. */
    long keepLost(Connection connection, Cascade.Touched touched) throws SQLException {
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

    /** A statement that inserts rows of the backup {@code b}; a condition follows. */
    String insert() {
        List<String> names = columns().stream().map(Column::name).toList();
        return "insert into " + live.name().quoted() + " (" + Identifier.list(names)
                + ") overriding system value select " + Identifier.list(names, "b.") + " from " + backup()
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
