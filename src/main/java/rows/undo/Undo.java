package rows.undo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import ledger.Attempt;
import ledger.DeadLetter;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import ledger.TableLocks;
import postgres.BucketHashes;
import postgres.Catalog;
import postgres.Query;
import postgres.Savepoint;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.Table;
import postgres.Triggers;
import rows.change.BeforeImages;
import rows.change.Deletion;
import rows.place.LockSettings;
import rows.place.RestoreTarget;

/** One attempt at taking a run back, or at finding out what that would do. */
public final class Undo implements Attempt {

    private final RestoreTarget site;
    private final Connection connection;
    private final UndoService.Request request;
    private final Kept before;
    private final LockSettings settings;
    private final ArrayNode tables = Json.mapper().createArrayNode();
    private final ArrayNode notes = Json.mapper().createArrayNode();
    private final Letters letters;
    private List<BeforeImages> kept = List.of();
    private long in;
    private long done;
    /** Rows that nobody touched, and that stay all the same. */
    private long held;

    Undo(RestoreTarget site, UndoService.Request request, Kept before, LockSettings settings) {
        this.site = site;
        this.request = request;
        this.before = before;
        letters = new Letters(request.of());
        this.settings = settings;
        connection = site.tables();
    }

    @Override
    public List<Step> steps() {
        return List.of(this::explained);
    }

    private List<DeadLetter> explained() throws SQLException {
        try {
            undo();
            return List.of();
        } catch (SQLException e) {
            if (SqlState.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new ProblemException(Problem.locked("a table of that run", settings.lockTimeoutMillis()));
            }
            if (SqlState.isRowsFault(e)) {
                throw new ProblemException(Problem.conflict(
                        "what came after that run stands in the way: " + SqlState.firstLine(e),
                        (SqlState.FOREIGN_KEY_VIOLATION.equals(e.getSQLState())
                                        ? "remove what refers to its rows"
                                        : "change or remove what stands in the way")
                                + ", and try again; nothing was changed"));
            }
            throw e;
        }
    }

    private void undo() throws SQLException {
        TableLocks locks = new TableLocks(connection, settings.lockTimeoutMillis());
        Query.execute(connection, "set constraints all deferred");
        // Hashes are of values as the restore wrote them down.
        SessionSettings.exact(connection);
        SessionSettings.ordinaryNames(connection);
        kept = before.images(connection, locks);
        in += before.touched();
        List<BeforeImages> changed =
                kept.stream().filter(rows -> rows.keptIn() != null).toList();
        // Before any row is touched: a table whose rows wait for a check cannot be altered.
        for (BeforeImages rows : kept) {
            rows.removeAdded(connection);
        }
        List<String> standing = removed(
                kept.stream().flatMap(rows -> rows.allRemovals().stream()).toList());
        Triggers asleep = Triggers.asleep(connection, withoutTriggers());
        drop(kept.stream().filter(rows -> rows.keptIn() == null).toList());
        Query.executeAll(connection, standing);
        changeBack(locks, changed);
        asleep.wake();
        // Now, not at the end of the transaction, where nobody could say what stands in the way.
        Query.execute(connection, "set constraints all immediate");
        before.forget(site, request.of());
        if (before instanceof KeptOfLoad) {
            letters.settle(site.ledger());
        }
        site.forget(request.of());
    }

    /** Takes away what stood on the tables; returns what can go only when they are gone. */
    private List<String> removed(List<String> removals) throws SQLException {
        List<String> left = new ArrayList<>();
        for (String removal : removals) {
            if (Savepoint.attempt(
                            connection, SqlState.is(SqlState.DEPENDED_ON), () -> Query.execute(connection, removal))
                    .isPresent()) {
                left.add(removal);
            }
        }
        return left;
    }

    private void changeBack(TableLocks locks, List<BeforeImages> changed) throws SQLException {
        List<RowUndo> undos = new ArrayList<>();
        List<Table> shrinking = new ArrayList<>();
        for (BeforeImages rows : changed) {
            RowUndo undo = RowUndo.of(connection, rows);
            undos.add(undo);
            if (undo.removes()) {
                shrinking.add(undo.table());
            }
        }
        Deletion.lockReferring(connection, locks, shrinking);
        held = RowUndo.hold(connection, undos);
        List<RowUndos.Done> all = new RowUndos(connection, undos).apply();
        for (int i = 0; i < undos.size(); i++) {
            RowUndo undo = undos.get(i);
            RowUndos.Done rows = all.get(i);
            in += undo.count();
            undo.requireAll(rows.all());
            ObjectNode of = report(undo.kept(), rows.gone(), rows.changedBack(), rows.returned());
            if (!undo.since().names().isEmpty()) {
                of.set("newColumns", Json.mapper().valueToTree(undo.since().names()));
            }
            tellAltered(undo, rows.changedBack() + rows.returned());
            undo.kept().drop(connection);
            site.changed(request.run(), List.of(undo.table().name()));
        }
    }

