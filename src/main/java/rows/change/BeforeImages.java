package rows.change;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ledger.Json;
import postgres.Column;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.Sql;
import postgres.Table;
import postgres.TableName;
import postgres.definition.AddedConstraint;
import rows.diff.StagedDiff;

/**
 * What a restore does to one table, kept so that it can be taken back: for every row that it deletes or changes the row
 * as it was, for every row that it inserts the key, and for both what it made of them.
 *
 * @param table the live table
 * @param place its turn among the tables of the run
 * @param keptIn the table that holds the rows, quoted; null if the run made the live table itself
 * @param relation what to change rows of: the table without those that inherit from it
 * @param columns of the live table, those the server computes left out
 * @param changed the columns in which any row differed
 * @param contentHash of the whole table, if the run made it; else null
 * @param triggers whether the table's triggers fired; null in what an earlier version kept, where they fire
 * @param added foreign keys that other tables got back because the run made this one; null for none
 * @param copy what it is a copy of, if the run made it as one; else null
 * @param removals statements that take away what else the run made; null for none
 */
public record BeforeImages(
        TableName table,
        int place,
        String keptIn,
        String relation,
        List<Column> columns,
        List<String> changed,
        List<String> key,
        String contentHash,
        Boolean triggers,
        List<AddedConstraint> added,
        Copy copy,
        List<String> removals) {

    /**
     * A table that a run made beside another, or elsewhere.
     *
     * @param of the original's name
     * @param oid by which the copy is told from a later table of its name
     * @param job the job of the schedule that made it, or null
     */
    public record Copy(TableName of, long oid, String job) {}

    private static final String KEEP = Sql.read("rows/change/keep-rows.sql");
    private static final String FORGET = Sql.read("rows/change/forget-kept.sql");
    private static final String KEPT = Sql.read("rows/change/kept-of-run.sql");
    private static final String COPIES = Sql.read("rows/change/copies.sql");

    /** The facts in the ledger, beside the names. */
    record Facts(
            String relation,
            List<Column> columns,
            List<String> changed,
            List<String> key,
            String contentHash,
            Boolean triggers,
            List<AddedConstraint> added,
            Copy copy,
            List<String> removals) {}

    /** Keeps what the restore is about to change. */
    public static BeforeImages before(Connection connection, UUID run, int place, RowRestore restore, boolean triggers)
            throws SQLException {
        StagedDiff comparison = restore.comparison();
        Table live = comparison.live();
        List<String> key = live.primaryKey();
        String keptIn = "caravanserai_kept." + Identifier.quote(run + "-" + place);
        // A key that the server computes finds its rows too.
        String columns = live.columns().stream()
                .filter(column -> !column.generated() || key.contains(column.name()))
                .map(column -> (key.contains(column.name()) ? "d." : "l.") + Identifier.quote(column.name()))
                .collect(Collectors.joining(", "));
        Query.execute(
                connection,
                "create table " + keptIn
                        + " as select d.\"caravanserai kind\", null::bigint as \"caravanserai after\", "
                        + columns + " from " + comparison.differences() + " d left join " + live.relation()
                        + " l on " + comparison.sameKey("l", "d") + " where d.\"caravanserai kind\" in ("
                        + restore.touches() + (restore.deletes() ? ", 'added'" : "") + ")");
        return of(live, place, keptIn, List.copyOf(comparison.changedColumns().keySet()), triggers);
    }

    public static BeforeImages of(Table live, int place, String keptIn, List<String> changed, boolean triggers) {
        return new BeforeImages(
                live.name(),
                place,
                keptIn,
                live.relation(),
                live.writable(),
                changed,
                live.primaryKey(),
                null,
                triggers,
                null,
                null,
                null);
    }

    /** Keeps what a repair is about to change; its triggers sleep. */
    public static BeforeImages before(Connection connection, UUID run, int place, StagedTable staged)
            throws SQLException {
        Table live = staged.pair().target();
        String keptIn = "caravanserai_kept." + Identifier.quote(run + "-" + place);
        Query.execute(connection, "create table " + keptIn + " as " + staged.before(live.writable()));
        return of(
                live,
                place,
                keptIn,
                staged.changing().stream().map(Column::name).toList(),
                false);
    }

    /**
     * The run made the table itself.
     *
     * @param of whose copy it is; null for the original that was not there
     * @param job the job of the schedule that made it, or null
     */
    public static BeforeImages made(int place, Table table, String contentHash, TableName of, String job) {
        return new BeforeImages(
                table.name(),
                place,
                null,
                table.relation(),
                table.writable(),
                List.of(),
                table.primaryKey(),
                contentHash,
                null,
                null,
                of == null ? null : new Copy(of, table.oid(), job),
                null);
    }

    /** The same, with what other tables got back because the run made this one. */
    public BeforeImages with(List<AddedConstraint> constraints) {
        return new BeforeImages(
                table,
                place,
                keptIn,
                relation,
                columns,
                changed,
                key,
                contentHash,
                triggers,
                constraints,
                copy,
                removals);
    }

    /** The same, with how to take away what stands on its tables. */
    public BeforeImages withRemovals(List<String> statements) {
        return new BeforeImages(
                table, place, keptIn, relation, columns, changed, key, contentHash, triggers, added, copy, statements);
    }

    /** Takes that from them again. */
    public void removeAdded(Connection connection) throws SQLException {
        if (added != null) {
            for (AddedConstraint constraint : added) {
                Query.execute(connection, constraint.removal());
            }
        }
    }

    /** How to take away what else the run made. */
    public List<String> allRemovals() {
        return removals == null ? List.of() : removals;
    }

    /** Writes down in the ledger what a run kept. */
    public static void write(Connection ledger, UUID run, List<BeforeImages> images) throws SQLException {
        Query.updateEach(
                ledger, KEEP, images.stream().map(image -> image.values(run)).toList());
    }

    private Object[] values(UUID run) {
        return new Object[] {
            run,
            place,
            table.schema(),
            table.name(),
            keptIn == null ? "" : keptIn,
            Json.write(new Facts(relation, columns, changed, key, contentHash, triggers, added, copy, removals))
        };
    }

    /** What a run kept, in the order in which it went to work. */
    public static List<BeforeImages> of(Connection connection, UUID run) throws SQLException {
        return Query.list(connection, KEPT, BeforeImages::read, run);
    }

    /** The copies that restores made in a database, whether they are still there or not; the latest of each name. */
    public static List<BeforeImages> copies(Connection ledger, String database) throws SQLException {
        return Query.list(ledger, COPIES, BeforeImages::read, database);
    }

    /** What this is a copy of; null if it is none. */
    public TableName copyOf() {
        return copy == null ? null : copy.of();
    }

    /** Whether that job of the schedule made it. */
    public boolean isOfJob(String job) {
        return copy != null && job.equals(copy.job());
    }

    /** Whether it is that table, and not a later one of its name. */
    public boolean isOf(Table found) {
        return copy == null || copy.oid() == found.oid();
    }

    private static BeforeImages read(ResultSet row) throws SQLException {
        Facts facts = Json.read(row.getString("facts"), Facts.class);
        String keptIn = row.getString("kept_in");
        return new BeforeImages(
                new TableName(row.getString("schema_name"), row.getString("table_name")),
                row.getInt("place"),
                keptIn.isEmpty() ? null : keptIn,
                facts.relation,
                facts.columns,
                facts.changed,
                facts.key,
                facts.contentHash,
                facts.triggers,
                facts.added,
                facts.copy,
                facts.removals);
    }

    private String sameKey(String one, String other) {
        List<Column> own =
                columns.stream().filter(column -> key.contains(column.name())).toList();
        List<String> computed = new ArrayList<>(key);
        computed.removeAll(own.stream().map(Column::name).toList());
        return Stream.of(KeySql.equal(own, one, other), KeySql.same(computed, one, other))
                .filter(condition -> !condition.isEmpty())
                .collect(Collectors.joining(" and "));
    }

    /** Notes what the rows are now, so that the undo can tell which were touched since. */
    public void after(Connection connection) throws SQLException {
        Query.update(
                connection,
                "update " + keptIn + " k set \"caravanserai after\" = " + ContentHash.ofRow(columns, "l.") + " from "
                        + relation + " l where k.\"caravanserai kind\" <> 'added' and "
                        + sameKey("l", "k"));
        // What the table did not take was never done.
        Query.update(
                connection,
                "delete from " + keptIn
                        + " k where \"caravanserai kind\" = 'missing' and \"caravanserai after\" is null"
                        + " or \"caravanserai kind\" = 'changed' and \"caravanserai after\" = "
                        + ContentHash.ofRow(columns, "k.")
                        + " or \"caravanserai kind\" = 'added' and exists (select from " + relation + " l where "
                        + sameKey("l", "k") + ")");
    }

    /** Whether the table's triggers are to sleep when it is taken back, as they did when it was restored. */
    public boolean letsTriggersSleep() {
        return Boolean.FALSE.equals(triggers);
    }

    /** They are of no use any more. */
    public void drop(Connection connection) throws SQLException {
        Query.executeAll(connection, keptIn == null ? List.of() : List.of("drop table " + keptIn));
    }

    /** What a run kept is forgotten by the ledger. */
    public static void forget(Connection ledger, UUID run) throws SQLException {
        Query.update(ledger, FORGET, run);
    }
}
