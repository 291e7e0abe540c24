package rows.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ledger.Attempt;
import ledger.DeadLetter;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.TableLocks;
import ledger.TableProgress;
import postgres.Catalog;
import postgres.Query;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;
import postgres.Triggers;
import postgres.definition.Dependent;
import rows.change.AlteredRows;
import rows.change.BeforeImages;
import rows.change.Deletion;
import rows.change.Misdirected;
import rows.change.RowChanges;
import rows.change.RowRestore;
import rows.change.TableOrder;
import rows.diff.OtherKey;
import rows.diff.RowSource;
import rows.place.RestoreTarget;

/**
 * One attempt at a restore, table by table. What the caller's transaction does not reach, because it is in another
 * database, is a transaction of its own.
 */
public final class Restore implements Attempt {

    private final RestoreTarget site;
    private final Connection connection;
    private final RestoreOptions options;
    private final TableLocks locks;
    private final List<RowRestore> changed = new ArrayList<>();
    private final List<BeforeImages> kept = new ArrayList<>();
    private final RestoreReport report;
    private final List<Step> steps = new ArrayList<>();
    private final List<TableName> all;
    private final KeylessTables keyless;
    private final EmptyTables empty;
    private final TableProgress progress;

    /**
     * @param dependents what stands on the tables and is to be made too
     * @param answer what the answer begins with, such as where the rows come from
     * @param lockTimeoutMillis how long others are waited for
     */
    public Restore(
            RestoreTarget site,
            RestoreOptions options,
            List<RowSource> contents,
            List<Dependent> dependents,
            ObjectNode answer,
            long lockTimeoutMillis)
            throws SQLException {
        this.site = site;
        this.options = options;
        connection = site.tables();
        report = new RestoreReport(options, answer);
        locks = new TableLocks(connection, lockTimeoutMillis);
        Query.execute(connection, "set constraints all deferred");
        all = contents.stream().map(RowSource::table).toList();
        progress =
                site.active().countTables(all.stream().map(TableName::display).toList());
        keyless = new KeylessTables(connection);
        empty = new EmptyTables(connection, options, report);
        plan(contents, dependents);
    }

    private void plan(List<RowSource> contents, List<Dependent> dependents) throws SQLException {
        Map<TableName, RowSource> byName = new HashMap<>();
        List<Table> live = new ArrayList<>();
        for (RowSource one : contents) {
            byName.put(one.table(), one);
        }
        if (options.intoOriginal()) {
            SessionSettings.exact(connection);
            live.addAll(Catalog.all(connection, all));
            OtherKey.give(live, byName, options.key());
        }
        Set<TableName> there = live.stream().map(Table::name).collect(Collectors.toSet());
        MadeTables made = new MadeTables(
                site,
                options,
                locks,
                contents.stream().filter(one -> !there.contains(one.table())).toList(),
                dependents,
                report);
        step(() -> made.place(all));
        made.inOrder().forEach(some -> step(some.stream().map(RowSource::table).toList(), () -> made.make(some)));
        step(() -> made.remember(kept));
        for (Table table : TableOrder.parentsFirst(connection, live)) {
            step(List.of(table.name()), () -> compare(byName.get(table.name()), table));
        }
        step(keyless::refuseOthers);
        steps.add(this::change);
        if (!options.dryRun()) {
            step(() -> made.connect(kept));
        }
    }

    /** What the answer has to say beside the counts. */
    public void note(String note) {
        report.note(note);
    }

    /** Something that rejects no rows. */
    @FunctionalInterface
    private interface Work {
        void run() throws SQLException, IOException;
    }

    private void step(Work work) {
        steps.add(() -> {
            work.run();
            return List.of();
        });
    }

    private void step(List<TableName> tables, Work work) {
        step(() -> {
            tables.forEach(table -> progress.begin(table.display()));
            work.run();
            tables.forEach(table -> progress.done(table.display()));
        });
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

    private void compare(RowSource contents, Table live) throws SQLException, IOException {
        if (!options.dryRun()) {
            // What was compared is what is changed.
            locks.keepWritersOut(live);
            contents.keepAsTheyAre(locks);
        }
        if (empty.takes(contents, live)) {
            return;
        }
        if (!KeylessTables.isOne(contents, live)) {
            differ(contents, live);
        } else if (keyless.isAsItWas(contents, live)) {
            report.same(contents);
        }
    }

    private void differ(RowSource contents, Table live) throws SQLException, IOException {
        RowRestore restore = RowRestore.of(connection, options.run(), options.rows(), options.keys(), contents, live);
        if (options.emptied().contains(live.name())) {
            restore.rejectTaken();
        }
        changed.add(restore);
    }

    /** Rows that do not go straight in are compared as those of the other tables are. */
    private void differAll(List<EmptyTable> tables) throws SQLException, IOException {
        for (EmptyTable table : tables) {
            differ(table.contents(), table.live());
        }
    }

    private List<DeadLetter> change() throws SQLException, IOException {
        if (!changed.isEmpty()) {
            differAll(empty.giveUp());
        }
        Misdirected.reject(connection, changed);
        if (options.dryRun()) {
            changed.forEach(report::wouldChange);
            empty.tell();
            return List.of();
        }
        Deletion.lockReferring(connection, locks, shrinking());
        SessionSettings.ordinaryNames(connection);
        Triggers acting = Triggers.of(connection, options.triggers() ? live() : List.of());
        Triggers asleep = asleep(options.triggers() ? List.of() : live());
        if (!empty.fill()) {
            differAll(empty.giveUp());
        }
        List<BeforeImages> before = new ArrayList<>();
        for (RowRestore restore : changed) {
            before.add(BeforeImages.before(
                    connection, options.run(), kept.size() + before.size(), restore, options.triggers()));
        }
        SessionSettings.ordinaryNames(connection);
        new RowChanges(connection, changed).apply();
        empty.fillKeyless();
        asleep.wake();
        if (!asleep.named().isEmpty()) {
            report.note("kept from acting: " + String.join(", ", asleep.named()));
        }
        List<DeadLetter> letters = new ArrayList<>();
        for (int i = 0; i < changed.size(); i++) {
            before.get(i).after(connection);
            if (!acting.named().isEmpty()) {
                AlteredRows.recount(connection, changed.get(i), before.get(i));
            }
            letters.addAll(changed.get(i).letters());
            report.changed(changed.get(i));
        }
        if (!acting.named().isEmpty()) {
            for (RowRestore restore : changed) {
                report.altered(AlteredRows.of(connection, restore), acting.named());
            }
        }
        kept.addAll(before);
        kept.addAll(empty.images(kept.size()));
        return letters;
    }

    private Triggers asleep(List<Table> tables) throws SQLException {
        try {
            return Triggers.asleep(connection, tables);
        } catch (SQLException e) {
            if (!SqlState.INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                throw e;
            }
            throw new ProblemException(Problem.refused(
                    "triggers or rules of the original cannot be kept from acting: " + SqlState.firstLine(e),
                    "restore as the table's owner, or with triggers=true, which lets them act"));
        }
    }

    private List<Table> shrinking() {
        return changed.stream()
                .filter(RowRestore::shrinks)
                .map(restore -> restore.comparison().live())
                .toList();
    }

    private List<Table> live() {
        return Stream.concat(
                        changed.stream().map(restore -> restore.comparison().live()), empty.tables().stream())
                .toList();
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
