package sync.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import ledger.ActiveRun;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.ProblemType;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunState;
import ledger.TableProgress;
import postgres.BucketHashes;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;
import postgres.definition.Definitions;
import postgres.definition.Inheritance;
import postgres.definition.SequenceDefinition;
import postgres.definition.TableDefinition;
import rows.change.ImageLedger;
import rows.change.SequenceAdvance;
import rows.change.StagedTable;
import rows.diff.StreamedDiff;
import rows.diff.TablePair;
import rows.diff.TableSize;
import rows.place.ComparedDatabase;
import rows.place.Heirs;

/** One comparison of the tables of a flow, in the transactions of both sides, and what is made of it. */
final class FlowComparison {

    private final CompareRequest request;
    private final ComparedDatabase source;
    private final ComparedDatabase target;
    private final StreamedDiff comparison;
    private final ActiveRun active;
    private final ImageLedger images;
    private RepairImages overwritten;
    private List<ComparedTable> compared = new ArrayList<>();
    /** Tables that the target lacks, with the hashes of the source's rows. */
    private final Map<TableName, BucketHashes> lacking = new LinkedHashMap<>();
    /** Tables that the flow does not speak of and only the target has: no difference, but told. */
    private List<TableName> onlyTarget = List.of();

    private final List<String> notes = new ArrayList<>();
    private boolean inheritsAlike = true;

    FlowComparison(
            CompareRequest request,
            ComparedDatabase source,
            ComparedDatabase target,
            ExecutorService executor,
            ActiveRun active,
            ImageLedger images) {
        this.request = request;
        this.source = source;
        this.target = target;
        this.active = active;
        this.images = images;
        comparison = new StreamedDiff(source, target, executor, active);
    }

    /**
     * Compares, and repairs where that is asked for.
     *
     * @param tables of the source
     * @param present those of them that the target has
     * @param besides tables that only the target has, to be told of
     */
    RunEnd run(List<TableName> tables, List<TableName> present, List<TableName> besides) throws SQLException {
        onlyTarget = besides;
        Map<TableName, Table> known = new LinkedHashMap<>();
        Map<TableName, Long> sizes = new LinkedHashMap<>();
        for (TableName name : tables) {
            known.put(name, source.table(name));
            sizes.put(name, TableSize.of(source.connection(), known.get(name)));
        }
        long total =
                Math.max(1, sizes.values().stream().mapToLong(Long::longValue).sum());
        long done = 0;
        TableProgress progress =
                active.watchTables(tables.stream().map(TableName::display).toList());
        for (TableName name : tables) {
            active.progress(done, total);
            progress.begin(name.display());
            if (active.cancelWanted()) {
                throw new ProblemException(Problem.cancelled());
            }
            if (present.contains(name)) {
                compared.add(ComparedTable.of(comparison.of(pair(known.get(name)))));
            } else {
                lacking.put(name, comparison.ofSource(known.get(name)));
            }
            done += sizes.get(name);
            progress.done(name.display());
        }
        inheritance(present);
        return request.repair() ? repair() : end(RunState.DONE, null);
    }

    /** Rows are each table's own; where a plain select of a parent shows others on one side, both sides are not the same. */
    private void inheritance(List<TableName> present) throws SQLException {
        List<Inheritance> here = Heirs.among(source.connection(), present);
        List<Inheritance> there = Heirs.among(target.connection(), present);
        List<Inheritance> lacked = without(here, there);
        List<Inheritance> more = without(there, here);
        lacked.forEach(one -> notes.add(one.told() + " in " + source.database() + ", and not in " + target.database()
                + "; to let it there: " + one.statement()));
        more.forEach(one -> notes.add(one.told() + " in " + target.database() + ", and not in " + source.database()
                + "; to let it stand alone: alter table " + one.heir().quoted() + " no inherit "
                + one.parent().quoted()));
        inheritsAlike = Stream.concat(lacked.stream(), more.stream()).noneMatch(one -> present.contains(one.parent()));
    }

    private static List<Inheritance> without(List<Inheritance> these, List<Inheritance> others) {
        return these.stream().filter(one -> !others.contains(one)).toList();
    }

    private TablePair pair(Table table) throws SQLException {
        try {
            return TablePair.of(source.connection(), table, target.connection(), target.table(table.name()), false);
        } catch (SQLException e) {
            // The keys are looked at on the source alone.
            throw source.explained(e, table.name());
        }
    }

    private List<ComparedTable> differing() {
        return compared.stream().filter(table -> !table.sameRows()).toList();
    }

