package rows.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ledger.DeadLetter;
import ledger.Rows;
import postgres.Table;
import postgres.TableName;

/**
 * Brings batches into whatever tables they are for, in the caller's transaction, and counts what became of every row: it
 * is in its table, or was there and is left as it is, or is a dead letter. A row that refers to a later row of its own
 * table waits for that.
 */
public final class RowLoader {

    /** Rows that wait for a later row of their own table are held in memory up to this. */
    private static final int MOST_WAITING_ROWS = 100_000;

    private final Connection connection;
    private final LoadMode mode;
    private final LetterWriter letters;
    private LoadTrace trace;
    private final boolean lastTry;
    private final Map<Way, BatchLoader> loaders = new HashMap<>();
    private BatchLoader last;

    private List<Batch> waiting = new ArrayList<>();
    private long waitingRows;
    private long in;
    private long loaded;
    private long rejected;
    private long unchanged;
    private long skipped;

    /** @param lastTry whether what may pass has had its time: what a row's trigger still objects to is the row's fault */
    public RowLoader(Connection connection, LoadMode mode, LetterWriter letters, boolean lastTry) {
        this.lastTry = lastTry;
        this.connection = connection;
        this.mode = mode;
        this.letters = letters;
    }

    /**
     * Loads a batch.
     *
     * @param source where it came from, which learns from what became of it and may have its memory back
     * @return the dead letters, to be written in the same transaction
     * @throws SQLException if something fails that is not a row's fault
     */
    public List<DeadLetter> load(Batch batch, RecordSource source) throws SQLException {
        return load(batch, source, true);
    }

    private List<DeadLetter> load(Batch batch, RecordSource source, boolean mayWait) throws SQLException {
        in += batch.rowsIn();
        List<DeadLetter> dead = new ArrayList<>(batch.misshapen());
        LoadMode its = batch.mode(mode);
        BatchLoader.Outcome outcome = loader(new Way(batch.table(), its)).load(batch);
        loaded += outcome.loaded();
        if (its == LoadMode.UPSERT) {
            // Of an upsert it is known that such a row is equal; else a trigger passed over it.
            unchanged += outcome.untouched();
        } else {
            skipped += outcome.untouched();
        }
        source.judged(batch.suspects().cardinality(), outcome.acceptedSuspects());
        List<Integer> later = new ArrayList<>();
        for (Rejection refusal : outcome.refusals()) {
            if (refusal.waits() && mayWait && waitingRows + later.size() < MOST_WAITING_ROWS) {
                later.add(refusal.record());
            } else {
                dead.add(letters.refused(batch.table().name().display(), batch, refusal));
            }
        }
        if (!later.isEmpty()) {
            waiting.add(batch.again(later));
            waitingRows += later.size();
        }
        source.recycle(batch);
        rejected += dead.size();
        return dead;
    }

    /**
     * Ends: rows that refer to rows of their own table are tried again as long as that helps, then once for the letters.
     *
     * @return the dead letters, to be written in the same transaction
     */
    public List<DeadLetter> loadWaiting(RecordSource source) throws SQLException {
        List<DeadLetter> dead = new ArrayList<>();
        boolean helped = true;
        while (!waiting.isEmpty()) {
            long before = loaded;
            List<Batch> again = waiting;
            waiting = new ArrayList<>();
            waitingRows = 0;
            for (Batch batch : again) {
                dead.addAll(load(batch, source, helped));
            }
            helped = loaded > before;
        }
        return dead;
    }

    /** Into which table, and how. */
    private record Way(Table table, LoadMode mode) {}

    /** Loaders take turns with one stage and one function to try rows with: each makes its own when its turn comes. */
    private BatchLoader loader(Way way) {
        BatchLoader loader = loaders.computeIfAbsent(
                way, absent -> new BatchLoader(connection, way.table, way.mode, trace, lastTry));
        if (last != null && last != loader) {
            loader.forgetHelpers();
        }
        last = loader;
        return loader;
    }

    /** What is done from now on is kept, so that it can be taken back. */
    public void traced(LoadTrace newTrace) {
        trace = newTrace;
    }

    /** What was done to each table that rows went into. */
    public List<LoadTrace.Done> done() {
        Map<TableName, LoadTrace.Done> done = new LinkedHashMap<>();
        for (BatchLoader loader : loaders.values()) {
            if (loader.wrote()) {
                done.merge(
                        loader.table().name(),
                        new LoadTrace.Done(loader.table(), loader.inserted()),
                        (one, other) -> new LoadTrace.Done(one.table(), one.inserted() + other.inserted()));
            }
        }
        return List.copyOf(done.values());
    }

    /** Those that rows came for. */
    public List<Table> tables() {
        return loaders.values().stream().map(BatchLoader::table).distinct().toList();
    }

    /** What came in so far. */
    public long in() {
        return in;
    }

    /** Dead letters so far. */
    public long rejected() {
        return rejected;
    }

    /** The counts, which add up once nothing {@linkplain #loadWaiting waits} any more. */
    public Rows rows() {
        return new Rows(in, loaded, rejected, unchanged, skipped);
    }
}
