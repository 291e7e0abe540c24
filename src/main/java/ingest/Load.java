package ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
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
import postgres.Query;
import postgres.SqlState;
import postgres.TableName;
import rows.load.Batch;
import rows.load.LetterWriter;
import rows.load.LoadMode;
import rows.load.Prefetch;
import rows.load.RecordSource;
import rows.load.RowLoader;
import rows.place.RestoreTarget;

/**
 * One attempt at loading, inside the caller's transaction: batch by batch, each giving the dead letters to be written
 * down beside it, then {@link #finish()}. Whatever makes it decline undoes all that was done since it was opened and
 * leaves the transaction usable, so that the answer is committed with nothing else.
 */
public final class Load implements Attempt, Iterator<Attempt.Step> {

    private final RestoreTarget site;
    /** To the tables. */
    private final Connection connection;

    private final LetterWriter letters;
    private final IngestSettings.Reject limits;
    private final ActiveRun active;
    private final ObjectNode detail = Json.mapper().createObjectNode();
    private final RowLoader loader;
    private final LoadNotes notes;

    private RecordSource source;
    private Path temporary;
    private final FirstReasons reasons = new FirstReasons();
    private Prefetch rows;
    private Step upcoming;
    private boolean ended;
    private boolean cancelled;
    private IngestResult declined;

    /** @param site where the rows go */
    Load(RestoreTarget site, LoadMode mode, LetterWriter letters, IngestSettings.Reject limits) throws SQLException {
        this.site = site;
        this.letters = letters;
        connection = site.tables();
        active = site.active();
        loader = new RowLoader(connection, mode, letters, active.isTriedForTheLastTime());
        notes = new LoadNotes(site, letters.run(), loader);
        this.limits = limits;
        savepoint("savepoint caravanserai_load");
        // Bulk statements over small stages: compiling them costs more than running them.
        Query.execute(connection, "set local jit = off; set constraints all immediate");
    }

    /** What is declined is undone where the rows are and where their letters are. */
    private void savepoint(String statement) throws SQLException {
        Query.execute(connection, statement);
        if (site.isElsewhere()) {
            Query.execute(site.ledger(), statement);
        }
    }

    void reads(RecordSource newSource) {
        source = newSource;
        rows = new Prefetch(newSource);
    }

    /** A file that is needed as long as this. */
    void removes(Path file) {
        temporary = file;
    }

    /** What it leaves beside its rows. */
    LoadNotes notes() {
        return notes;
    }

    /** What the answer should tell beside the counts. */
    ObjectNode detail() {
        return detail;
    }

    /** Declines before anything was read: the table holds these bytes, or what was read of them in another way. */
    void isThere(BytesClaim.Earlier earlier, TableName table) {
        detail.put("firstRun", earlier.run().toString());
        if (earlier.alike()) {
            declined = new IngestResult.AlreadyLoaded(earlier.run(), detail);
            return;
        }
        decline(earlier.conflict(table));
    }

    /** Declines with a problem; every row read so far is left alone. */
    void decline(Problem problem) {
        declined = new IngestResult.Refused(Rows.allSkipped(loader.in()), problem, detail);
    }

    /** The first rows, or null where there are none or something keeps them all out. */
    Batch look() throws IOException {
        return declined == null && rows != null ? rows.next() : null;
    }

    /** What keeps all rows out, or null. */
    IngestResult declined() {
        return declined;
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

    List<DeadLetter> attempt(Batch batch) throws SQLException {
        try {
            List<DeadLetter> dead = batch == null ? loader.loadWaiting(source) : loader.load(batch, source);
            reasons.add(dead);
            site.add(letters.run(), dead);
            active.progress(source.position(), source.size());
            if (limits.maxCount().isPresent()
                    && loader.rejected() > limits.maxCount().getAsLong()) {
                decline(tooMany("more than " + limits.maxCount().getAsLong() + " rows", "ingest.reject.max-count"));
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

    private Problem tooMany(String what, String setting) {
        return Problem.refused(
                what + " would be rejected, so the whole file is" + reasons.suchAs(),
                "mend the file, or raise " + setting + " to take the rest as dead letters");
    }

    /** The counts, or, with everything undone, why there are none. */
    @Override
    public RunEnd finish() throws SQLException {
        IngestResult result = result();
        return site.finish(
                new RunEnd(letters.run(), result.state(), result.rows(), result.detail(), result.problem()), List.of());
    }

    @Override
    public void keep() throws SQLException {
        site.keep();
    }

    private IngestResult result() throws SQLException {
        site.leave();
        if (!stopped() && limits.maxPercent().isPresent()) {
            double most = limits.maxPercent().getAsDouble();
            if (loader.in() > 0 && loader.rejected() * 100.0 / loader.in() > most) {
                decline(tooMany("more than " + most + " % of the rows", "ingest.reject.max-percent"));
            }
        }
        Problem objection = stopped() ? null : notes.objection(reasons.first());
        if (objection != null) {
            decline(objection);
        }
        if (!notes.settle(stopped(), detail)) {
            decline(Problem.conflict(
                    "the file was changed while it was being loaded",
                    "write it elsewhere and move it in when it is whole"));
        }
        reasons.tell(detail);
        if (stopped()) {
            savepoint("rollback to savepoint caravanserai_load");
            detail.remove("made");
            return cancelled ? new IngestResult.Cancelled(Rows.allSkipped(loader.in()), detail) : declined;
        }
        savepoint("release savepoint caravanserai_load");
        if (source.blankLines() > 0) {
            detail.put("blankLines", source.blankLines());
        }
        source.tell(detail);
        Rows rows = loader.rows();
        notes.writeDown(detail);
        if (rows.in() == 0 || rows.rejected() < rows.in()) {
            return new IngestResult.Loaded(rows, detail);
        }
        notes.unmake(detail);
        return new IngestResult.Rejected(rows, reasons.first(), detail);
    }

    @Override
    public void close() throws IOException, SQLException {
        try (site) {
            closeRows();
        }
    }

    /** Closes what is read, and leaves the connection to whoever opened it. */
    void closeRows() throws IOException {
        try {
            if (rows != null) {
                rows.close();
            }
        } finally {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        }
    }
}
