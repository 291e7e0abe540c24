package rows.undo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Column;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.Savepoint;
import postgres.SqlState;
import postgres.Table;
import rows.change.BeforeImages;
import rows.change.Deletion;
import rows.change.RowByRow;
import rows.change.RulesAside;
import rows.change.UniqueSwap;
import rows.diff.StagedDiff;

/** Takes back what a restore did to the rows of one table, inside the caller's transaction; those touched since stay. */
public final class RowUndo {

    private final Connection connection;
    private final BeforeImages kept;
    private final Table table;
    private final ColumnsSince since;
    private final Deletion deletion;

    private RowUndo(Connection connection, BeforeImages kept, Table table) throws SQLException {
        this.connection = connection;
        this.kept = kept;
        this.table = table;
        since = ColumnsSince.of(connection, table, kept.columns());
        deletion = Deletion.of(connection, table, key(), kept.keptIn(), StagedDiff.Kind.MISSING);
    }

    /** Finds what there is to take back; nothing is changed yet. */
    static RowUndo of(Connection connection, BeforeImages kept) throws SQLException {
        Table table = Catalog.find(connection, kept.table()).orElseThrow();
        ColumnsSince.requireAll(table, kept.columns());
        return new RowUndo(connection, kept, table);
    }

    /** Whether deleting rows of these tables may delete or blank others. */
    static boolean mayCascade(List<RowUndo> undos) {
        return undos.stream().anyMatch(undo -> undo.deletion.mayCascade());
    }

    /**
     * Finds the rows that cannot go, as others that are not the restore's would go along.
     *
     * @return how many of them nobody touched
     */
    static long hold(Connection connection, List<RowUndo> undos) throws SQLException {
        if (!mayCascade(undos)) {
            return 0;
        }
        for (RowUndo undo : undos) {
            undo.deletion.stay(
                    connection,
                    " where d.\"caravanserai kind\" = 'missing' and not exists (select from " + undo.kept.relation()
                            + " l where " + undo.untouched("d") + ")");
        }
        return Deletion.hold(
                connection, undos.stream().map(undo -> undo.deletion).toList());
    }

    private List<Column> key() {
        return table.columns(kept.key());
    }

    BeforeImages kept() {
        return kept;
    }

    Table table() {
        return table;
    }

    ColumnsSince since() {
        return since;
    }

    /** Whether the restore put rows in. */
    boolean removes() throws SQLException {
        return Query.first(
                        connection,
                        "select exists (select from " + kept.keptIn() + " where \"caravanserai kind\" = 'missing')",
                        row -> row.getBoolean(1))
                .orElseThrow();
    }

    long count() throws SQLException {
        return Query.first(connection, "select count(*) from " + kept.keptIn(), row -> row.getLong(1))
                .orElseThrow();
    }

    /** Removes the rows that the restore put in, unless somebody touched them since or others hold them. */
    long removeInserted() throws SQLException {
        return Query.update(connection, removal());
    }

    String removal() {
        return "delete from " + kept.relation() + " l using " + kept.keptIn()
                + " k where k.\"caravanserai kind\" = 'missing' and " + untouched("k") + " and not "
                + deletion.stays("k");
    }

    /** How many of the rows that were to go are gone; of those that were held none is meant. */
    long gone() throws SQLException {
        return Query.first(
                        connection,
                        "select count(*) from " + kept.keptIn()
                                + " k where k.\"caravanserai kind\" = 'missing' and not "
                                + deletion.stays("k") + " and not exists (select from " + kept.relation()
                                + " l where " + KeySql.equal(key(), "l", "k") + ")",
                        row -> row.getLong(1))
                .orElseThrow();
    }

    /** Gives the rows that the restore changed what they had before; some may have taken over each other's unique values. */
    long changeBack() throws SQLException {
        List<String> changed = changed();
        if (changed.isEmpty()) {
            return 0;
        }
        String update = change();
        long[] rows = new long[1];
        Optional<SQLException> inTheWay =
                Savepoint.attempt(connection, SqlState::isTaken, () -> rows[0] = Query.update(connection, update));
        return inTheWay.isEmpty() ? rows[0] : changeOneByOne(changed, update);
    }

    private List<String> changed() {
        return kept.columns().stream()
                .map(Column::name)
                .filter(kept.changed()::contains)
                .toList();
    }

    /** Whether any row was changed. */
    boolean changesBack() {
        return !changed().isEmpty();
    }

    /** The statement that changes them back. */
    String change() {
        return "update " + kept.relation() + " l set " + KeySql.assign(changed(), "k") + " from " + kept.keptIn()
                + " k where k.\"caravanserai kind\" = 'changed' and " + untouched("k");
    }

