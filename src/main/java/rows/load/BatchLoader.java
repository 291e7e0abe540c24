package rows.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import postgres.Query;
import postgres.Savepoint;
import postgres.SqlState;
import postgres.Table;

/**
 * Brings batches into one table. A clean batch goes by COPY straight into the table. Where that fails, the rows go over a
 * stage without rules, a query takes out those the rules would refuse, and the others are inserted at once; if that
 * fails too the batch is cut in halves. What was taken out is tried row by row. So the cost follows the number of bad
 * rows, and whatever the reason of a failure, the database itself has the last word on every row.
 */
public final class BatchLoader {

    /** Fewer rows than this are tried one by one rather than halved again. */
    private static final int TOO_FEW_TO_HALVE = 16;

    /** Batches without a bad row before the straight way is tried again. */
    private static final int CLEAN_BATCHES_TO_TRUST = 3;

    private final Connection connection;
    private final Table table;
    private final LoadMode mode;
    private final Reasons reasons;
    private final LoadTrace trace;
    private long written;
    private long changed;
    private final boolean lastTry;

    private LoadStatements statements;
    private Optional<UpsertByPlace> byPlace = Optional.empty();
    private boolean alone = true;
    private boolean staged;
    private boolean suspected;
    private boolean careful;
    private boolean predictable = true;
    private int cleanBatches;

    /**
     * @param trace of what is done, or null where that is not to be taken back
     * @param lastTry as {@link RowLoader} has it
     */
    BatchLoader(Connection connection, Table table, LoadMode mode, LoadTrace trace, boolean lastTry) {
        this.trace = trace;
        this.lastTry = lastTry;
        this.connection = connection;
        this.table = table;
        this.mode = mode;
        this.reasons = new Reasons(table);
        // An upsert has no COPY of its own.
        this.careful = mode == LoadMode.UPSERT;
    }

    /** Where the rows go. */
    Table table() {
        return table;
    }

    /** Rows that were put in, without those that were changed if that is traced. */
    long inserted() {
        return written - changed;
    }

    /** Whether any row went in. */
    boolean wrote() {
        return written > 0;
    }

    /** What became of a batch's well-formed rows. */
    public record Outcome(long loaded, long untouched, List<Rejection> refusals, int acceptedSuspects) {}

    /**
     * Loads the batch's well-formed rows.
     *
     * @throws SQLException if something fails that is not a row's fault
     */
    public Outcome load(Batch batch) throws SQLException {
        if (statements == null || !statements.serves(batch)) {
            statements =
                    new LoadStatements(table, batch.columns(), batch.dialect(), mode, overwritten(batch.columns()));
            byPlace = isKept() ? UpsertByPlace.of(connection, statements.upsert()) : Optional.empty();
            staged = false;
            suspected = false;
        }
        BitSet suspects = (BitSet) batch.suspects().clone();
        int judged = suspects.cardinality();
        if (mode == LoadMode.UPSERT && judged > 0) {
            UpsertOrder.keepTogether(batch, suspects, table.primaryKey());
        }
        Counts counts = new Counts();
        if (careful || !straight(batch, 0, batch.count(), suspects, counts)) {
            staged(batch, 0, batch.count(), suspects, counts);
        }
        List<Rejection> refusals = suspects.isEmpty() ? List.of() : oneByOne(batch, suspects, counts);
        remember(refusals.isEmpty());
        written += counts.loaded;
        changed += counts.changed;
        long refusedJudged =
                refusals.stream().filter(r -> batch.suspects().get(r.record())).count();
        return new Outcome(counts.loaded, counts.untouched, refusals, judged - (int) refusedJudged);
    }

    /** Another loader has used the session's stage and functions meanwhile. */
    void forgetHelpers() {
        statements = null;
    }

    private OverwrittenRows overwritten(List<String> columns) throws SQLException {
        return trace == null || mode != LoadMode.UPSERT ? null : trace.overwrites(table, columns);
    }

    private static final class Counts {
        long loaded;
        /** Of these, rows that were there before, as far as an upsert is traced. */
        long changed;

        long untouched;
    }

    private void remember(boolean clean) {
        cleanBatches = clean ? cleanBatches + 1 : 0;
        if (cleanBatches >= CLEAN_BATCHES_TO_TRUST && mode != LoadMode.UPSERT) {
            careful = false;
        }
    }

    private boolean straight(Batch batch, int from, int to, BitSet suspects, Counts counts) throws SQLException {
        int good = to - from - suspects.get(from, to).cardinality();
        if (good == 0) {
            return true;
        }
        return succeeds(() -> {
            mark();
            long in = BatchCopy.plain(connection, statements.copy(), batch, from, to, suspects);
            counts.loaded += in;
            // A trigger may pass over rows without an error.
            counts.untouched += good - in;
        });
    }

