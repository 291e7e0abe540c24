package snapshot.restore;

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
import postgres.Query;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;
import postgres.Triggers;
import postgres.definition.Names;
import snapshot.RowSource;
import snapshot.SnapshotSettings;
import snapshot.TableOrder;

/**
 * One attempt at a restore, table by table. What the caller's transaction does not reach, because it is in another
 * database, is a transaction of its own.
 */
final class Restore implements Attempt {

    private static final String SUFFIX = "2";

    private final RestoreTarget site;
    private final Connection connection;
    private final RestoreRequest request;
    private final TableLocks locks;
    private final List<RowSource> made = new ArrayList<>();
    private final List<RowRestore> changed = new ArrayList<>();
    private final List<KeptRows> kept = new ArrayList<>();
    private final RestoreReport story;
    private final List<Step> steps = new ArrayList<>();
    private final Map<TableName, TableName> targets = new HashMap<>();
    private int place;
    private int seen;

    Restore(RestoreTarget site, RestoreRequest request, List<RowSource> contents, SnapshotSettings settings)
            throws SQLException {
        this.site = site;
        this.request = request;
        connection = site.tables();
        story = new RestoreReport(request);
        locks = new TableLocks(connection, settings.lockTimeoutMillis());
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
            var found = request.intoOriginal() ? Restorer.live(connection, one.table()) : Optional.<Table>empty();
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
        if (!request.dryRun()) {
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
                throw new ProblemException(Problem.conflict("the run was cancelled", null));
            }
            List<DeadLetter> letters = step.run();
            site.add(request.run(), letters);
            return letters;
        };
    }

    private TableName target(RowSource contents) {
        TableName of = contents.table();
        if (request.intoOriginal()) {
            return of;
        }
        return request.into().equals(RestoreRequest.BESIDE)
                ? new TableName(of.schema(), Names.fitting(of.name() + SUFFIX))
                : new TableName(of.schema(), request.into());
    }

    private List<DeadLetter> make(RowSource contents) throws SQLException, IOException {
        TableName target = targets.get(contents.table());
        if (request.dryRun()) {
            story.wouldMake(contents, target);
            return List.of();
        }
        String hash = make(contents, target);
        kept.add(KeptRows.made(place++, Restorer.live(connection, target).orElseThrow(), hash));
        SessionSettings.ordinaryNames(connection);
        story.made(contents, target, hash);
        site.active().progress(++seen, targets.size(), "tables");
        return List.of();
    }

    private String make(RowSource contents, TableName target) throws SQLException, IOException {
        try {
            return TableRestore.make(
                    connection,
                    contents,
                    target,
                    request.intoOriginal() ? TableRestore.Extent.WHOLE : TableRestore.Extent.STANDING_ALONE);
        } catch (SQLException e) {
            if (!SqlState.isRowsFault(e)) {
                throw e;
            }
            throw new ProblemException(Problem.conflict(
                    target.display() + " cannot be made: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    "make what it needs first, such as an extension or a function"));
        }
    }

    private List<DeadLetter> compare(RowSource contents, Table live) throws SQLException, IOException {
        if (!request.dryRun()) {
            // What was compared is what is changed.
            locks.keepWritersOut(live);
            if (contents instanceof RowSource.InTable inTable) {
                locks.keepAsItIs(inTable.backup().name());
            }
        }
        changed.add(RowRestore.of(connection, request, contents, live));
        site.active().progress(++seen, targets.size(), "tables");
        return List.of();
    }

    private List<DeadLetter> change() throws SQLException {
        if (request.dryRun()) {
            changed.forEach(story::wouldChange);
            return List.of();
        }
        Deletion.lockReferring(connection, locks, shrinking());
        List<KeptRows> before = new ArrayList<>();
        for (RowRestore restore : changed) {
            before.add(KeptRows.before(connection, request, place++, restore));
        }
        SessionSettings.ordinaryNames(connection);
        Triggers asleep = Triggers.asleep(connection, request.triggers() ? List.of() : live());
        new RowChanges(connection, changed).apply();
        asleep.wake();
        List<DeadLetter> letters = new ArrayList<>();
        for (int i = 0; i < changed.size(); i++) {
            before.get(i).after(connection);
            letters.addAll(changed.get(i).letters());
            story.changed(changed.get(i));
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
            if (request.intoOriginal()) {
                connectOriginal(contents);
            } else {
                TableRestore.connectCopy(connection, contents, targets).forEach(story::note);
            }
        }
        if (request.intoOriginal()) {
            Referrers.connect(connection, made, kept).forEach(story::note);
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
                    contents.table().display() + " cannot be what it was: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    "restore what it stands on first, or restore it beside"));
        }
    }

    @Override
    public RunEnd finish() throws SQLException {
        return site.finish(story.end(), kept);
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
