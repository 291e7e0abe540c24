package rows.restore;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ledger.Problem;
import ledger.ProblemException;
import ledger.TableLocks;
import postgres.Catalog;
import postgres.Query;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;
import postgres.definition.Dependent;
import rows.change.BeforeImages;
import rows.diff.RowSource;
import rows.place.DependentMaker;
import rows.place.MissingThings;
import rows.place.RestoreTarget;

/** Tables that a restore makes, whole: originals that are not there, or copies beside them and elsewhere. */
final class MadeTables {

    private final RestoreTarget site;
    private final Connection connection;
    private final RestoreOptions options;
    private final TableLocks locks;
    private final List<RowSource> sources;
    private final RestoreReport report;
    private final DependentMaker dependents;
    private final boolean withDependents;
    /** Of those that were made. */
    private final Map<TableName, String> hashes = new HashMap<>();

    private final Map<TableName, TableName> targets = new HashMap<>();
    /** Whether tables whose values name others are there, each empty until its turn. */
    private boolean empty;

    /**
     * @param sources what they are made of
     * @param dependents what stands on the tables of the restore and is to be made too
     */
    MadeTables(
            RestoreTarget site,
            RestoreOptions options,
            TableLocks locks,
            List<RowSource> sources,
            List<Dependent> dependents,
            RestoreReport report) {
        this.site = site;
        this.connection = site.tables();
        this.options = options;
        this.locks = locks;
        this.sources = sources;
        this.report = report;
        this.dependents = new DependentMaker(connection, dependents);
        withDependents = !dependents.isEmpty();
    }

    /** In the order in which they are made, small ones together. */
    List<List<RowSource>> inOrder() {
        return SmallTables.groups(SequenceOrder.ownersFirst(sources));
    }

    /**
     * Finds out what the tables of a restore are to be called, and whether they can be.
     *
     * @param all those too that are there
     */
    void place(List<TableName> all) throws SQLException {
        refuseMissing();
        if (options.intoOriginal()) {
            all.forEach(table -> targets.put(table, table));
            RestoredHeirs.refuseOrphans(connection, sources);
            return;
        }
        if (options.into().schema() != null) {
            TargetSchema.require(connection, options.into().schema(), options.createSchema());
        }
        List<BeforeImages> earlier = BeforeImages.copies(site.ledger(), options.database());
        targets.putAll(CopyPlaces.of(connection, options, locks, all, earlier, report));
    }

    /** What the tables need and do not bring; functions that come with them are there, if only to be looked at. */
    private void refuseMissing() throws SQLException {
        if (withDependents && options.dryRun()) {
            Query.execute(connection, "savepoint caravanserai_first");
        }
        if (withDependents) {
            dependents.makeFirst();
        }
        MissingThings.refuse(
                connection, sources.stream().map(RowSource::definition).toList());
        if (withDependents && options.dryRun()) {
            Query.execute(connection, "rollback to savepoint caravanserai_first");
        }
    }

    /** Makes them with their rows; where that fails each by itself says which. */
    void make(List<RowSource> group) throws SQLException, IOException {
        if (group.size() == 1 || options.dryRun() || !SmallTables.make(connection, group, targets)) {
            for (RowSource one : group) {
                make(one);
            }
            return;
        }
        group.forEach(one -> made(one, targets.get(one.table()), one.contentHash()));
    }

    private void make(RowSource contents) throws SQLException, IOException {
        TableName target = targets.get(contents.table());
        if (options.dryRun()) {
            report.wouldMake(contents, target);
            return;
        }
        try {
            made(contents, target, makeWhole(contents, target));
        } catch (SQLException e) {
            if (!SqlState.isRowsFault(e)) {
                throw e;
            }
            throw new ProblemException(Problem.conflict(
                    target.display() + " cannot be made: " + SqlState.firstLine(e),
                    "make what it needs first, such as an extension or a function"));
        }
    }

    private String makeWhole(RowSource contents, TableName target) throws SQLException, IOException {
        if (contents.staged() != null) {
            return TableRestore.place(connection, contents, target);
        }
        return SequenceOrder.namesOthers(contents)
                ? fill(contents, target)
                : TableRestore.make(connection, contents, target, extent());
    }

    private void made(RowSource contents, TableName target, String hash) {
        hashes.put(contents.table(), hash);
        report.made(contents, target, hash);
    }

    /** Two whose values name each other have to be there before either has rows. */
    private String fill(RowSource contents, TableName target) throws SQLException, IOException {
        if (!empty) {
            for (RowSource one : sources) {
                if (SequenceOrder.namesOthers(one)) {
                    TableRestore.create(connection, one, targets.get(one.table()), extent());
                }
            }
            empty = true;
        }
        return TableRestore.fill(connection, contents, target, extent());
    }

    private TableRestore.Extent extent() {
        return options.intoOriginal() ? TableRestore.Extent.WHOLE : TableRestore.Extent.STANDING_ALONE;
    }

    /** Writes down what was made, once all of it is there. */
    void remember(List<BeforeImages> kept) throws SQLException {
        if (hashes.isEmpty()) {
            return;
        }
        SessionSettings.exact(connection);
        List<RowSource> there =
                sources.stream().filter(one -> hashes.containsKey(one.table())).toList();
        List<Table> tables = Catalog.all(
                connection, there.stream().map(one -> targets.get(one.table())).toList());
        for (int i = 0; i < tables.size(); i++) {
            TableName of = there.get(i).table();
            kept.add(BeforeImages.made(
                    kept.size(), tables.get(i), hashes.get(of), options.intoOriginal() ? null : of, options.job()));
        }
        SessionSettings.ordinaryNames(connection);
    }

    /** What points from table to table, and what stands on them, waits until all of them are there. */
    void connect(List<BeforeImages> kept) throws SQLException {
        if (!options.intoOriginal()) {
            for (RowSource contents : sources) {
                TableRestore.connectCopy(connection, contents, targets).forEach(report::note);
            }
            RestoredHeirs.connectCopies(connection, sources, targets).forEach(report::note);
            return;
        }
        for (RowSource contents : sources) {
            as(contents.table().display(), () -> TableRestore.connect(connection, contents));
        }
        as("what inherits from another", () -> RestoredHeirs.connect(connection, sources));
        Referrers.connect(connection, sources, kept).forEach(report::note);
        if (withDependents) {
            dependents.make();
            report.dependents(dependents.told());
            // Whatever the first of them is: with it all goes back.
            if (!kept.isEmpty()) {
                kept.set(0, kept.get(0).withRemovals(dependents.removals()));
            }
        }
    }

    /** Connects something with others; answers with what is left out. */
    @FunctionalInterface
    private interface Connecting {
        List<String> run() throws SQLException;
    }

    private void as(String what, Connecting connecting) throws SQLException {
        try {
            connecting.run().forEach(report::note);
        } catch (SQLException e) {
            if (!SqlState.isRowsFault(e)) {
                throw e;
            }
            throw new ProblemException(Problem.conflict(
                    what + " cannot be what it was: " + SqlState.firstLine(e),
                    "restore what it stands on first, or restore it beside"));
        }
    }
}