    /** Triggers that acted when the rows were restored act now too, and may have made others of them. */
    private void tellAltered(RowUndo undo, long back) throws SQLException {
        List<String> acting = Triggers.of(connection, List.of(undo.table())).named();
        long altered = acting.isEmpty() ? 0 : undo.altered(back);
        if (altered > 0) {
            notes.add(altered + " rows of " + undo.table().name().display()
                    + " came back otherwise than they were, because these act, as they did in the run: "
                    + String.join(", ", acting));
        }
    }

    private List<Table> withoutTriggers() throws SQLException {
        List<Table> asleep = new ArrayList<>();
        for (BeforeImages rows : kept) {
            if (rows.letsTriggersSleep()) {
                Catalog.find(connection, rows.table()).ifPresent(asleep::add);
            }
        }
        return asleep;
    }

    /** Tables that the restore made go, all at once, as they may refer to each other. */
    private void drop(List<BeforeImages> made) throws SQLException {
        if (made.isEmpty()) {
            return;
        }
        for (BeforeImages rows : made) {
            long dropped = unchanged(rows);
            in += dropped;
            report(rows, dropped, 0, 0).put(request.dryRun() ? "wouldDrop" : "dropped", true);
        }
        Query.execute(
                connection,
                "drop table " + made.stream().map(rows -> rows.table().quoted()).collect(Collectors.joining(", ")));
    }

    private ObjectNode report(BeforeImages rows, long removed, long changedBack, long returned) {
        done += removed + changedBack + returned;
        return tables.addObject()
                .put("table", rows.table().display())
                .put(request.dryRun() ? "wouldRemove" : "removed", removed)
                .put(request.dryRun() ? "wouldChangeBack" : "changedBack", changedBack)
                .put(request.dryRun() ? "wouldReturn" : "returned", returned);
    }

    /** How many rows a table holds, which must be what the restore made of it. */
    private long unchanged(BeforeImages made) throws SQLException {
        Query.execute(connection, "lock table " + made.table().quoted() + " in access exclusive mode");
        Table table = Catalog.find(connection, made.table()).orElseThrow();
        if (!made.isOf(table)) {
            throw new ProblemException(Problem.conflict(
                    made.table().display() + " is another table now than the one that was made then",
                    "undo the run that made it; nothing was changed"));
        }
        ColumnsSince.requireAll(table, made.columns());
        ColumnsSince since = ColumnsSince.of(connection, table, made.columns());
        if (!since.names().isEmpty()) {
            throw new ProblemException(Problem.conflict(
                    made.table().display() + " has columns that it had not when it was restored: "
                            + String.join(", ", since.names()),
                    "drop them, and try again, or drop the table yourself if what is in them may go"));
        }
        SessionSettings.exact(connection);
        BucketHashes now = BucketHashes.of(connection, made.relation(), made.columns(), null);
        SessionSettings.ordinaryNames(connection);
        if (!now.hash().equals(made.contentHash())) {
            throw new ProblemException(Problem.conflict(
                    made.table().display() + " was changed since it was restored",
                    "drop it yourself if its changes may go"));
        }
        return now.rows();
    }

    @Override
    public RunEnd finish() throws SQLException {
        ObjectNode detail = Json.mapper().createObjectNode();
        letters.tell(detail, request.dryRun());
        detail.put("of", request.of().toString());
        detail.set("tables", tables);
        if (!notes.isEmpty()) {
            detail.set("notes", notes);
        }
        if (in > done) {
            detail.put(
                    "note",
                    (in - done) + " rows were touched since and are left as they are"
                            + (held == 0
                                    ? ""
                                    : "; " + held + " of them only by rows that refer to them and would be deleted or"
                                            + " blanked along"));
        }
        if (request.dryRun()) {
            detail.put("dryRun", true);
            Query.execute(site.ledger(), "rollback to savepoint " + UndoService.UNDONE);
        }
        long taken = request.dryRun() ? 0 : done;
        return site.finish(RunEnd.done(request.run(), new Rows(in, taken, 0, 0, in - taken), detail), List.of());
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
