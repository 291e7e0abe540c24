package rows.restore;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import ledger.Json;
import ledger.Rows;
import ledger.RunEnd;
import postgres.TableName;
import rows.change.AlteredRows;
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

    /** All rows of a table are what was kept. */
    void same(RowSource contents) {
        table(contents, contents.table())
                .put("missing", 0)
                .put("changed", 0)
                .put("added", 0)
                .put("same", contents.rows());
        unchanged += contents.rows();
    }

    /** What stands on the tables was to be made too. */
    void dependents(ArrayNode told) {
        answer.set("dependents", told);
    }

    void wouldFill(RowSource contents) {
        filling(contents).put("wouldInsert", contents.rows());
    }

    void filled(RowSource contents) {
        filling(contents).put("inserted", contents.rows()).put("rejected", 0);
        loaded += contents.rows();
    }

    /** Of a table that was empty, where nothing had to be compared. */
    private ObjectNode filling(RowSource contents) {
        return table(contents, contents.table())
                .put("missing", contents.rows())
                .put("changed", 0)
                .put("added", 0)
                .put("same", 0);
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
        detail.put("wouldReject", restore.letters().size());
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

    /** Tells what triggers or rules made of rows that were put back; nothing if they left them as they were kept. */
    void altered(AlteredRows altered, List<String> acting) {
        if (altered.rows() + altered.absent() == 0) {
            return;
        }
        notes.add(altered.table().display() + " is not as it was kept: "
                + altered.rows() + " rows differ"
                + (altered.columns().isEmpty() ? "" : " in " + String.join(", ", altered.columns()))
                + ", " + altered.absent() + " are not there, because these act: " + String.join(", ", acting));
        tables.forEach(table -> {
            if (table.path("table").asText().equals(altered.table().display())) {
                ((ObjectNode) table)
                        .putObject("altered")
                        .put("rows", altered.rows())
                        .put("absent", altered.absent())
                        .set("columns", Json.mapper().valueToTree(altered.columns()));
            }
        });
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
