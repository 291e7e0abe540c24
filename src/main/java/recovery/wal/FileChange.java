package recovery.wal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file that a transaction removed, and why.
 *
 * @param file the one that is gone
 * @param by what took its place, null if nothing did or nobody knows what
 * @param why it is gone
 */
record FileChange(RelationFile file, RelationFile by, Why why) {

    enum Why {
        /** The relation got an empty file, or one that was written anew. */
        EXCHANGED,
        /** The relation is gone. */
        REMOVED,
        /** The log leaves it open which of the two. */
        UNCLEAR
    }

    /**
     * The files that a transaction removed in the order in which it removed them: its commit record has them the other way
     * round. Each comes from exchanging a relation's file, for which another was made that no new relation has, or from
     * deleting a relation's row in the catalog; where there are as many of both as files, each is told. Source: {@code
     * smgrGetPendingDeletes} in PostgreSQL's {@code storage.c}.
     */
    static List<FileChange> of(Transaction transaction) {
        List<RelationFile> gone = new ArrayList<>(transaction.end().dropped());
        if (gone.isEmpty()) {
            return List.of();
        }
        Collections.reverse(gone);
        List<StorageEvent> causes = causes(transaction.events());
        boolean removed = causes.stream().anyMatch(StorageEvent.RelationRemoved.class::isInstance);
        List<FileChange> changes = new ArrayList<>();
        for (int i = 0; i < gone.size(); i++) {
            if (causes.size() != gone.size()) {
                changes.add(new FileChange(gone.get(i), null, removed ? Why.UNCLEAR : Why.EXCHANGED));
            } else if (causes.get(i) instanceof StorageEvent.FileCreated created) {
                changes.add(new FileChange(gone.get(i), created.file(), Why.EXCHANGED));
            } else {
                changes.add(new FileChange(gone.get(i), null, Why.REMOVED));
            }
        }
        return changes;
    }

    private static List<StorageEvent> causes(List<StorageEvent> events) {
        Set<Integer> ofNewRelations = new HashSet<>();
        for (StorageEvent event : events) {
            if (event instanceof StorageEvent.RelationAdded added) {
                ofNewRelations.add(added.file());
            }
        }
        return events.stream()
                .filter(event -> event instanceof StorageEvent.RelationRemoved
                        || event instanceof StorageEvent.FileCreated created
                                && !ofNewRelations.contains(created.file().number()))
                .toList();
    }

    /** Whether the rows went along into a file of another tablespace, or page by page. */
    boolean isMove(Transaction transaction) {
        RowCounts there = by == null ? null : transaction.rows().get(by);
        return by != null && by.tablespace() != file.tablespace() || there != null && there.hasPages();
    }
}