    private long changeOneByOne(List<String> changed, String update) throws SQLException {
        RowByRow tried = RowByRow.of(
                connection,
                List.of(new RowByRow.Change(
                        "select k.ctid from " + kept.keptIn() + " k where k.\"caravanserai kind\" = 'changed'",
                        update + " and k.ctid = $1",
                        null)));
        long rows = tried.changed(0);
        if (tried.anyInTheWay()) {
            rows += exchange(changed, update, tried.isInTheWay("k.ctid"));
            tried.outOfTheWay();
        }
        Optional<SQLException> refused = Query.first(
                connection,
                "select message, state from " + tried.failed(0) + " f",
                row -> new SQLException(row.getString("message"), row.getString("state")));
        if (refused.isPresent()) {
            throw refused.get();
        }
        return rows;
    }

    private long exchange(List<String> changed, String update, String which) throws SQLException {
        UniqueSwap swap = swap(changed, which);
        List<UniqueSwap.Swapped> swapped = new ArrayList<>();
        Savepoint.attempt(connection, () -> swap.run(connection).ifPresent(swapped::add));
        if (!swapped.isEmpty()) {
            return swapped.get(0).changed();
        }
        long[] rows = new long[1];
        Optional<SQLException> inTheWay = RulesAside.run(
                connection, List.of(table.name()), () -> rows[0] = Query.update(connection, update + " and " + which));
        if (inTheWay.isPresent()) {
            throw notSwapped();
        }
        return rows[0];
    }

    private ProblemException notSwapped() {
        return new ProblemException(Problem.conflict(
                "rows of " + table.name().display() + " hold each other's unique values, or others took them since",
                "give the values free that others took, and try again as the table's owner; nothing was changed"));
    }

    /** @param which a condition on the kept rows {@code k} that are meant */
    private UniqueSwap swap(List<String> changed, String which) {
        List<String> columns = table.writable().stream().map(Column::name).toList();
        return new UniqueSwap(
                table.name(),
                kept.relation(),
                key(),
                columns,
                "(select "
                        + columns.stream()
                                .map(name -> (changed.contains(name) ? "k." : "l.") + Identifier.quote(name))
                                .collect(Collectors.joining(", "))
                        + " from " + kept.keptIn() + " k join " + kept.relation() + " l on " + untouched("k")
                        + " where " + which + ")",
                "true");
    }

    /**
     * Looks whether every row was dealt with: a trigger or a rule may have kept one from going or coming.
     *
     * @param done how many went, were changed back, or came
     * @throws ProblemException if one that nobody touched was not
     */
    void requireAll(long done) throws SQLException {
        long left = count() - done;
        if (left == 0) {
            return;
        }
        long forgotten = Query.first(
                        connection,
                        "select count(*) from " + kept.keptIn()
                                + " k where case k.\"caravanserai kind\" when 'added' then"
                                + " not exists (select from " + kept.relation() + " l where "
                                + KeySql.equal(key(), "l", "k") + ") else exists (select from " + kept.relation()
                                + " l where " + untouched("k") + ") and not (k.\"caravanserai kind\" = 'missing' and "
                                + deletion.stays("k") + ") end",
                        row -> row.getLong(1))
                .orElseThrow();
        if (left < 0 || forgotten > 0) {
            throw new ProblemException(Problem.conflict(
                    "taking back " + count() + " rows of " + table.name().display() + " does not add up: " + done
                            + " were, and " + forgotten + " that nobody touched were not",
                    "look for a trigger or a rule on it that keeps rows from changing; nothing was changed"));
        }
    }

    /**
     * Looks for rows that came back otherwise than they were, as what acts on the table had it.
     *
     * @param back how many were changed back or came back
     */
    long altered(long back) throws SQLException {
        return Query.first(
                        connection,
                        "select count(*) filter (where not exists (select from " + kept.relation() + " l where "
                                + KeySql.equal(key(), "l", "k") + " and " + ContentHash.ofRow(kept.columns(), "l.")
                                + " = " + ContentHash.ofRow(kept.columns(), "k.") + ")) - count(*) + " + back + " from "
                                + kept.keptIn() + " k where k.\"caravanserai kind\" <> 'missing'",
                        row -> Math.max(0, row.getLong(1)))
                .orElseThrow();
    }

    private String untouched(String alias) {
        return KeySql.equal(key(), "l", alias) + " and " + ContentHash.ofRow(kept.columns(), "l.") + " = " + alias
                + ".\"caravanserai after\"" + since.condition();
    }

    /** Brings back the rows that the restore deleted, unless their key is in use again. */
    long insertDeleted() throws SQLException {
        return Query.update(connection, returning());
    }

    String returning() {
        List<String> names = kept.columns().stream().map(Column::name).toList();
        return "insert into " + table.name().quoted() + " (" + Identifier.list(names)
                + ") overriding system value select " + Identifier.list(names, "k.") + " from " + kept.keptIn()
                + " k where k.\"caravanserai kind\" = 'added' and not exists (select from " + kept.relation()
                + " l where " + KeySql.equal(key(), "l", "k") + ")";
    }
}
