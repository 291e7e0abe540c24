package snapshot.drill;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.stream.Collectors;
import ledger.Json;
import ledger.Problem;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunState;

/** What became of a drill, as a story that somebody reads who was not there. */
final class DrillReport {

    private DrillReport() {}

    /** How it ended. */
    static RunEnd of(Drill drill, Problem problem) {
        ObjectNode detail = soFar(drill);
        if (drill.restored() == null) {
            if (drill.hasBackup()) {
                story(detail).add("deleted nothing, and dropped the backup");
            }
            return new RunEnd(drill.request().run(), RunState.UNDONE, Rows.NONE, detail, problem);
        }
        if (!drill.keepsBackup()) {
            story(detail).add("dropped the backup");
        }
        return drill.isEqual() && drill.restored().notVia() == null
                        || drill.restored().rejected() > 0
                ? RunEnd.done(drill.request().run(), rows(drill), detail)
                : new RunEnd(drill.request().run(), RunState.FAILED, rows(drill), detail, notEqual(drill));
    }

    /** It proved nothing, whatever the reason. */
    private static Problem notEqual(Drill drill) {
        if (drill.isEqual()) {
            return Problem.notEqual(
                    "not all rows came back from " + drill.request().via().text() + ": "
                            + drill.restored().notVia(),
                    "nothing is lost: what did not came back from the backup tables");
        }
        long others = drill.restored().touchedByOthers();
        return Problem.notEqual(
                others > 0
                        ? others
                                + " rows were changed or taken by others during the drill, so nothing is proven of them"
                        : "the rows that came back do not have the hash of those that were lost",
                "all that were lost, as they were, are in "
                        + drill.backup().tables().stream()
                                .map(part -> part.backup().display())
                                .collect(Collectors.joining(", ")));
    }

    /** What is done of it. */
    static ObjectNode soFar(Drill drill) {
        ObjectNode detail = Json.mapper().createObjectNode();
        if (drill.hasBackup()) {
            backedUp(drill, detail);
        }
        if (drill.kept() != null) {
            kept(drill, detail);
        }
        if (drill.deleted() != null) {
            deleted(drill, detail);
        }
        if (drill.restored() != null) {
            restored(drill, detail);
        }
        return detail;
    }

    /** What is done, and why it does not go on. */
    static ObjectNode waiting(Drill drill, Problem problem) {
        ObjectNode detail = soFar(drill);
        story(detail)
                .add("cannot put them back yet: " + problem.detail() + "; they are safe in "
                        + drill.root().backup().display() + ", and this is tried again");
        return detail;
    }

    private static ArrayNode story(ObjectNode detail) {
        return (ArrayNode) detail.get("story");
    }

    private static void backedUp(Drill drill, ObjectNode detail) {
        ArrayNode story = detail.putArray("story");
        ArrayNode backups = detail.putArray("backups");
        detail.put("snapshot", drill.root().backup().display());
        detail.set("keys", drill.backup().keys());
        detail.putObject("seconds").put("backup", drill.backup().seconds());
        for (Drill.Part part : drill.backup().tables()) {
            story.add("backed up " + part.rows() + " rows of " + part.table().display() + " into "
                    + part.backup().display());
            backups.addObject()
                    .put("table", part.table().display())
                    .put("backup", part.backup().display())
                    .put("rows", part.rows())
                    .put("contentHash", part.contentHash());
        }
    }

    private static void kept(Drill drill, ObjectNode detail) {
        detail.put("files", drill.kept().snapshot());
        ((ObjectNode) detail.get("seconds")).put("files", drill.kept().seconds());
        story(detail)
                .add("wrote the tables into the files of " + drill.kept().snapshot()
                        + ", and verified that they can be restored");
    }

    private static void deleted(Drill drill, ObjectNode detail) {
        Drill.Deleted deleted = drill.deleted();
        if (!drill.request().via().isTable()) {
            detail.put("notHeld", deleted.notHeld());
            if (deleted.notHeld() > 0) {
                story(detail)
                        .add("left " + deleted.notHeld() + " rows alone that "
                                + drill.request().via().text() + " does not hold as they are, and what they refer to");
            }
        }
        ((ObjectNode) detail.get("seconds")).put("delete", deleted.seconds());
        story(detail)
                .add("deleted " + deleted.rows() + " rows of "
                        + drill.root().table().display()
                        + (deleted.leftAlone() <= 0
                                ? ""
                                : ", and left " + deleted.leftAlone() + " alone that were changed meanwhile"));
    }

    private static void restored(Drill drill, ObjectNode detail) {
        Drill.Restored restored = drill.restored();
        ObjectNode seconds = (ObjectNode) detail.get("seconds");
        ArrayNode story = story(detail);
        seconds.put("restore", restored.seconds());
        double rto = Duration.between(drill.deleted().at(), restored.at()).toMillis() / 1000.0;
        seconds.put("rto", rto);
        boolean fromTable = drill.request().via().isTable() || restored.notVia() != null;
        if (restored.notVia() != null) {
            story.add("cannot restore from " + drill.request().via().text() + ": " + restored.notVia());
        }
        story.add("restored " + restored.rows() + " rows from "
                + (fromTable
                        ? drill.root().backup().display()
                        : drill.request().via().text())
                + ", " + rto + " seconds after they were lost");
        boolean equal = drill.isEqual();
        detail.put("hashBefore", drill.root().contentHash());
        detail.put("hashAfter", restored.contentHashes().get(0));
        for (int place = 0; place < restored.contentHashes().size(); place++) {
            ObjectNode backup = (ObjectNode) detail.get("backups").get(place);
            String after = restored.contentHashes().get(place);
            backup.put("hashAfter", after);
            backup.put("equal", after.equals(backup.get("contentHash").asText()));
        }
        detail.put("tableHashBefore", drill.backup().tableHash());
        detail.put("tableHashAfter", restored.tableHash());
        detail.put("equal", equal);
        detail.put("touchedByOthers", restored.touchedByOthers());
        if (equal) {
            story.add("proved by their content hash that all rows are what they were");
        }
        if (restored.rejected() > 0) {
            story.add(restored.rejected() + " rows could not return: they are dead letters of this run, each with its"
                    + " reason, and stay in the backup");
        }
        if (restored.touchedByOthers() > 0) {
            story.add(restored.touchedByOthers() + " rows were changed or taken by others meanwhile, and left so");
        }
        long replaced = drill.notReturned() - restored.rejected();
        if (replaced > 0) {
            story.add("kept the backup: " + replaced + " rows as they were before are nowhere else");
        }
    }

    /** Of all rows that were backed up: those that went came back, could not, or were not wanted back; the others stayed. */
    private static Rows rows(Drill drill) {
        long in = drill.backup().rows();
        long lost = drill.deleted().allRows();
        long back = drill.restored().allRows();
        long rejected = drill.restored().rejected();
        return new Rows(in, back, rejected, in - lost, lost - back - rejected);
    }
}
