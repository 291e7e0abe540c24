package sync.compare;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.ReferringKey;
import postgres.Savepoint;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.TableName;
import postgres.Triggers;
import rows.change.OneStatement;
import rows.change.RulesAside;
import rows.change.StagedTable;

/**
 * Makes tables of the target what they are on the source, in the target's transaction. All tables change in one
 * statement, since foreign keys are checked at the end of it: it does not matter which row refers to which. Triggers
 * sleep meanwhile: what they did is in the source's rows already.
 */
final class Repair {

    private final Connection target;
    private final List<StagedTable> tables;
    private final List<TableName> compared;

    /** Rows that changed in one table. */
    record Changes(long inserted, long updated, long deleted) {

        static final Changes NONE = new Changes(0, 0, 0);

        long all() {
            return inserted + updated + deleted;
        }
    }

    /**
     * @param tables those that differ
     * @param compared all that are held against the source afterwards
     */
    Repair(Connection target, List<StagedTable> tables, List<TableName> compared) {
        this.target = target;
        this.tables = tables;
        this.compared = compared;
    }

    /**
     * Changes them; in the order in which they were given.
     *
     * @throws ProblemException if rows of a table that was not compared would go along
     */
    List<Changes> run() throws SQLException {
        for (StagedTable table : tables) {
            refuseCascades(table);
        }
        SessionSettings.ordinaryNames(target);
        Triggers asleep = Triggers.asleep(
                target, tables.stream().map(table -> table.pair().target()).toList());
        List<Changes> changes = changeAnyway();
        Query.execute(target, "set constraints all immediate");
        asleep.wake();
        SessionSettings.exact(target);
        return changes;
    }

    /** Whether rows of tables that were compared may have gone along with others. */
    boolean cascaded() throws SQLException {
        for (StagedTable table : tables) {
            if (!cascades(table).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private List<ReferringKey> cascades(StagedTable table) throws SQLException {
        return ReferringKey.cascading(target, table.pair().target());
    }

    /** Tables that were not compared and whose rows may go along with those that the source has not; in order of names. */
    List<TableName> referring() throws SQLException {
        Set<TableName> referring = new TreeSet<>(Comparator.comparing(TableName::quoted));
        for (StagedTable table : tables) {
            List<TableName> others = cascades(table).stream()
                    .map(ReferringKey::table)
                    .filter(other -> !compared.contains(other))
                    .toList();
            if (!others.isEmpty() && exists(table.pair().target().relation() + " t where " + table.added())) {
                referring.addAll(others);
            }
        }
        return List.copyOf(referring);
    }

    private boolean exists(String from) throws SQLException {
        return Query.first(target, "select exists (select from " + from + ")", row -> row.getBoolean(1))
                .orElseThrow();
    }

    private void refuseCascades(StagedTable table) throws SQLException {
        for (ReferringKey cascade : cascades(table)) {
            if (compared.contains(cascade.table())) {
                continue;
            }
            if (exists(cascade.relation() + " r join "
                    + table.pair().target().relation() + " t on " + cascade.refers("r", "t") + " where "
                    + table.added())) {
                throw new ProblemException(Problem.refused(
                        "rows of " + cascade.table().display() + " would be deleted or blanked along with those of "
                                + table.pair().name().display() + " that the source has not",
                        "compare " + cascade.table().display() + " too, or remove those rows first"));
            }
        }
    }

    private List<Changes> changeAnyway() throws SQLException {
        List<Changes> changes = new ArrayList<>();
        Optional<SQLException> taken = Savepoint.attempt(target, SqlState::isTaken, () -> changes.addAll(change()));
        Optional<SQLException> inTheWay = taken;
        if (inTheWay.isPresent() && mayGoAndCome()) {
            inTheWay = Savepoint.attempt(target, () -> changes.addAll(exchange()));
        }
        if (inTheWay.isPresent()) {
            // Rows that others refer to are changed in place.
            inTheWay = RulesAside.run(
                    target,
                    tables.stream().map(table -> table.pair().target().name()).toList(),
                    () -> {
                        changes.clear();
                        changes.addAll(change());
                    });
        }
        if (inTheWay.isPresent()) {
            throw taken.get();
        }
        return changes;
    }

    private boolean mayGoAndCome() throws SQLException {
        for (StagedTable table : tables) {
            if (!table.exchange().isSafe(target)) {
                return false;
            }
        }
        return true;
    }

    /** The same for rows that are in each other's way, as when two have swapped a unique value. */
    private List<Changes> exchange() throws SQLException {
        int n = tables.size();
        List<String> statements = new ArrayList<>();
        tables.forEach(table -> statements.add(table.delete() + " returning 1"));
        tables.forEach(table -> statements.add(table.exchange().leave()));
        for (int i = 0; i < n; i++) {
            statements.add(tables.get(i).exchange().come("c" + (n + i)) + " returning 1");
        }
        long[] rows = OneStatement.returning(target, statements);
        return IntStream.range(0, n)
                .mapToObj(i -> new Changes(rows[2 * n + i] - rows[n + i], rows[n + i], rows[i]))
                .toList();
    }

    /** Deletes come first, so that what they free can be taken again. */
    private List<Changes> change() throws SQLException {
        int n = tables.size();
        List<String> statements = new ArrayList<>();
        tables.forEach(table -> statements.add(table.delete()));
        List<StagedTable> updated =
                tables.stream().filter(table -> table.update() != null).toList();
        updated.forEach(table -> statements.add(table.update()));
        tables.forEach(table -> statements.add(table.insert()));
        long[] rows = OneStatement.run(target, statements);
        return IntStream.range(0, n)
                .mapToObj(i -> {
                    int update = updated.indexOf(tables.get(i));
                    return new Changes(rows[n + updated.size() + i], update < 0 ? 0 : rows[n + update], rows[i]);
                })
                .toList();
    }
}
