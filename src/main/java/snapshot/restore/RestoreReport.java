package snapshot.restore;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import ledger.Json;
import ledger.Rows;
import ledger.RunEnd;
import postgres.TableName;
import snapshot.Diff;
import snapshot.RowSource;

/** What a restore tells of its tables while it is at work, and the rows it has accounted for so far. */
final class RestoreReport {

    private final RestoreRequest request;
    private final ArrayNode tables = Json.mapper().createArrayNode();
    private final List<String> notes = new ArrayList<>();
    private long in;
    private long loaded;
    private long rejected;
    private long unchanged;

    RestoreReport(RestoreRequest request) {
        this.request = request;
    }

    void wouldMake(RowSource contents, TableName target) {
        table(contents, target).put("wouldInsert", contents.rows());
    }

    void made(RowSource contents, TableName target, String hash) {
        table(contents, target)
                .put("inserted", contents.rows())
                .put("contentHash", hash)
                .put("equal", true);
        loaded += contents.rows();
    }

    private ObjectNode table(RowSource contents, TableName target) {
        in += contents.rows();
        return tables.addObject().put("table", target.display()).put("from", contents.place());
    }

    void wouldChange(RowRestore restore) {
        Diff diff = restore.diff();
        ObjectNode told = restore.told();
        told.put("wouldInsert", restore.inserts() ? diff.missing() : 0);
        told.put("wouldUpdate", restore.updates() ? diff.changed() : 0);
        told.put("wouldDelete", restore.deletes() ? diff.added() : 0);
        tables.add(told);
        in += compared(restore);
        unchanged += diff.same();
    }

    void changed(RowRestore restore) {
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

    private static long compared(RowRestore restore) {
        Diff diff = restore.diff();
        return diff.missing() + diff.changed() + diff.same() + (restore.deletes() ? diff.added() : 0);
    }

    /** Adds what the counts do not say. */
    void note(String note) {
        notes.add(note);
    }

    /** The answer: every row that was compared or made is accounted for; those that were not asked for are skipped. */
    RunEnd end() {
        ObjectNode detail = Json.mapper().createObjectNode();
        detail.put("snapshot", request.snapshot());
        detail.set("tables", tables);
        if (!notes.isEmpty()) {
            detail.set("notes", Json.mapper().valueToTree(notes));
        }
        if (!request.intoOriginal() && !request.dryRun()) {
            detail.put(
                    "note",
                    "triggers, and foreign keys to tables that were not restored with it, stay with the original");
        }
        long skipped = in - loaded - rejected - unchanged;
        return RunEnd.done(request.run(), new Rows(in, loaded, rejected, unchanged, skipped), detail);
    }
}
