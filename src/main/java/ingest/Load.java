package ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import ledger.ActiveRun;
import ledger.Attempt;
import ledger.DeadLetter;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import postgres.Backend;
import postgres.Query;
import postgres.SqlState;
import rows.load.Batch;
import rows.load.LetterWriter;
import rows.load.LoadMode;
import rows.load.Prefetch;
import rows.load.RecordSource;
import rows.load.RowLoader;

/**
 * One attempt at loading, inside the caller's transaction: batch by batch, each giving the dead letters to be written
 * down beside it, then {@link #finish()}. Whatever makes it decline undoes all that was done since it was opened and
 * leaves the transaction usable, so that the answer is committed with nothing else.
 */
public final class Load implements Attempt, Iterator<Attempt.Step> {

    private final Connection connection;
    private final LetterWriter letters;
    private final IngestSettings.Reject limits;
    private final ActiveRun active;
    private final Backend backend;
    private final ObjectNode detail = Json.mapper().createObjectNode();
    private final RowLoader loader;

    private RecordSource source;
    private BytesClaim claim;
    private Prefetch rows;
    private Step upcoming;
    private boolean ended;
    private boolean cancelled;
    private IngestResult declined;

    Load(Connection connection, LoadMode mode, LetterWriter letters, IngestSettings.Reject limits, ActiveRun active)
            throws SQLException {
        this.connection = connection;
        this.letters = letters;
        loader = new RowLoader(connection, mode, letters);
        this.limits = limits;
        this.active = active;
        Query.execute(connection, "savepoint caravanserai_load");
        // Bulk statements over small stages: compiling them costs more than running them.
        Query.execute(connection, "set local jit = off; set constraints all immediate");
        backend = Backend.of(connection);
        active.worksOn(backend);
    }

    void reads(RecordSource newSource) {
        source = newSource;
        rows = new Prefetch(newSource);
    }

    void claims(BytesClaim newClaim) {
        claim = newClaim;
    }

    /** What the answer should tell beside the counts. */
    ObjectNode detail() {
        return detail;
    }

    /** Declines before anything was read. */
    void decline(IngestResult result) {
        declined = result;
    }

    /** Declines with a problem; every row read so far is left alone. */
    void decline(Problem problem) {
        declined = new IngestResult.Refused(Rows.allSkipped(loader.in()), problem, detail);
    }

    private boolean stopped() {
        cancelled |= active.cancelWanted();
        return declined != null || cancelled;
    }

    @Override
    public Iterable<Step> steps() {
        return () -> this;
    }

    /** Whoever iterates may ask this before the step in hand is done, so the answer never depends on that. */
    @Override
    public boolean hasNext() {
        if (upcoming == null && !ended && !stopped()) {
            upcoming = read();
        }
        return upcoming != null;
    }

    @Override
    public Step next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Step step = upcoming;
        upcoming = null;
        return step;
    }

    /** A batch to be loaded; the last step has none and clears up. */
    private Step read() {
        try {
            Batch batch = rows.next();
            ended = batch == null;
            return () -> stopped() ? List.of() : attempt(batch);
        } catch (ProblemException unreadable) {
            decline(unreadable.problem());
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the file to its end", e);
        }
    }

    private List<DeadLetter> attempt(Batch batch) throws SQLException {
        try {
            List<DeadLetter> dead = batch == null ? loader.loadWaiting(source) : loader.load(batch, source);
            active.progress(source.position(), source.size());
            if (limits.maxCount().isPresent()
                    && loader.rejected() > limits.maxCount().getAsLong()) {
                decline(tooMany(
                        "more than " + limits.maxCount().getAsLong() + " rows", "ingest.reject.max-count", dead));
            }
            return dead;
        } catch (SQLException trouble) {
            if (SqlState.QUERY_CANCELED.equals(trouble.getSQLState()) && active.cancelWanted()) {
                cancelled = true;
                return List.of();
            }
            throw trouble;
        }
    }

    private static Problem tooMany(String what, String setting, List<DeadLetter> dead) {
        String first = dead.isEmpty()
                ? ""
                : "; such as line " + dead.get(0).line() + ": " + dead.get(0).reason();
        return Problem.refused(
                what + " would be rejected, so the whole file is" + first,
                "mend the file, or raise " + setting + " to take the rest as dead letters");
    }

    /** The counts, or, with everything undone, why there are none. */
    @Override
    public RunEnd finish() throws SQLException {
        IngestResult result = result();
        return new RunEnd(letters.run(), result.state(), result.rows(), result.detail(), result.problem());
    }

    private void settleClaim() throws SQLException {
        if (claim == null) {
            return;
        }
        try {
            if (!stopped() && !claim.settle()) {
                decline(Problem.conflict(
                        "the file was changed while it was being loaded",
                        "write it elsewhere and move it in when it is whole"));
            }
            detail.put("bytes", claim.size());
            detail.put("sha256", HexFormat.of().formatHex(claim.sha256()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the file to its end", e);
        }
    }

    private IngestResult result() throws SQLException {
        active.leaves(backend);
        if (!stopped() && limits.maxPercent().isPresent()) {
            double most = limits.maxPercent().getAsDouble();
            if (loader.in() > 0 && loader.rejected() * 100.0 / loader.in() > most) {
                decline(tooMany("more than " + most + " % of the rows", "ingest.reject.max-percent", List.of()));
            }
        }
        settleClaim();
        if (stopped()) {
            Query.execute(connection, "rollback to savepoint caravanserai_load");
            return cancelled ? new IngestResult.Cancelled(Rows.allSkipped(loader.in()), detail) : declined;
        }
        Query.execute(connection, "release savepoint caravanserai_load");
        if (source.blankLines() > 0) {
            detail.put("blankLines", source.blankLines());
        }
        return new IngestResult.Loaded(loader.rows(), detail);
    }

    @Override
    public void close() throws IOException, SQLException {
        active.leaves(backend);
        try (connection) {
            if (rows != null) {
                rows.close();
            }
        }
    }
}
