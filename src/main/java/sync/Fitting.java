package sync;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Column;
import postgres.Query;
import postgres.TableName;
import postgres.definition.Inheritance;

/**
 * Has the target's tables fit those of the source, one after the other. One that cannot be made to fit is no reason to
 * leave the others.
 */
final class Fitting {

    private final SourceSnapshot source;
    private final TargetWriter target;
    private final Flow flow;
    private final TableTroubles troubles;
    private final List<String> notes;
    private final Map<TableName, TableSync> fitted = new HashMap<>();

    /** @param notes where it tells what it did */
    Fitting(SourceSnapshot source, TargetWriter target, Flow flow, TableTroubles troubles, List<String> notes) {
        this.source = source;
        this.target = target;
        this.flow = flow;
        this.troubles = troubles;
        this.notes = notes;
    }

    /** Those that fit, in their order; of the others the troubles know. */
    Map<TableName, TableSync> of(List<SyncedTable> wanted) throws SQLException {
        int before = notes.size();
        for (SyncedTable table : heirsFirst(wanted)) {
            unlessTrouble(table, () -> fit(table, wanted));
        }
        if (notes.size() > before) {
            readHeirsAgain();
        }
        for (TableSync table : List.copyOf(fitted.values())) {
            inherit(table);
        }
        leaveOthers();
        Map<TableName, TableSync> inOrder = new LinkedHashMap<>();
        wanted.stream()
                .map(table -> fitted.get(table.name()))
                .filter(table -> table != null && !troubles.has(table.source().name()))
                .forEach(table -> inOrder.put(table.source().name(), table));
        return inOrder;
    }

    private interface Step {
        void run() throws SQLException;
    }

    private void unlessTrouble(SyncedTable table, Step step) throws SQLException {
        try {
            step.run();
        } catch (ProblemException e) {
            target.rollback();
            troubles.of(table.name(), e.problem());
        }
    }

    private void fit(SyncedTable table, List<SyncedTable> wanted) throws SQLException {
        if (flow.deletes() == SyncSettings.Deletes.LOG && !table.logged()) {
            throw new ProblemException(Problem.refused(
                    "nobody writes down what is deleted from " + table.name().display() + " in " + flow.from(),
                    "POST /api/v1/flows/" + flow.name() + "/install, and compare once with repair"));
        }
        SchemaFit fitting = new SchemaFit(source, target, flow, notes);
        fitted.put(table.name(), new TableSync(table, fitting.of(table, inherited(table, wanted)), flow));
    }

    /** A column that a parent is given comes to its heirs: they have it by then, and their rows are looked at again for it. */
    private static List<SyncedTable> heirsFirst(List<SyncedTable> wanted) {
        List<SyncedTable> order = new ArrayList<>();
        Set<TableName> entered = new HashSet<>();
        wanted.forEach(table -> enter(table, wanted, entered, order));
        return order;
    }

    private static void enter(
            SyncedTable table, List<SyncedTable> wanted, Set<TableName> entered, List<SyncedTable> order) {
        if (entered.add(table.name())) {
            wanted.stream()
                    .filter(other -> other.inherits().contains(table.name()))
                    .forEach(heir -> enter(heir, wanted, entered, order));
            order.add(table);
        }
    }

    /** Columns of the target's table that get another type with the table they are inherited from, which is fitted too. */
    private Set<String> inherited(SyncedTable table, List<SyncedTable> wanted) {
        SyncedTable there = target.table(table.name());
        return there == null
                ? Set.of()
                : wanted.stream()
                        .filter(parent -> there.inherits().contains(parent.name()))
                        .flatMap(parent -> parent.columns().stream())
                        .map(Column::name)
                        .collect(Collectors.toSet());
    }

    private void readHeirsAgain() throws SQLException {
        for (TableSync table : List.copyOf(fitted.values())) {
            if (!table.target().inherits().isEmpty()) {
                TableName name = table.source().name();
                target.reread(name);
                fitted.put(name, new TableSync(table.source(), target.table(name), flow));
            }
        }
    }

    /** A plain select of the target's table is to show the rows that it shows on the source. */
    private void inherit(TableSync table) throws SQLException {
        TableName heir = table.source().name();
        for (TableName parent : table.source().inherits()) {
            Inheritance inheritance = new Inheritance(heir, parent);
            if (table.target().inherits().contains(parent)) {
                continue;
            }
            if (fitted.containsKey(parent)) {
                unlessTrouble(table.source(), () -> inherit(inheritance));
            } else {
                notes.add(inheritance.told() + " in " + flow.from() + ", and not in " + flow.to()
                        + ": the other is not synced with it");
            }
        }
    }

    /** What the target's tables alone inherit: a plain select of the parent shows rows there that it does not on the source. */
    private void leaveOthers() throws SQLException {
        Set<Inheritance> others = new LinkedHashSet<>();
        fitted.values().forEach(table -> table.target().inheritances().forEach(others::add));
        fitted.values().forEach(table -> table.source().inheritances().forEach(others::remove));
        for (Inheritance one : others) {
            String told = one.told() + " in " + flow.to() + ", and not in " + flow.from();
            String way = "alter table " + one.heir().quoted() + " no inherit "
                    + one.parent().quoted();
            TableSync parent = fitted.get(one.parent());
            if (parent == null) {
                notes.add(told + "; to let it stand alone: " + way);
            } else {
                unlessTrouble(parent.source(), () -> {
                    throw new ProblemException(Problem.conflict(told, "run in " + flow.to() + ": " + way));
                });
            }
        }
    }

    private void inherit(Inheritance inheritance) throws SQLException {
        if (flow.newColumns() == SyncSettings.NewColumns.REFUSE) {
            throw new ProblemException(Problem.conflict(
                    inheritance.told() + " in " + flow.from() + ", and not in " + flow.to(),
                    "run in " + flow.to() + ": " + inheritance.statement() + "; or say sync.flows." + flow.name()
                            + ".new-columns=add"));
        }
        try {
            Query.execute(target.connection(), inheritance.statement());
            target.commit(Map.of());
        } catch (SQLException e) {
            throw DatabaseProblems.writing(e, inheritance.heir().display(), flow, target.lockTimeoutMillis());
        }
        notes.add(inheritance.told() + " on the target too");
    }
}
