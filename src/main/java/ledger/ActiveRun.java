package ledger;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import postgres.Backend;

/** A run that this process has in hand: how far it is, and the way to stop it. Safe for several threads. */
public final class ActiveRun {

    private final UUID id;
    private final CompletableFuture<Run> ended = new CompletableFuture<>();
    private volatile long done;
    private volatile long total;
    private volatile String unit = "bytes";
    private volatile boolean cancelWanted;
    private volatile boolean keptElsewhere;
    private final Set<Backend> backends = new HashSet<>();

    ActiveRun(UUID id) {
        this.id = id;
    }

    public UUID id() {
        return id;
    }

    /** Tells how far it is, in bytes of input. */
    public void progress(long newDone, long newTotal) {
        progress(newDone, newTotal, "bytes");
    }

    /**
     * Tells how far it is.
     *
     * @param newUnit what is counted, in the plural, as in {@code tables}
     */
    public void progress(long newDone, long newTotal, String newUnit) {
        unit = newUnit;
        done = newDone;
        total = newTotal;
    }

    public long done() {
        return done;
    }

    public long total() {
        return total;
    }

    public String unit() {
        return unit;
    }

    /** The server process works for this run from now on, until {@link #leaves}. */
    public synchronized void worksOn(Backend backend) {
        backends.add(backend);
    }

    /** The server process works for somebody else from now on. */
    public synchronized void leaves(Backend backend) {
        backends.remove(backend);
    }

    /** Asks it to stop: at the next chunk, and the statements in hand at once. */
    public synchronized void cancel() throws SQLException {
        cancelWanted = true;
        for (Backend backend : backends) {
            backend.cancelStatement();
        }
    }

    public boolean cancelWanted() {
        return cancelWanted;
    }

    /** What it did is, or may be, committed in another database than the ledger's. */
    public void keptElsewhere() {
        keptElsewhere = true;
    }

    /** Whether only another database knows what became of it. */
    public boolean mayBeKeptElsewhere() {
        return keptElsewhere;
    }

    /** Completed with the run when it has ended, whatever became of it. */
    public CompletableFuture<Run> ended() {
        return ended;
    }
}
