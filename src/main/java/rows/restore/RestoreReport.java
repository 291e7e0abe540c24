package rows.restore;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import ledger.Json;
import ledger.Rows;
import ledger.RunEnd;
import postgres.TableName;
import rows.change.RowRestore;
import rows.diff.RowSource;
import rows.diff.TableDiff;

/** What a restore reports of its tables while it is at work, and the rows it has accounted for so far. */
public final class RestoreReport {

    private final RestoreOptions options;
    private final ObjectNode answer;
    private final ArrayNode tables = Json.mapper().createArrayNode();
    private final List<String> notes = new ArrayList<>();
    private long in;
    private long loaded;
    private long rejected;
    private long unchanged;

    RestoreReport(RestoreOptions options, ObjectNode answer) {
        this.options = options;
        this.answer = answer;
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
        TableDiff diff = restore.diff();
        ObjectNode detail = restore.detail();
        detail.put("wouldInsert", restore.inserts() ? diff.missing() : 0);
        detail.put("wouldUpdate", restore.updates() ? diff.changed() : 0);
        detail.put("wouldDelete", restore.deletes() ? diff.added() : 0);
        tables.add(detail);
        in += compared(restore);
        unchanged += diff.same();
    }

    void changed(RowRestore restore) {
        TableDiff diff = restore.diff();
        ObjectNode detail = restore.detail();
        detail.put("from", restore.comparison().source().place());
        detail.put("inserted", restore.inserted());
        detail.put("updated", restore.updated());
        detail.put("deleted", restore.deleted());
        detail.put("rejected", restore.letters().size());
        tables.add(detail);
        in += compared(restore);
        loaded += restore.inserted() + restore.updated() + restore.deleted();
        rejected += restore.letters().size();
        unchanged += diff.same();
    }

    private static long compared(RowRestore restore) {
        TableDiff diff = restore.diff();
        return diff.missing() + diff.changed() + diff.same() + (restore.deletes() ? diff.added() : 0);
    }

    /** Adds what the counts do not say. */
    void note(String note) {
        notes.add(note);
    }

    /** The answer: every row that was compared or made is accounted for; those that were not asked for are skipped. */
    RunEnd end() {
        ObjectNode detail = answer.deepCopy();
        detail.set("tables", tables);
        if (!notes.isEmpty()) {
            detail.set("notes", Json.mapper().valueToTree(notes));
        }
        if (!options.intoOriginal() && !options.dryRun()) {
            detail.put(
                    "note",
                    "triggers, and foreign keys to tables that were not restored with it, stay with the original");
        }
        long skipped = in - loaded - rejected - unchanged;
        return RunEnd.done(options.run(), new Rows(in, loaded, rejected, unchanged, skipped), detail);
    }
}
