package ingest;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import ledger.Problem;

/** A file that stands in the inbox, and what was seen of it at each look. */
final class Standing {

    /** In a cycle of tables the order of arrival counts. */
    static final Comparator<Standing> BY_ARRIVAL = Comparator.<Standing, FileTime>comparing(file -> file.last.arrived())
            .thenComparing(file -> file.path().toString());

    private final String table;
    private final long seenAt;
    private InboxFiles.Found last;
    private long unchangedSince;
    private Long stillAt;
    private boolean told;
    private String name;
    private TablePlace place;

    Standing(String table, long seenAt) {
        this.table = table;
        this.seenAt = seenAt;
    }

    void note(InboxFiles.Found found) {
        if (last == null || found.isUnlike(last)) {
            unchangedSince = System.nanoTime();
            stillAt = null;
        }
        last = found;
    }

    /** By its own time, or by ours where its clock is ahead. */
    boolean isStill(Duration settle, long moment) {
        long age = System.currentTimeMillis()
                - last.attributes().lastModifiedTime().toMillis();
        boolean still = age >= settle.toMillis() || System.nanoTime() - unchangedSince >= settle.toNanos();
        if (still && stillAt == null) {
            stillAt = moment;
        }
        return still;
    }

    /** How long it has to go on lying still; of one that does already, for ever. */
    Duration untilStill(Duration settle) {
        return stillAt != null
                ? settle.plus(InboxTurns.LOOK_EVERY)
                : settle.minusNanos(System.nanoTime() - unchangedSince).plusMillis(1);
    }

    /** What an archive that stands there holds for a table stands there with it. */
    Standing with(TablePlace found) {
        Standing entry = new Standing(table, seenAt);
        entry.last = last;
        entry.stillAt = stillAt;
        entry.place = found;
        return entry;
    }

    /** The file as it was seen last. */
    InboxFiles.Found last() {
        return last;
    }

    /** The same, also since it came here. */
    boolean liesStill(Duration time, long moment) {
        boolean here = System.currentTimeMillis() - last.arrived().toMillis() >= time.toMillis();
        return (here || System.nanoTime() - unchangedSince >= time.toNanos()) && isStill(time, moment);
    }

    /** Once, whatever becomes of it. */
    boolean isToldNow() {
        boolean now = !told;
        told = true;
        return now;
    }

    Problem reason() {
        return last.reason();
    }

    Path path() {
        return last.relative();
    }

    String table() {
        return table;
    }

    /** When it was seen first. */
    long seenAt() {
        return seenAt;
    }

    /** When it was first seen lying still. */
    long stillAt() {
        return stillAt;
    }

    TablePlace place() {
        return place;
    }

    /** @param table by the name that tells it from tables of other databases */
    void placed(String table, TablePlace found) {
        name = table;
        place = found;
    }

    boolean isPlacedAs(String table) {
        return place != null && table.equals(name);
    }
}
