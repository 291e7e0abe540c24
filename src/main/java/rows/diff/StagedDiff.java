package rows.diff;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import ledger.Problem;
import ledger.ProblemException;
import postgres.BucketHashes;
import postgres.Column;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.Savepoint;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.Table;
import postgres.TempTable;

/**
 * What differs between a snapshot's rows and the live table's, by primary key, in the caller's transaction. First the
 * hashes of all buckets are compared; only the rows of those that differ are looked at one by one. No row comes into
 * memory here.
 */
public final class StagedDiff {

    /** Here: values of these two types cannot be compared. */
    private static final String UNDEFINED_FUNCTION = "42883";

    /** Why a row differs. */
    public enum Kind {
        /** Kept, and no more in the live table. */
        MISSING,
        /** In both, with other values. */
        CHANGED,
        /** In the live table alone. */
        ADDED
    }

    private final Connection connection;
    private final RowSource source;
    private final Table live;
    private final ColumnPairs columns;
    private final String wanted;
    /** One row for each row that differs: the key's columns, {@code kind}, and {@code columns} that changed. */
    private final String differences;
    /** Those that {@link #wanted} holds; empty for all. */
    private final Optional<List<Long>> buckets;
    /** What there is of the keys that were asked for; null if all rows are meant. */
    private Asked asked;

    private boolean found;

    /**
     * The keys that were asked for.
     *
     * @param keys how many they are
     * @param live rows of them in the live table; of chosen rows only those that were kept
     */
    private record Asked(long keys, long live) {}

    private StagedDiff(
            Connection connection,
            RowSource source,
            Table live,
            ColumnPairs columns,
            String wanted,
            String differences,
            Optional<List<Long>> buckets) {
        this.connection = connection;
        this.source = source;
        this.live = live;
        this.columns = columns;
        this.wanted = wanted;
        this.differences = differences;
        this.buckets = buckets;
    }

    /**
     * Compares.
     *
     * @throws ProblemException if the primary key is none, or another now, or rows are not those that were kept
     */
    public static StagedDiff of(Connection connection, RowSource source, Table live) throws SQLException, IOException {
        requireKey(source, live);
        SessionSettings.exact(connection);
        ColumnPairs columns = ColumnPairs.of(source.columns(), live.writable());
        ProvenRows rows = new ProvenRows(connection, source);
        Optional<List<Long>> buckets = Optional.empty();
        ComputedKey computed = ComputedKey.of(source);
        if (columns.hashesCompare() && source.buckets() != null && computed.isNone()) {
            BucketHashes then = rows.hashes();
            BucketHashes now = BucketHashes.of(connection, live.relation(), source.columns(), source.buckets());
            buckets = Optional.of(then.differing(now));
        }
        String wanted = computed.added(rows.relation(buckets));
        try {
            String differences = TempTable.of(connection, new DiffQuery(source, live, columns).select(wanted, buckets));
            return new StagedDiff(connection, source, live, columns, wanted, differences, buckets);
        } catch (SQLException e) {
            if (UNDEFINED_FUNCTION.equals(e.getSQLState())
                    && source.key().stream().anyMatch(columns.retypedNames()::contains)) {
                throw new ProblemException(Problem.refused(
                        "the primary key of " + live.name().display() + " has another type now: "
                                + SqlState.firstLine(e),
                        "restore it beside the original, and compare there"));
            }
            throw e;
        }
    }

    private static void requireKey(RowSource source, Table live) {
        if (!live.kind().isTable()) {
            throw new ProblemException(Problem.refused(
                    live.name().display() + " is a " + live.kind().words() + " now and no table",
                    "restore it beside, or give the " + live.kind().words() + " another name"));
        }
        if (source.key().isEmpty() || live.primaryKey().isEmpty()) {
            throw new ProblemException(Problem.refused(
                    live.name().display() + " has no primary key, so its rows cannot be told apart",
                    "restore it beside the original, and compare there"));
        }
        if (!source.key().equals(live.primaryKey())) {
            throw new ProblemException(Problem.refused(
                    "the primary key of " + live.name().display() + " is " + live.primaryKey() + " now and was "
                            + source.key(),
                    "restore it beside the original, and compare there"));
        }
    }

