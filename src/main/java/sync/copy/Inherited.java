package sync.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.TableName;
import postgres.definition.Inheritance;
import rows.place.Heirs;

/** Tables of a copy that inherit from others: on the target they do so too, or they are not copied. */
final class Inherited {

    private Inherited() {}

    /** Of those that the source's tables say, the ones of which a table is not in the copy; a partition may be alone. */
    static List<Inheritance> torn(Connection source, List<Inheritance> all, List<Inheritance> among)
            throws SQLException {
        List<Inheritance> others = new ArrayList<>(all);
        others.removeAll(among);
        return Heirs.of(source, others).stream()
                .filter(one -> !one.isPartition())
                .map(Heirs::inheritance)
                .toList();
    }

    /**
     * Looks whether the target's tables can be to each other what the source's are.
     *
     * @param replaced tables that stay themselves on the target
     * @throws ProblemException if they cannot
     */
    static void refuseTorn(Connection target, Plan plan, Set<TableName> replaced) throws SQLException {
        List<String> torn = Heirs.of(target, plan.torn()).stream()
                .filter(one -> !(one.connected() && replaced.contains(inThe(plan, one.inheritance()))))
                .map(one -> one.inheritance().told())
                .toList();
        if (!torn.isEmpty()) {
            throw new ProblemException(
                    Problem.refused(
                            "only one of the two is in the copy: " + String.join(", ", torn),
                            "copy both in the same run: a plain select of a table shows the rows of those that inherit from it"));
        }
        List<Inheritance> more = new ArrayList<>(Heirs.among(target, replaced));
        more.removeAll(plan.inheritances());
        if (!more.isEmpty()) {
            throw new ProblemException(Problem.refused(
                    more.stream()
                            .map(Inheritance::told)
                            .collect(Collectors.joining(", ", "on the target, and not on the source, ", "")),
                    more.stream()
                            .map(one -> "alter table " + one.heir().quoted() + " no inherit "
                                    + one.parent().quoted())
                            .collect(Collectors.joining("; ", "run there: ", ""))));
        }
    }

    private static TableName inThe(Plan plan, Inheritance one) {
        return plan.table(one.heir()).isPresent() ? one.heir() : one.parent();
    }

    /** Connects the tables, which are in their place. */
    static void connect(Connection target, Plan plan) throws SQLException {
        for (Heirs one : Heirs.of(target, Inheritance.among(plan.definitions()))) {
            if (!one.connected()) {
                try {
                    Query.execute(target, one.inheritance().statement());
                } catch (SQLException e) {
                    throw Staging.refused(
                            e,
                            "on the target it cannot be that "
                                    + one.inheritance().told());
                }
            }
        }
    }
}
