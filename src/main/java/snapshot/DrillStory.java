package snapshot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import ledger.Json;
import ledger.Problem;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunState;

/** What became of a drill, as a story that somebody reads who was not there. */
final class DrillStory {

    private DrillStory() {}

    static RunEnd of(Drill drill, Problem problem) {
        ObjectNode detail = Json.mapper().createObjectNode();
        if (drill.backup() == null) {
            return undone(drill, detail, problem);
        }
        ArrayNode story = detail.putArray("story");
        ArrayNode backups = detail.putArray("backups");
        detail.put("snapshot", drill.root().backup().display());
        detail.set("keys", drill.backup().keys());
        ObjectNode seconds = detail.putObject("seconds");
        seconds.put("backup", drill.backup().seconds());
        for (Drill.Part part : drill.backup().tables()) {
            story.add("backed up " + part.rows() + " rows of " + part.table().display() + " into "
                    + part.backup().display());
            backups.addObject()
                    .put("table", part.table().display())
                    .put("backup", part.backup().display())
                    .put("rows", part.rows())
                    .put("contentHash", part.contentHash());
        }
        if (drill.deleted() == null) {
            story.add("deleted nothing, and dropped the backup");
            return undone(drill, detail, problem);
        }
        seconds.put("delete", drill.deleted().seconds());
        story.add("deleted " + drill.deleted().rows() + " rows of "
                + drill.root().table().display()
                + (drill.deleted().leftAlone() == 0
                        ? ""
                        : ", and left " + drill.deleted().leftAlone() + " alone that were changed meanwhile"));
        return restored(drill, detail, story, seconds);
    }

    private static RunEnd restored(Drill drill, ObjectNode detail, ArrayNode story, ObjectNode seconds) {
        Drill.Restored restored = drill.restored();
        seconds.put("restore", restored.seconds());
        double rto = Duration.between(drill.deleted().at(), restored.at()).toMillis() / 1000.0;
        seconds.put("rto", rto);
        story.add("restored " + restored.rows() + " rows from "
                + drill.root().backup().display() + ", " + rto + " seconds after they were lost");
        boolean equal = restored.touchedByOthers() == 0;
        detail.put("hashBefore", drill.root().contentHash());
        detail.put("hashAfter", restored.contentHash());
        detail.put("tableHashBefore", drill.backup().tableHash());
        detail.put("tableHashAfter", restored.tableHash());
        detail.put("equal", equal);
        detail.put("touchedByOthers", restored.touchedByOthers());
        story.add(
                equal
                        ? "proved by their content hash that all rows are what they were"
                        : restored.touchedByOthers() + " rows were changed or taken by others meanwhile, and left so");
        long sampled = drill.root().rows();
        long back = drill.deleted().rows();
        Rows rows = new Rows(sampled, restored.rows(), 0, sampled - back, back - restored.rows());
        return RunEnd.done(drill.request().run(), rows, detail);
    }

    private static RunEnd undone(Drill drill, ObjectNode detail, Problem problem) {
        return new RunEnd(drill.request().run(), RunState.UNDONE, Rows.NONE, detail, problem);
    }
}