    private RunEnd repair() throws SQLException {
        List<String> beyond = new ArrayList<>();
        lacking.keySet().forEach(name -> beyond.add(name.display() + " is not there"));
        differing().stream()
                .filter(table -> !table.pair().hasKey())
                .forEach(table -> beyond.add(table.pair().name().display() + " has no primary key to tell rows apart"));
        if (!beyond.isEmpty()) {
            return refused(
                    "cannot repair in the database " + target.database() + ": " + String.join("; ", beyond),
                    "copy those tables, or name the others");
        }
        if (differing().isEmpty()) {
            return end(RunState.DONE, null);
        }
        List<ComparedTable> asItWas = compared;
        try {
            return change();
        } catch (ProblemException e) {
            if (e.problem().is(ProblemType.LOCKED)) {
                throw e;
            }
            undo(asItWas);
            return refused(e.problem().detail(), e.problem().hint());
        } catch (SQLException e) {
            if (!SqlState.isRowsFault(e)) {
                throw e;
            }
            undo(asItWas);
            return refused(
                    "the database " + target.database() + " does not take the rows: " + SqlState.firstLine(e),
                    "mend what stands in the way, or copy the tables anew; nothing was changed");
        }
    }

    private void undo(List<ComparedTable> asItWas) {
        compared = asItWas;
        overwritten = null;
    }

    private RunEnd change() throws SQLException {
        List<ComparedTable> differing = differing();
        List<StagedTable> staged = new ArrayList<>();
        for (ComparedTable table : differing) {
            staged.add(StagedTable.of(source.connection(), target.connection(), table.pair(), table.differing()));
        }
        Repair repair = new Repair(
                target.connection(),
                staged,
                compared.stream().map(table -> table.pair().name()).toList());
        // Nobody comes to refer to a row that is about to go.
        target.keepWritersOut(repair.referring());
        boolean cascaded = repair.cascaded();
        RepairImages before = RepairImages.before(target, request.run(), staged);
        List<Repair.Changes> changes = repair.run();
        List<ComparedTable> proven = new ArrayList<>();
        for (ComparedTable table : compared) {
            int place = differing.indexOf(table);
            Repair.Changes of = place < 0 ? Repair.Changes.NONE : changes.get(place);
            proven.add(place < 0 && !cascaded ? table : proven(table, of));
        }
        before.after(target.connection());
        advanceSequences(proven);
        overwritten = before;
        compared = proven;
        RunEnd end = end(RunState.DONE, null);
        before.commit(target, images, end);
        return end;
    }

    /** Behind the numbers of rows that came in; once more than needed does no harm. */
    private void advanceSequences(List<ComparedTable> tables) throws SQLException {
        List<TableName> grown = tables.stream()
                .filter(table -> table.changes().inserted() > 0)
                .map(table -> table.pair().name())
                .toList();
        for (TableDefinition definition : Definitions.read(source.connection(), grown)) {
            SequenceAdvance.run(target.connection(), definition, List.of(SequenceDefinition.Kind.values()));
        }
    }

    /** Equal means proven equal: the rows are hashed once more, as they are now. */
    private ComparedTable proven(ComparedTable table, Repair.Changes changes) throws SQLException {
        BucketHashes now = comparison.ofTarget(table.pair());
        long left = table.source().differing(now).size();
        if (left > 0) {
            throw new ProblemException(Problem.refused(
                    table.pair().name().display() + " would not be equal after a repair: " + left
                            + " ranges of keys would differ still",
                    "look whether the database " + target.database()
                            + " keeps the values as they are: types, computed columns, rules; nothing was changed"));
        }
        return table.repaired(now, changes);
    }

    private RunEnd refused(String why, String hint) {
        return end(RunState.REFUSED, Problem.refused(why, hint));
    }

    /** Every row of either side is accounted for: the same on both is unchanged, what differs is loaded or skipped. */
    private RunEnd end(RunState state, Problem problem) {
        ArrayNode tables = Json.mapper().createArrayNode();
        compared.forEach(table -> tables.add(table.detail()));
        lacking.forEach((name, rows) -> tables.add(detail(name, rows)));
        long lacked = lacking.values().stream().mapToLong(BucketHashes::rows).sum();
        long in = compared.stream().mapToLong(ComparedTable::compared).sum() + lacked;
        long same = compared.stream().mapToLong(ComparedTable::same).sum();
        long changed = problem == null
                ? compared.stream().mapToLong(table -> table.changes().all()).sum()
                : 0;
        ObjectNode detail = Json.mapper().createObjectNode();
        detail.put("from", source.database()).put("to", target.database());
        if (overwritten != null) {
            detail.put("database", target.database());
            overwritten.unkept().forEach(detail.putArray("notUndoable")::add);
        }
        detail.put(
                "equal", lacking.isEmpty() && inheritsAlike && compared.stream().allMatch(ComparedTable::equal));
        detail.set("tables", tables);
        notes.forEach(detail.putArray("notes")::add);
        onlyTarget.stream().map(TableName::display).forEach(detail.putArray("onlyTarget")::add);
        return new RunEnd(request.run(), state, new Rows(in, changed, 0, same, in - changed - same), detail, problem);
    }

    private static ObjectNode detail(TableName name, BucketHashes rows) {
        return Json.mapper()
                .createObjectNode()
                .put("table", name.display())
                .put("equal", false)
                .put("sourceRows", rows.rows())
                .put("sourceHash", rows.hash())
                .put("missing", rows.rows())
                .put("note", "the target has no such table");
    }
}
