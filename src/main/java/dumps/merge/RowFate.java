package dumps.merge;

import dumps.DumpRow;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What became of one row along the order of the files: the newest by its own time decides, else the later file; and what a
 * later complete dump of its table does not have is gone, if that is asked and it is known to be the later one.
 */
final class RowFate {

    private final TableView view;
    private final FileOrder order;
    private final Policy policy;
    private final int last;
    private final TableCounts counts;
    private final DumpRow one = new DumpRow();
    private final DumpRow other = new DumpRow();
    private final DumpRow scratch = new DumpRow();

    /** Is told of every change. */
    @FunctionalInterface
    interface Listener {

        /** @param version null for a row that is gone */
        void change(Op op, int place, Version version) throws IOException;
    }

    /** @param last the place up to which files are looked at */
    RowFate(TableView view, FileOrder order, Policy policy, int last, TableCounts counts) {
        this.view = view;
        this.order = order;
        this.policy = policy;
        this.last = last;
        this.counts = counts;
    }

    /**
     * Follows it.
     *
     * @param versions one a file at most, by place
     * @return as it is in the end, or null
     */
    Version follow(List<Version> versions, Listener listener) throws IOException {
        Version now = null;
        int seen = -1;
        for (Version version : versions) {
            if (now != null && isGone(seen, version.place(), listener)) {
                now = null;
            }
            Op op = now == null ? Op.INSERT : op(now, version);
            if (op == Op.OLDER) {
                counts.olderOne();
            } else {
                now = version;
            }
            if (op != null) {
                listener.change(op, version.place(), version);
            }
            seen = version.place();
        }
        if (now != null && isGone(seen, last + 1, listener)) {
            now = null;
        }
        if (now == null) {
            counts.deletedOne();
        }
        return now;
    }

    /** Whether a file between the two does not have it that should. */
    private boolean isGone(int seen, int before, Listener listener) throws IOException {
        if (policy == Policy.UNION) {
            return false;
        }
        boolean doubtful = false;
        BitSet complete = view.complete();
        for (int place = complete.nextSetBit(seen + 1);
                place >= 0 && place < before;
                place = complete.nextSetBit(place + 1)) {
            if (order.isEarlier(seen, place)) {
                listener.change(Op.DELETE, place, null);
                return true;
            }
            doubtful = true;
        }
        if (doubtful) {
            counts.doubtfulOne();
        }
        return false;
    }

    /** What the later file's version does to the one there is; null if it is the same. */
    private Op op(Version now, Version version) throws IOException {
        if (isSame(now, version)) {
            return null;
        }
        Long before = view.time(now, one);
        Long after = view.time(version, other);
        if (before == null || after == null || before < after) {
            return Op.UPDATE;
        }
        if (before > after) {
            return Op.OLDER;
        }
        counts.tie();
        return Op.UPDATE;
    }

    private static boolean isText(byte[] one, byte[] other) {
        return one == other || Arrays.equals(one, Version.TEXT, one.length, other, Version.TEXT, other.length);
    }

    private boolean isSame(Version now, Version version) throws IOException {
        if (view.readsAlike(now, version) && now.part().spellsLike(version.part())) {
            return isText(now.row(), version.row());
        }
        view.row(now, scratch, one);
        view.row(version, scratch, other);
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!RowValues.areSame(one, other, i)) {
                return false;
            }
        }
        return true;
    }
}
