package rows.diff;

import java.util.List;
import java.util.Optional;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Column;
import postgres.Constraint;
import postgres.Table;

/** What the rows of a table are told apart by: its primary key, or a unique constraint none of whose columns may be null. */
public final class RowKey {

    private RowKey() {}

    /** The table as it is, or with what is as good as the primary key that it has not; empty if there is neither. */
    public static Optional<Table> of(Table table) {
        return table.primaryKey().isEmpty()
                ? table.constraints().stream()
                        .filter(rule -> isAsGood(table, rule))
                        .findFirst()
                        .map(table::keyedBy)
                : Optional.of(table);
    }

    /**
     * The table with the key of these columns, whatever their order.
     *
     * @throws ProblemException if they are no key
     */
    public static Table of(Table table, List<String> columns) {
        for (Constraint rule : table.constraints()) {
            if (isOf(rule, columns) && (rule.kind() == Constraint.Kind.PRIMARY_KEY || isAsGood(table, rule))) {
                return rule.kind() == Constraint.Kind.PRIMARY_KEY ? table : table.keyedBy(rule);
            }
        }
        throw new ProblemException(Problem.refused(
                table.name().display() + " has no unique constraint of the columns " + columns
                        + ", none of which may be null",
                "its keys are "
                        + table.constraints().stream()
                                .filter(rule -> rule.kind() == Constraint.Kind.PRIMARY_KEY || isAsGood(table, rule))
                                .map(Constraint::columns)
                                .distinct()
                                .toList()));
    }

    private static boolean isOf(Constraint rule, List<String> columns) {
        return rule.columns().size() == columns.size() && rule.columns().containsAll(columns);
    }

    private static boolean isAsGood(Table table, Constraint rule) {
        return rule.kind() == Constraint.Kind.UNIQUE
                && !rule.columns().isEmpty()
                && rule.columns().stream().allMatch(name -> isKnown(table.column(name)));
    }

    private static boolean isKnown(Optional<Column> column) {
        return column.filter(one -> one.required() && !one.generated()).isPresent();
    }
}
