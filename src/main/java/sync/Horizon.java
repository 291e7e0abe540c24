package sync;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Up to which time the source can get no more rows. No transaction that was open, or came later, began before the
 * ceiling; one whose beginning a reader may not see began after it was last not there. Times are microseconds since 1970 by
 * the source's clock; null is before all time.
 *
 * @param incarnation what changes when the source may have forgotten transactions
 * @param timeline what changes when another server takes the source's place, null where it was not kept
 * @param clock when it was looked
 * @param ceiling rows of earlier times are all there
 * @param open the open transactions with the earliest time they can have begun
 * @param prepared the same of those that are prepared
 */
record Horizon(
        String incarnation,
        String timeline,
        long clock,
        Long ceiling,
        Map<String, Long> open,
        Map<String, Long> prepared) {

    /** Times may be whole seconds, transactions are seen a little after they began, and clocks are put right by a little. */
    static final long MARGIN = 1_000_000;

    Horizon {
        Objects.requireNonNull(incarnation, "incarnation");
        open = new TreeMap<>(open);
        prepared = new TreeMap<>(prepared);
    }

    /**
     * What was found on the source at one moment.
     *
     * @param started the open transactions and when they began, null where that may not be seen
     * @param prepared those that are prepared
     */
    record Listing(String incarnation, String timeline, long clock, Map<String, Long> started, Set<String> prepared) {}

    /** From what is found now and what was known before, which is null the first time. */
    static Horizon of(Horizon before, Listing now) {
        Horizon known = before == null || before.isSetBack(now.clock) ? null : before;
        Map<String, Long> open = new TreeMap<>();
        now.started.forEach((id, started) -> open.put(id, started != null ? started : known(known, id)));
        Map<String, Long> prepared = new TreeMap<>();
        now.prepared.forEach(id -> prepared.put(id, knownPrepared(known, id)));
        Long ceiling = prepared.values().stream()
                .reduce(
                        less(open.values().stream().reduce(Long.valueOf(now.clock), Horizon::earlier)),
                        Horizon::earlier);
        return new Horizon(now.incarnation, now.timeline, now.clock, ceiling, open, prepared);
    }

    /** Whether the source's clock went back since: what was known of times is worth nothing then. */
    boolean isSetBack(long now) {
        return now < clock - MARGIN;
    }

    /** Whether another server took the source's place since, whose clock may be behind. A restart is none. */
    boolean isElsewhere(String now) {
        return timeline != null && !timeline.equals(now);
    }

    /** Whether the source may have given numbers of transactions out again since. */
    boolean isForgotten(Horizon now) {
        return !incarnation.equals(now.incarnation);
    }

    /** Whether rows may have come since whose times had passed already. */
    boolean leavesTimesOpen(Horizon now) {
        return isSetBack(now.clock) || isElsewhere(now.timeline);
    }

    private static Long known(Horizon before, String id) {
        if (before == null) {
            return null;
        }
        return before.open.containsKey(id) ? before.open.get(id) : Long.valueOf(before.clock);
    }

    /** One that is seen prepared for the first time was open then, or came later. */
    private static Long knownPrepared(Horizon before, String id) {
        if (before == null) {
            return null;
        }
        return before.prepared.containsKey(id) ? before.prepared.get(id) : before.ceiling;
    }

    private static Long less(Long time) {
        return time == null ? null : Long.valueOf(time - MARGIN);
    }

    private static Long earlier(Long one, Long other) {
        return one == null || other == null ? null : Long.valueOf(Math.min(one, other));
    }
}
