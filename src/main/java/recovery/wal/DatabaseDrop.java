package recovery.wal;

import java.util.List;
import java.util.Optional;
import postgres.Lsn;

/**
 * Follows a database that is dropped: its files go before its transaction commits, and no abort brings them back. Whoever
 * stops between the two has a database that is listed and not there. Source: {@code dropdb} in {@code dbcommands.c}.
 */
final class DatabaseDrop {

    private Landmark.DatabaseDropped under;
    private Seen before;
    private boolean othersCommitted;

    /** A record that is replayed. */
    void pass(WalRecord record, Landmark landmark, Sight sight) {
        if (landmark instanceof Landmark.DatabaseDropped dropped) {
            under = dropped;
            before = sight.seen();
            othersCommitted = false;
        } else if (under != null && TransactionEnd.endsOne(record)) {
            if (TransactionEnd.of(record).xid() == under.xid()) {
                under = null;
            } else {
                othersCommitted |= TransactionEnd.commits(record);
            }
        }
    }

    /**
     * Where to stop so that the database is there, for a target at which its drop has not committed.
     *
     * @param at where the target is, which is not replayed any more
     * @return empty if no database is being dropped there
     */
    Optional<Resolution> instead(Target target, Lsn at) {
        if (under == null) {
            return Optional.empty();
        }
        return Optional.of(
                othersCommitted
                        ? new Resolution.DatabaseHalfDropped(target, under, at, before)
                        : new Resolution.Reached(under.lsn(), false, false, before, List.of(under.database())));
    }

    /** The database whose files a record removes. */
    static List<Integer> by(Landmark landmark) {
        return landmark instanceof Landmark.DatabaseDropped dropped ? List.of(dropped.database()) : List.of();
    }
}
