package sync.copy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.Json;
import ledger.RunEnd;
import postgres.Query;
import postgres.definition.Dependent;
import postgres.definition.Dependents;
import rows.place.DependentMaker;
import rows.place.ExistingTables;

/**
 * What stands on the source's tables, and whether the target has it: what a copy does not bring is told, and what it is to
 * bring is made. In the caller's transaction.
 */
final class CopiedDependents {

    private final Connection target;
    private final List<Dependent> onSource;
    private final ExistingTables taken;
    private final boolean wanted;

    /**
     * @param taken tables of the target that are taken away
     * @param wanted whether the copy is to bring them
     */
    CopiedDependents(Connection target, Plan plan, ExistingTables taken, boolean wanted) {
        this.target = target;
        onSource = plan.dependents();
        this.taken = taken;
        this.wanted = wanted;
    }

    /**
     * Looks for what would go with the tables that are taken away and does not come again.
     *
     * @throws ledger.ProblemException if there is anything
     */
    void refuseOthers() throws SQLException {
        Query.execute(target, "savepoint caravanserai_look");
        takeAway();
        List<String> others = taken.dependents(target);
        Query.execute(target, "rollback to savepoint caravanserai_look");
        if (!others.isEmpty()) {
            throw StagedCopy.dependedOn(String.join(", ", others));
        }
    }

    /** Takes away what holds the tables, as far as it comes again from the source. */
    void takeAway() throws SQLException {
        if (!wanted || taken.oids().isEmpty()) {
            return;
        }
        Set<String> coming = onSource.stream().map(Dependent::told).collect(Collectors.toSet());
        List<Dependent> going = Dependents.read(target, List.copyOf(taken.oids().keySet())).stream()
                .filter(one -> one.holdsTables() && coming.contains(one.told()))
                .toList();
        new DependentMaker(target, going).takeAway();
    }

    /** Makes functions that the tables cannot be made without; returns how to take them back, the last first. */
    List<String> makeFirst() throws SQLException {
        if (!wanted) {
            return List.of();
        }
        DependentMaker first = new DependentMaker(target, onSource);
        first.makeFirst();
        return new ArrayList<>(first.removals());
    }

    /** Makes what is to come, once the tables are in their place; the end tells of it, and of what does not come. */
    RunEnd bring(RunEnd end) throws SQLException {
        ObjectNode detail = end.detail().deepCopy();
        if (wanted) {
            DependentMaker maker = new DependentMaker(target, onSource);
            maker.make();
            detail.set("dependents", maker.told());
        }
        detail.set(
                "notBrought",
                Json.mapper()
                        .valueToTree(DependentMaker.missing(target, onSource).stream()
                                .map(Dependent::told)
                                .toList()));
        return new RunEnd(end.run(), end.state(), end.rows(), detail, end.problem());
    }
}
