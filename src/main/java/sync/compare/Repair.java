package sync.compare;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ledger.Problem;
import ledger.ProblemException;
import postgres.CascadingKey;
import postgres.Query;
import postgres.Savepoint;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.TableName;
import postgres.Triggers;
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

    private List<CascadingKey> cascades(StagedTable table) throws SQLException {
        return CascadingKey.to(target, table.pair().target());
    }

    /** Tables that were not compared and whose rows may go along with those that the source has not; in order of names. */
    List<TableName> referring() throws SQLException {
        Set<TableName> referring = new TreeSet<>(Comparator.comparing(TableName::quoted));
        for (StagedTable table : tables) {
            List<TableName> others = cascades(table).stream()
                    .map(CascadingKey::table)
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
        for (CascadingKey cascade : cascades(table)) {
            if (compared.contains(cascade.table())) {
                continue;
            }
            if (exists(cascade.relation() + " r join "
                    + table.pair().target().relation() + " t on " + cascade.condition() + " where "
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
        Optional<SQLException> inTheWay =
                Savepoint.attempt(target, SqlState.is(SqlState.UNIQUE_VIOLATION), () -> changes.addAll(change()));
        if (inTheWay.isPresent()) {
            for (StagedTable table : tables) {
                if (!table.exchange().isSafe(target)) {
                    throw inTheWay.get();
                }
            }
            return exchange();
        }
        return changes;
    }

    /** The same for rows that are in each other's way, as when two have swapped a unique value. */
    private List<Changes> exchange() throws SQLException {
        List<String> statements = new ArrayList<>();
        List<String> counts = new ArrayList<>();
        for (StagedTable table : tables) {
            counts.add(counted(statements, table.delete() + " returning 1"));
        }
        for (StagedTable table : tables) {
            counts.add(counted(statements, table.exchange().leave()));
        }
        for (int i = 0; i < tables.size(); i++) {
            String left = "c" + (tables.size() + i);
            String come = tables.get(i).exchange().come(left) + " returning 1";
            counts.add(counted(statements, come) + " - (select count(*) from " + left + ")");
        }
        return changes(statements, counts);
    }

    /** Deletes come first, so that what they free can be taken again. */
    private List<Changes> change() throws SQLException {
        List<String> statements = new ArrayList<>();
        List<String> counts = new ArrayList<>();
        for (StagedTable table : tables) {
            counts.add(counted(statements, table.delete() + " returning 1"));
        }
        for (StagedTable table : tables) {
            counts.add(table.update() == null ? "0::bigint" : counted(statements, table.update() + " returning 1"));
        }
        for (StagedTable table : tables) {
            counts.add(counted(statements, table.insert() + " returning 1"));
        }
        return changes(statements, counts);
    }

    private List<Changes> changes(List<String> statements, List<String> counts) throws SQLException {
        return Query.first(
                        target,
                        IntStream.range(0, statements.size())
                                        .mapToObj(i -> "c" + i + " as (" + statements.get(i) + ")")
                                        .collect(Collectors.joining(", ", "with ", " "))
                                + "select " + String.join(", ", counts),
                        row -> {
                            List<Changes> changes = new ArrayList<>();
                            int n = tables.size();
                            for (int i = 1; i <= n; i++) {
                                changes.add(new Changes(row.getLong(2 * n + i), row.getLong(n + i), row.getLong(i)));
                            }
                            return changes;
                        })
                .orElseThrow();
    }

    private static String counted(List<String> statements, String statement) {
        statements.add(statement);
        return "(select count(*) from c" + (statements.size() - 1) + ")";
    }
}
