package ingest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which files of the inbox have to wait for others that stand there: one waits for those of the tables that its table refers
 * to which were there when it lay still, and in a cycle of tables for those that arrived before it.
 */
final class InboxOrder {

    private final Map<Long, Standing> firstSeen = new HashMap<>();
    private final Map<Long, Standing> firstArrived = new HashMap<>();

    /** @param waiting all that stand there and are not in hand, their tables known */
    InboxOrder(List<Standing> waiting) {
        for (Standing file : waiting) {
            Long table = file.place().table();
            if (table != null) {
                firstSeen.merge(table, file, (one, other) -> one.seenAt() <= other.seenAt() ? one : other);
                firstArrived.merge(
                        table, file, (one, other) -> Standing.BY_ARRIVAL.compare(one, other) <= 0 ? one : other);
            }
        }
    }

    boolean mayBegin(Standing file) {
        return file.place().refersTo().stream().noneMatch(table -> isWaitedFor(file, table));
    }

    /** The same of what waits elsewhere: files in a cycle with it may wait for it themselves. */
    boolean mayBeginApart(Standing entry) {
        return entry.place().refersTo().stream()
                .map(firstSeen::get)
                .noneMatch(file ->
                        file != null && !entry.place().isInCycleWith(file.place()) && file.seenAt() <= entry.stillAt());
    }

    private boolean isWaitedFor(Standing file, Long table) {
        Standing arrived = firstArrived.get(table);
        if (arrived == null) {
            return false;
        }
        return file.place().isInCycleWith(arrived.place())
                ? Standing.BY_ARRIVAL.compare(arrived, file) < 0
                : firstSeen.get(table).seenAt() <= file.stillAt();
    }
}
