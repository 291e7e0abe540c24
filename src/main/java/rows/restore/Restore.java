package rows.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ledger.Attempt;
import ledger.DeadLetter;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.TableLocks;
import postgres.Catalog;
import postgres.Query;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;
import postgres.Triggers;
import postgres.definition.Names;
import rows.change.BeforeImages;
import rows.change.Deletion;
import rows.change.RowChanges;
import rows.change.RowRestore;
import rows.change.TableOrder;
import rows.diff.RowSource;
import rows.place.RestoreTarget;

/**
 * One attempt at a restore, table by table. What the caller's transaction does not reach, because it is in another
 * database, is a transaction of its own.
 */
public final class Restore implements Attempt {

    private static final String SUFFIX = "2";

    private final RestoreTarget site;
    private final Connection connection;
    private final RestoreOptions options;
    private final TableLocks locks;
    private final List<RowSource> made = new ArrayList<>();
    private final List<RowRestore> changed = new ArrayList<>();
    private final List<BeforeImages> kept = new ArrayList<>();
    private final RestoreReport report;
    private final List<Step> steps = new ArrayList<>();
    private final Map<TableName, TableName> targets = new HashMap<>();
    private int place;
    private int seen;

    /**
     * @param answer what the answer begins with, such as where the rows come from
     * @param lockTimeoutMillis how long others are waited for
     */
    public Restore(
            RestoreTarget site,
            RestoreOptions options,
            List<RowSource> contents,
            ObjectNode answer,
            long lockTimeoutMillis)
            throws SQLException {
        this.site = site;
        this.options = options;
        connection = site.tables();
        report = new RestoreReport(options, answer);
        locks = new TableLocks(connection, lockTimeoutMillis);
        Query.execute(connection, "set constraints all deferred");
        contents.forEach(one -> targets.put(one.table(), target(one)));
        site.active().progress(0, targets.size(), "tables");
        plan(contents);
    }

    private void plan(List<RowSource> contents) throws SQLException {
        Map<TableName, RowSource> byName = new HashMap<>();
        List<Table> live = new ArrayList<>();
        for (RowSource one : contents) {
            byName.put(one.table(), one);
            var found = options.intoOriginal() ? Catalog.exact(connection, one.table()) : Optional.<Table>empty();
            if (found.isPresent()) {
                live.add(found.get());
            } else {
                made.add(one);
            }
        }
        SequenceOrder.ownersFirst(made).forEach(one -> steps.add(() -> make(one)));
        List<Table> order = TableOrder.parentsFirst(live);
        for (Table table : order) {
            steps.add(() -> compare(byName.get(table.name()), table));
        }
        steps.add(this::change);
        if (!options.dryRun()) {
            steps.add(this::connect);
        }
    }

    @Override
    public List<Step> steps() {
        return steps.stream().map(this::unlessCancelled).toList();
    }

    private Step unlessCancelled(Step step) {
        return () -> {
            if (site.active().cancelWanted()) {
                throw new ProblemException(Problem.cancelled());
            }
            List<DeadLetter> letters = step.run();
            site.add(options.run(), letters);
            return letters;
        };
    }

    private TableName target(RowSource contents) {
        TableName of = contents.table();
        if (options.intoOriginal()) {
            return of;
        }
        return options.into().equals(RestoreOptions.BESIDE)
                ? new TableName(of.schema(), Names.fitting(of.name() + SUFFIX))
                : new TableName(of.schema(), options.into());
    }

    private List<DeadLetter> make(RowSource contents) throws SQLException, IOException {
        TableName target = targets.get(contents.table());
        if (options.dryRun()) {
            report.wouldMake(contents, target);
            return List.of();
        }
        String hash = make(contents, target);
        kept.add(BeforeImages.made(place++, Catalog.exact(connection, target).orElseThrow(), hash));
        SessionSettings.ordinaryNames(connection);
        report.made(contents, target, hash);
        site.active().progress(++seen, targets.size(), "tables");
        return List.of();
    }

    private String make(RowSource contents, TableName target) throws SQLException, IOException {
        try {
            return TableRestore.make(
                    connection,
                    contents,
                    target,
                    options.intoOriginal() ? TableRestore.Extent.WHOLE : TableRestore.Extent.STANDING_ALONE);
        } catch (SQLException e) {
            if (!SqlState.isRowsFault(e)) {
                throw e;
            }
            throw new ProblemException(Problem.conflict(
                    target.display() + " cannot be made: " + SqlState.firstLine(e),
                    "make what it needs first, such as an extension or a function"));
        }
    }

    private List<DeadLetter> compare(RowSource contents, Table live) throws SQLException, IOException {
        if (!options.dryRun()) {
            // What was compared is what is changed.
            locks.keepWritersOut(live);
            contents.keepAsTheyAre(locks);
        }
        changed.add(RowRestore.of(connection, options.run(), options.rows(), options.keys(), contents, live));
        site.active().progress(++seen, targets.size(), "tables");
        return List.of();
    }

    private List<DeadLetter> change() throws SQLException {
        if (options.dryRun()) {
            changed.forEach(report::wouldChange);
            return List.of();
        }
        Deletion.lockReferring(connection, locks, shrinking());
        List<BeforeImages> before = new ArrayList<>();
        for (RowRestore restore : changed) {
            before.add(BeforeImages.before(connection, options.run(), place++, restore, options.triggers()));
        }
        SessionSettings.ordinaryNames(connection);
        Triggers asleep = Triggers.asleep(connection, options.triggers() ? List.of() : live());
        new RowChanges(connection, changed).apply();
        asleep.wake();
        List<DeadLetter> letters = new ArrayList<>();
        for (int i = 0; i < changed.size(); i++) {
            before.get(i).after(connection);
            letters.addAll(changed.get(i).letters());
            report.changed(changed.get(i));
        }
        kept.addAll(before);
        return letters;
    }

    private List<Table> shrinking() {
        return changed.stream()
                .filter(RowRestore::shrinks)
                .map(restore -> restore.comparison().live())
                .toList();
    }

    private List<Table> live() {
        return changed.stream().map(restore -> restore.comparison().live()).toList();
    }

    /** What points from table to table waits until all of them are there. */
    private List<DeadLetter> connect() throws SQLException {
        for (RowSource contents : made) {
            if (options.intoOriginal()) {
                connectOriginal(contents);
            } else {
                TableRestore.connectCopy(connection, contents, targets).forEach(report::note);
            }
        }
        if (options.intoOriginal()) {
            Referrers.connect(connection, made, kept).forEach(report::note);
        }
        return List.of();
    }

    private void connectOriginal(RowSource contents) throws SQLException {
        try {
            TableRestore.connect(connection, contents);
        } catch (SQLException e) {
            if (!SqlState.isRowsFault(e)) {
                throw e;
            }
            throw new ProblemException(Problem.conflict(
                    contents.table().display() + " cannot be what it was: " + SqlState.firstLine(e),
                    "restore what it stands on first, or restore it beside"));
        }
    }

    @Override
    public RunEnd finish() throws SQLException {
        return site.finish(report.end(), kept);
    }

    @Override
    public void keep() throws SQLException {
        site.keep();
    }

    @Override
    public void close() throws SQLException {
        site.close();
    }
}
