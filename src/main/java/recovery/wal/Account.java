package recovery.wal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one transaction, or a part of one that may be rolled back alone, has done so far. */
final class Account {

    private final long first;
    private final Map<RelationFile, RowCounts> rows = new HashMap<>(4);
    private List<StorageEvent> events = List.of();

    Account(long first) {
        this.first = first;
    }

    /** Where its first record begins. */
    long first() {
        return first;
    }

    RowCounts rows(RelationFile file) {
        return rows.computeIfAbsent(file, unknown -> new RowCounts());
    }

    Map<RelationFile, RowCounts> rows() {
        return rows;
    }

    void add(StorageEvent event) {
        if (events.isEmpty()) {
            events = new ArrayList<>();
        }
        if (event instanceof StorageEvent.RelationRemoved) {
            forgetRewritten();
        }
        events.add(event);
    }

    /**
     * The row of a relation is deleted after its rows were copied into another file, when it was one that only lived for
     * the copying: those copies are no new rows.
     */
    private void forgetRewritten() {
        for (StorageEvent event : events) {
            if (event instanceof StorageEvent.RelationAdded added && Rewrite.isTransient(added.name())) {
                rows.forEach((file, counts) -> {
                    if (file.number() == added.file() && file.database() == added.database()) {
                        counts.forgetRows();
                    }
                });
            }
        }
    }

    List<StorageEvent> events() {
        return events;
    }

    /** Takes over what a part did that ended well with the whole. */
    void take(Account part) {
        part.rows.forEach((file, counts) -> rows(file).add(counts));
        if (!part.events.isEmpty()) {
            List<StorageEvent> all = new ArrayList<>(events);
            all.addAll(part.events);
            all.sort(Comparator.comparingLong(StorageEvent::lsn));
            events = all;
        }
    }
}
