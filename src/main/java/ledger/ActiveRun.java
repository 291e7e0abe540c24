package ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import postgres.Backend;

/** A run that this process has in hand: how far it is, and the way to stop it. Safe for several threads. */
public final class ActiveRun {

    private final UUID id;
    private final CompletableFuture<Run> ended = new CompletableFuture<>();
    private final AtomicInteger tries = new AtomicInteger();
    private volatile long done;
    private volatile long total;
    private volatile String unit = "bytes";
    private volatile TableProgress tables;
    private volatile boolean cancelWanted;
    private volatile boolean brokenOff;
    private volatile boolean keptElsewhere;
    private volatile Kept kept = Kept.NOTHING;
    private final Set<Backend> backends = new HashSet<>();

    /**
     * What is committed in another database than the ledger's, and stays whatever becomes of the run.
     *
     * @param rows those of all attempts
     * @param detail what the run's end is to tell of them, or null
     */
    public record Kept(Rows rows, JsonNode detail) {

        public static final Kept NOTHING = new Kept(Rows.NONE, null);
    }

    ActiveRun(UUID id) {
        this.id = id;
    }

    public UUID id() {
        return id;
    }

    /** It is tried once more, or for the first time; whether what may pass has had its time by now. */
    public boolean isTriedForTheLastTime() {
        return tries.incrementAndGet() >= Attempt.TRIES;
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

    /** It is about these tables, and as far as it is through with them. */
    public TableProgress countTables(List<String> names) {
        progress(0, names.size(), "tables");
        TableProgress counted =
                new TableProgress(names, () -> progress(Math.min(total, tables.done()), total, "tables"));
        tables = counted;
        return counted;
    }

    /** It is about these tables; how far it is, is told in something else. */
    public TableProgress watchTables(List<String> names) {
        TableProgress watched = new TableProgress(names, () -> {});
        tables = watched;
        return watched;
    }

    /** How far it is with each of its tables, if it has any. */
    public Optional<TableProgress> tables() {
        return Optional.ofNullable(tables);
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
        cancelStatements();
    }

    /** Stops it as {@link #cancel} does, but it has not ended: the next start takes it up, and nobody waits for it here. */
    public synchronized void breakOff() throws SQLException {
        brokenOff = true;
        ended.cancel(false);
        cancelStatements();
    }

    private void cancelStatements() throws SQLException {
        SQLException unreached = null;
        for (Backend backend : backends) {
            try {
                backend.cancelStatement();
            } catch (SQLException e) {
                unreached = e;
            }
        }
        if (unreached != null) {
            throw unreached;
        }
    }

    /** Whether it is to stop at the next chunk. */
    public boolean cancelWanted() {
        return cancelWanted || brokenOff;
    }

    /** Whether it is to stop because the process does. */
    public boolean isBrokenOff() {
        return brokenOff;
    }

    /** What it did is, or may be, committed in another database than the ledger's. */
    public void keptElsewhere() {
        keptElsewhere = true;
    }

    /** Whether only another database knows what became of it. */
    public boolean mayBeKeptElsewhere() {
        return keptElsewhere;
    }

    /** So much of it stays; the next attempt goes on from there. */
    public void keeps(Rows rows, JsonNode detail) {
        kept = new Kept(rows, detail);
    }

    /** What earlier attempts have left. */
    public Kept kept() {
        return kept;
    }

    /** Completed with the run when it has ended, whatever became of it. */
    public CompletableFuture<Run> ended() {
        return ended;
    }
}
