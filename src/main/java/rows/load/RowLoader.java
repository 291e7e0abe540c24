package rows.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final Map<TableName, BatchLoader> loaders = new HashMap<>();

    private List<Batch> waiting = new ArrayList<>();
    private long waitingRows;
    private long in;
    private long loaded;
    private long rejected;
    private long untouched;

    public RowLoader(Connection connection, LoadMode mode, LetterWriter letters) {
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
        BatchLoader.Outcome outcome = loader(batch.table()).load(batch);
        loaded += outcome.loaded();
        untouched += outcome.untouched();
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

    private BatchLoader loader(Table table) {
        return loaders.computeIfAbsent(table.name(), name -> new BatchLoader(connection, table, mode));
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
        // Of an upsert it is known that such a row is equal; else a trigger passed over it.
        boolean upsert = mode == LoadMode.UPSERT;
        return new Rows(in, loaded, rejected, upsert ? untouched : 0, upsert ? 0 : untouched);
    }
}
