package snapshot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ledger.ActiveRun;
import ledger.DeadLetter;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import postgres.Backend;
import postgres.Names;
import postgres.Query;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;
import postgres.Triggers;

/**
 * One attempt at a restore, inside the caller's transaction, table by table, each giving the dead letters to be written
 * down beside it; then {@link #finish()}. Whatever goes wrong before the end undoes all of it.
 */
public final class Restore implements AutoCloseable {

    private static final String SUFFIX = "2";

    private final Connection connection;
    private final RestoreRequest request;
    private final Locks locks;
    private final ActiveRun active;
    private final Backend backend;
    private final List<Contents> made = new ArrayList<>();
    private final List<RowRestore> changed = new ArrayList<>();
    private final Map<RowRestore, KeptRows> kept = new HashMap<>();
    private final ArrayNode tables = Json.mapper().createArrayNode();
    private final List<Step> steps = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final int all;
    private int seen;
    private int place;
    private long in;
    private long loaded;
    private long rejected;
    private long unchanged;

    /** A piece of the work. */
    @FunctionalInterface
    public interface Step {
        /** Does it; returns the dead letters it made, to be written in the same transaction. */
        List<DeadLetter> run() throws SQLException, IOException;
    }

    Restore(
            Connection connection,
            RestoreRequest request,
            List<Contents> contents,
            SnapshotSettings settings,
            ActiveRun active)
            throws SQLException {
        this.connection = connection;
        this.request = request;
        this.active = active;
        backend = Backend.of(connection);
        active.worksOn(backend);
        locks = new Locks(connection, settings.lockTimeoutMillis());
        Query.execute(connection, "set constraints all deferred");
        all = contents.size();
        active.progress(0, all, "tables");
        plan(contents);
    }

    private void plan(List<Contents> contents) throws SQLException {
        Map<TableName, Contents> byName = new HashMap<>();
        List<Table> live = new ArrayList<>();
        for (Contents one : contents) {
            byName.put(one.table(), one);
            var found = request.intoOriginal() ? Restorer.live(connection, one.table()) : Optional.<Table>empty();
            if (found.isPresent()) {
                live.add(found.get());
            } else {
                made.add(one);
            }
        }
        made.forEach(one -> steps.add(() -> make(one)));
        List<Table> order = TableOrder.parentsFirst(live);
        for (Table table : order) {
            steps.add(() -> compare(byName.get(table.name()), table));
        }
        steps.add(this::change);
        if (request.intoOriginal() && !request.dryRun()) {
            steps.add(this::connect);
        }
    }

    /** The work, in its order. */
    public List<Step> steps() {
        return steps.stream().map(this::unlessCancelled).toList();
    }

    private Step unlessCancelled(Step step) {
        return () -> {
            if (active.cancelWanted()) {
                throw new ProblemException(Problem.conflict("the run was cancelled", null));
            }
            return step.run();
        };
    }

    private TableName target(Contents contents) {
        TableName of = contents.table();
        if (request.intoOriginal()) {
            return of;
        }
        return request.into().equals(RestoreRequest.BESIDE)
                ? new TableName(of.schema(), Names.fitting(of.name() + SUFFIX))
                : new TableName(of.schema(), request.into());
    }

    private List<DeadLetter> make(Contents contents) throws SQLException, IOException {
        TableName target = target(contents);
        ObjectNode told = tables.addObject().put("table", target.display()).put("from", contents.place());
        in += contents.rows();
        if (request.dryRun()) {
            told.put("wouldInsert", contents.rows());
            return List.of();
        }
        String hash = TableRestore.make(
                connection,
                contents,
                target,
                request.intoOriginal() ? TableRestore.Extent.WHOLE : TableRestore.Extent.STANDING_ALONE);
        KeptRows.made(
                connection,
                request.run(),
                place++,
                Restorer.live(connection, target).orElseThrow(),
                hash);
        SessionSettings.ordinaryNames(connection);
        told.put("inserted", contents.rows()).put("contentHash", hash).put("equal", true);
        loaded += contents.rows();
        active.progress(++seen, all, "tables");
        return List.of();
    }

    private List<DeadLetter> compare(Contents contents, Table live) throws SQLException, IOException {
        if (!request.dryRun()) {
            // What was compared is what is changed.
            locks.keepWritersOut(live);
        }
        changed.add(RowRestore.of(connection, request, contents, live));
        active.progress(++seen, all, "tables");
        return List.of();
    }

    private List<DeadLetter> change() throws SQLException {
        if (request.dryRun()) {
            changed.forEach(this::tellDryRun);
            return List.of();
        }
        for (RowRestore restore : changed) {
            kept.put(restore, KeptRows.before(connection, request, place++, restore));
        }
        SessionSettings.ordinaryNames(connection);
        Triggers asleep = Triggers.asleep(connection, request.triggers() ? List.of() : live());
        new RowChanges(connection, changed).apply();
        asleep.wake();
        List<DeadLetter> letters = new ArrayList<>();
        for (RowRestore restore : changed) {
            kept.get(restore).after(connection);
            letters.addAll(restore.letters());
            tell(restore);
        }
        return letters;
    }

    private List<Table> live() {
        return changed.stream().map(restore -> restore.comparison().live()).toList();
    }

    private List<DeadLetter> connect() throws SQLException {
        for (Contents contents : made) {
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
        notes.addAll(Referrers.connect(connection, request.run(), made));
        return List.of();
    }

    private void tellDryRun(RowRestore restore) {
        Diff diff = restore.diff();
        ObjectNode told = restore.told();
        told.put("wouldInsert", restore.inserts() ? diff.missing() : 0);
        told.put("wouldUpdate", restore.updates() ? diff.changed() : 0);
        told.put("wouldDelete", restore.deletes() ? diff.added() : 0);
        tables.add(told);
        in += compared(restore);
        unchanged += diff.same();
    }

    private static long compared(RowRestore restore) {
        Diff diff = restore.diff();
        return diff.missing() + diff.changed() + diff.same() + (restore.deletes() ? diff.added() : 0);
    }

    private void tell(RowRestore restore) {
        Diff diff = restore.diff();
        ObjectNode told = restore.told();
        told.put("from", restore.comparison().contents().place());
        told.put("inserted", restore.inserted());
        told.put("updated", restore.updated());
        told.put("deleted", restore.deleted());
        told.put("rejected", restore.letters().size());
        tables.add(told);
        in += compared(restore);
        loaded += restore.inserted() + restore.updated() + restore.deleted();
        rejected += restore.letters().size();
        unchanged += diff.same();
    }

    /** The answer: every row that was compared or made is accounted for; those that were not asked for are skipped. */
    public RunEnd finish() {
        active.leaves(backend);
        ObjectNode detail = Json.mapper().createObjectNode();
        detail.put("snapshot", request.snapshot());
        detail.set("tables", tables);
        if (!notes.isEmpty()) {
            detail.set("notes", Json.mapper().valueToTree(notes));
        }
        if (!request.intoOriginal() && !request.dryRun()) {
            detail.put("note", "foreign keys and triggers stay with the original");
        }
        long skipped = in - loaded - rejected - unchanged;
        return RunEnd.done(request.run(), new Rows(in, loaded, rejected, unchanged, skipped), detail);
    }

    @Override
    public void close() throws SQLException {
        active.leaves(backend);
        connection.close();
    }
}