    public RowSource source() {
        return source;
    }

    public Table live() {
        return live;
    }

    public ColumnPairs columns() {
        return columns;
    }

    /** The columns by which rows are found. */
    public List<Column> key() {
        return new DiffQuery(source, live, columns).key();
    }

    /** The condition that rows of both sides, or of the differences, have equal keys. */
    public String sameKey(String one, String other) {
        return KeySql.equal(key(), one, other);
    }

    /** What to select the kept rows from; only those of buckets that differ need be there. */
    public String wanted() {
        return wanted;
    }

    /** Makes kept rows quick to find one by one. */
    public void findByKey() throws SQLException {
        if (TempTable.isOne(wanted) && !found) {
            found = true;
            // Keys that are too long for it are found without.
            Savepoint.attempt(
                    connection,
                    () -> Query.execute(
                            connection, "create index on " + wanted + " (" + Identifier.list(source.key()) + ")"));
        }
    }

    /** What to select the differences from. */
    public String differences() {
        return differences;
    }

    /** Narrows the differences down to the rows of these keys. */
    public void only(KeyList keys) throws SQLException {
        asked = Query.first(
                        connection,
                        "with k as materialized (select distinct * from " + keys.relation(live)
                                + " r) select (select count(*) from k), (select count(*) from " + live.relation()
                                + " l where exists (select from k where " + sameKey("k", "l") + ")"
                                + (source.chosen() ? " and " + isKept("l") : "") + ")",
                        row -> new Asked(row.getLong(1), row.getLong(2)),
                        keys.json())
                .orElseThrow();
        Query.update(
                connection,
                "delete from " + differences + " d where not exists (select from " + keys.relation(live) + " k where "
                        + sameKey("k", "d") + ")",
                keys.json());
    }

    /** Whether a live row's key was kept: rows of a bucket that does not differ all were. */
    private String isKept(String alias) {
        String found = "exists (select from " + wanted + " s where " + sameKey("s", alias) + ")";
        return buckets.map(differing -> "(" + found + " or not "
                        + source.buckets().among(source.columns(), alias + ".", differing) + ")")
                .orElse(found);
    }

    /** How many of the keys that were asked for the snapshot does not hold; empty if all rows are meant. */
    public OptionalLong keysNotHeld() throws SQLException {
        return asked == null
                ? OptionalLong.empty()
                : OptionalLong.of(asked.keys - count(Kind.MISSING) - asked.live + count(Kind.ADDED));
    }

    /** In how many rows each column differs, only those that do. */
    public Map<String, Long> changedColumns() throws SQLException {
        return new ShownDifferences(connection, this).changedColumns();
    }

    public long count(Kind kind) throws SQLException {
        return Query.first(
                        connection,
                        "select count(*) from " + differences + " where \"caravanserai kind\" = ?",
                        row -> row.getLong(1),
                        text(kind))
                .orElseThrow();
    }

    public static String text(Kind kind) {
        return kind.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Rows of kept keys that are as they were. */
    long unchanged(long missing, long changed, long added) {
        return asked == null ? source.rows() - missing - changed : asked.live - changed - added;
    }

    /** The answer to whoever asks what would be restored. */
    public TableDiff diff() throws SQLException {
        return diff(TableDiff.SAMPLE);
    }

    /** The same, with no more than so many of the rows that differ. */
    TableDiff diff(int sample) throws SQLException {
        return new ShownDifferences(connection, this).diff(sample);
    }

    /** The same, with the rows as they were and as they are, of one kind alone. */
    public TableDiff diff(int sample, Kind kind) throws SQLException {
        return new ShownDifferences(connection, this).diff(sample, kind);
    }
}