    private void staged(Batch batch, int from, int to, BitSet suspects, Counts counts) throws SQLException {
        careful = true;
        int good = to - from - suspects.get(from, to).cardinality();
        if (good == 0) {
            return;
        }
        if (good < TOO_FEW_TO_HALVE && mode != LoadMode.UPSERT) {
            suspects.set(from, to);
            return;
        }
        if (!overStage(batch, from, to, suspects, counts)) {
            if (good < TOO_FEW_TO_HALVE) {
                suspects.set(from, to);
                return;
            }
            int middle = (from + to) >>> 1;
            staged(batch, from, middle, suspects, counts);
            staged(batch, middle, to, suspects, counts);
        }
    }

    private void mark() throws SQLException {
        if (trace != null) {
            trace.mark();
        }
    }

    private boolean overStage(Batch batch, int from, int to, BitSet suspects, Counts counts) throws SQLException {
        if (!statements.stages()) {
            return mode != LoadMode.UPSERT && straight(batch, from, to, suspects, counts);
        }
        prepareStage();
        return succeeds(() -> {
            mark();
            Query.execute(connection, statements.clearStage());
            BatchCopy.withPlaces(connection, statements.copyToStage(), batch, from, to, suspects);
            takeSuspects(suspects);
            int left = to - from - suspects.get(from, to).cardinality();
            long in = isKept() ? upsertFromStage(counts) : Query.update(connection, statements.insertFromStage());
            counts.loaded += in;
            counts.untouched += left - in;
        });
    }

    private boolean isKept() {
        return statements.upsert() != null && statements.upsert().isTraced();
    }

    /** How many rows it wrote. */
    private long upsertFromStage(Counts counts) throws SQLException {
        Optional<Upsert.Written> atOnce =
                alone && byPlace.isPresent() ? statements.write(connection, byPlace.get()) : Optional.empty();
        // Once others write there too, they will again.
        alone &= atOnce.isPresent() || byPlace.isEmpty();
        Upsert.Written written =
                atOnce.isPresent() ? atOnce.get() : statements.upsert().write(connection, statements);
        counts.changed += written.changed();
        return written.rows();
    }

    private void prepareStage() throws SQLException {
        if (!staged) {
            Query.execute(connection, statements.createStage());
            staged = true;
        }
    }

    private void takeSuspects(BitSet suspects) throws SQLException {
        String take = predictable ? statements.takeSuspects() : null;
        if (take == null) {
            return;
        }
        boolean taken = succeeds(
                () -> Query.list(connection, take, row -> row.getInt(1)).forEach(suspects::set));
        // A rule that cannot be asked as a query is left to the insert.
        predictable = taken;
    }

    private List<Rejection> oneByOne(Batch batch, BitSet suspects, Counts counts) throws SQLException {
        if (!suspected) {
            Query.execute(connection, statements.createSuspects());
            Query.execute(connection, statements.createTry(trace == null ? "" : LoadTrace.MARK + ';', lastTry));
            suspected = true;
        }
        Query.execute(connection, statements.clearSuspects());
        BitSet others = new BitSet();
        others.set(0, batch.count());
        others.andNot(suspects);
        if (statements.wide()) {
            BatchCopy.wide(connection, statements.copyToSuspects(), batch, suspects);
        } else {
            BatchCopy.withPlaces(connection, statements.copyToSuspects(), batch, 0, batch.count(), others);
        }
        List<Rejection> refusals = new ArrayList<>();
        long untouched = 0;
        for (Reported reported : Query.list(connection, statements.tryAll(), Reported::of)) {
            if (reported.changed) {
                counts.changed++;
            } else if (reported.report == null) {
                untouched++;
            } else {
                refusals.add(reasons.explain(batch, reported.record, reported.report));
            }
        }
        counts.untouched += untouched;
        counts.loaded += suspects.cardinality() - refusals.size() - untouched;
        return refusals;
    }

    private record Reported(int record, boolean changed, Reasons.Report report) {

        static Reported of(java.sql.ResultSet row) throws SQLException {
            String state = row.getString("o_state");
            boolean changed = Upsert.CHANGED.equals(state);
            Reasons.Report report = state == null || changed
                    ? null
                    : new Reasons.Report(
                            state,
                            row.getString("o_column"),
                            row.getString("o_constraint"),
                            row.getString("o_message"),
                            row.getString("o_detail"),
                            row.getString("o_type"));
            return new Reported(row.getInt("o_place"), changed, report);
        }
    }

    /** False when a row was at fault, and all of the attempt is undone. */
    private boolean succeeds(Savepoint.Attempt attempt) throws SQLException {
        return Savepoint.attempt(connection, trouble -> SqlState.isRowsFault(trouble, lastTry), attempt)
                .isEmpty();
    }
}
