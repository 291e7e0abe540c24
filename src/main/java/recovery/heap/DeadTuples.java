package recovery.heap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds in the copied files of a table the versions of rows that were committed once and are dead: by their line pointers,
 * and, where pruning took those away, between them and the tuples that stay, if every sign says that they are whole.
 */
final class DeadTuples {

    /** So many bytes of a later header may be left at the end of what it was written over. */
    private static final int[] RESTS = {8, 16};

    private final Columns columns;
    private final Commits commits;
    private final boolean living;
    private final Taker taker;
    private final Counts counts = new Counts();
    private int pages;

    /** Takes what is found. */
    interface Taker {

        /**
         * Takes one.
         *
         * @param place where its line pointer is; with item 0 where only its page is known
         * @param endedBy the transaction that ended it; 0 where it lives, or nobody knows
         */
        void take(Tuple tuple, long place, boolean carved, int endedBy) throws IOException;
    }

    /** What was met. */
    static final class Counts {
        long pages;
        long live;
        long dead;
        long aborted;
        long neverSeen;
        long pointersDead;
        long carved;
        long carvedOfUnknown;
        long copies;
        long doubtful;
        long odd;
    }

    private DeadTuples(Columns columns, Commits commits, boolean living, Taker taker) {
        this.columns = columns;
        this.commits = commits;
        this.living = living;
        this.taker = taker;
    }

    /**
     * Reads all pages.
     *
     * @param living whether those that live are wanted too
     */
    static Counts read(Path first, Columns columns, Commits commits, boolean living, Taker taker) throws IOException {
        DeadTuples reading = new DeadTuples(columns, commits, living, taker);
        reading.pages = HeapFiles.pages(first);
        HeapFiles.read(first, reading::page);
        return reading.counts;
    }

    private void page(Page page) throws IOException {
        if (page.isNew()) {
            return;
        }
        if (!page.isSound()) {
            counts.odd++;
            return;
        }
        counts.pages++;
        List<Tuple> there = new ArrayList<>();
        for (int item = 1; item <= page.pointers(); item++) {
            int state = page.stateOf(item);
            if (state == Page.DEAD) {
                counts.pointersDead++;
            } else if (state == Page.NORMAL && page.isWithin(item)) {
                Tuple tuple = new Tuple(page.bytes(), page.offsetOf(item), page.lengthOf(item));
                there.add(tuple);
                pointedTo(tuple, Tuple.place(page.block(), item));
            } else if (state == Page.NORMAL) {
                counts.odd++;
            }
        }
        carve(page, there);
    }

    private void pointedTo(Tuple tuple, long place) throws IOException {
        if (!tuple.wasCommitted(commits)) {
            counts.aborted++;
            return;
        }
        int endedBy = tuple.endedBy(commits);
        if (endedBy == 0) {
            counts.live++;
            if (!living) {
                return;
            }
        } else if (tuple.wasNeverSeen(endedBy)) {
            counts.neverSeen++;
            return;
        }
        if (!columns.fit(tuple)) {
            counts.odd++;
            return;
        }
        if (endedBy != 0) {
            counts.dead++;
        }
        taker.take(tuple, place, false, endedBy);
    }

    /** A version that was found where no line pointer leads any more. */
    private record Carved(Tuple tuple, int endedBy) {}

    private void carve(Page page, List<Tuple> there) throws IOException {
        List<Carved> found = new ArrayList<>();
        for (int at = Bytes.aligned(page.lower(), Byte.SIZE); at + Tuple.SMALLEST <= page.upper(); at += Byte.SIZE) {
            Tuple tuple = wholeAt(page, at);
            if (tuple == null || !tuple.wasCommitted(commits)) {
                continue;
            }
            int endedBy = tuple.endedBy(commits);
            if (endedBy != 0 && tuple.wasNeverSeen(endedBy)) {
                continue;
            }
            if (there.stream().anyMatch(tuple::isCopyOf)) {
                counts.copies++;
            } else {
                enter(new Carved(tuple, endedBy), found);
            }
        }
        for (Carved carved : found) {
            if (carved.endedBy != 0) {
                counts.carved++;
            } else {
                counts.carvedOfUnknown++;
            }
            taker.take(carved.tuple, Tuple.place(page.block(), 0), true, carved.endedBy);
        }
    }

    /** Tuples are moved up when others go, and leave what they were: the copy that knows its end is the later one. */
    private void enter(Carved carved, List<Carved> found) {
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).tuple.isCopyOf(carved.tuple)) {
                counts.copies++;
                if (found.get(i).endedBy == 0 && carved.endedBy != 0) {
                    found.set(i, carved);
                }
                return;
            }
        }
        found.add(carved);
    }

    /** What begins there, if all of it is there: up to where another begins, and none begins in it. */
    private Tuple wholeAt(Page page, int at) {
        byte[] bytes = page.bytes();
        int xmin = Bytes.i32(bytes, at);
        if (!columns.mayBegin(bytes, at) || !commits.mayBe(xmin) && Integer.compareUnsigned(xmin, 2) > 0) {
            return null;
        }
        int end = columns.end(bytes, at, page.upper());
        if (end < 0) {
            return null;
        }
        int next = Bytes.aligned(end, Byte.SIZE);
        boolean followed =
                next == page.upper() || next + Tuple.SMALLEST <= page.upper() && columns.mayBegin(bytes, next);
        if (!followed) {
            return null;
        }
        for (int inside = at + Byte.SIZE;
                inside < next && inside + Tuple.SMALLEST <= page.upper();
                inside += Byte.SIZE) {
            if (columns.mayBegin(bytes, inside)) {
                return null;
            }
        }
        if (next < Page.SIZE && mayBeTorn(page, at, next)) {
            counts.doubtful++;
            return null;
        }
        return new Tuple(bytes, at, end - at);
    }

    /**
     * Two later writes may have left but a few bytes of a header at its end: what looks like those is doubted, unless the tuple
     * above is the one that its transaction inserted just before, as tuples only ever move up.
     */
    private boolean mayBeTorn(Page page, int at, int next) {
        byte[] bytes = page.bytes();
        long own = new Tuple(bytes, at, 0).next();
        if (next + Tuple.SMALLEST <= Page.SIZE) {
            Tuple above = new Tuple(bytes, next, 0);
            boolean neighbours = above.xmin() == Bytes.i32(bytes, at)
                    && above.next() + 1 == own
                    && Tuple.blockOf(own) == page.block();
            if (neighbours) {
                return false;
            }
        }
        for (int rest : RESTS) {
            int begin = next - rest;
            if (begin > at && mayBeHeader(bytes, begin, rest)) {
                return true;
            }
        }
        return false;
    }

    private boolean mayBeHeader(byte[] bytes, int at, int rest) {
        int xmax = Bytes.i32(bytes, at + Tuple.XMAX);
        if (!commits.mayBe(Bytes.i32(bytes, at)) || xmax != 0 && !commits.mayBe(xmax)) {
            return false;
        }
        if (rest < Tuple.ITEM) {
            return true;
        }
        int block = Bytes.u16(bytes, at + Tuple.BLOCK) << Short.SIZE | Bytes.u16(bytes, at + Tuple.BLOCK + 2);
        return Integer.compareUnsigned(block, pages) <= 0;
    }
}
