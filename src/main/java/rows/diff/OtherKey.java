package rows.diff;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ledger.Problem;
import ledger.ProblemException;
import ledger.TableLocks;
import postgres.BucketHashes;
import postgres.Column;
import postgres.Identifier;
import postgres.KeyBuckets;
import postgres.Query;
import postgres.Table;
import postgres.TableName;
import postgres.definition.TableDefinition;

/** Rows that are told apart by other columns than their primary key's; they are looked at one by one. */
public record OtherKey(RowSource rowsThere, List<String> key) implements RowSource {

    public OtherKey {
        key = List.copyOf(key);
    }

    /** Rows that are told apart as those of the table are, which has been given another key. */
    public static RowSource as(RowSource rows, Table keyed) {
        return new OtherKey(rows, keyed.primaryKey());
    }

    /**
     * Gives tables and the rows that are held against them that key; an empty one leaves them as they are.
     *
     * @throws ProblemException if it is none of one of the tables
     */
    public static void give(List<Table> live, Map<TableName, RowSource> rows, List<String> key) {
        if (!key.isEmpty()) {
            live.replaceAll(table -> RowKey.of(table, key));
            live.forEach(table -> rows.computeIfPresent(table.name(), (name, one) -> as(one, table)));
        }
    }

    @Override
    public TableName table() {
        return rowsThere.table();
    }

    @Override
    public String place() {
        return rowsThere.place();
    }

    @Override
    public long rows() {
        return rowsThere.rows();
    }

    @Override
    public boolean chosen() {
        return rowsThere.chosen();
    }

    @Override
    public String contentHash() {
        return rowsThere.contentHash();
    }

    @Override
    public List<Column> columns() {
        return rowsThere.columns();
    }

    @Override
    public TableDefinition definition() {
        return rowsThere.definition();
    }

    /** The buckets were cut by the other key. */
    @Override
    public KeyBuckets buckets() {
        return null;
    }

    @Override
    public BucketHashes hashes(Connection connection) throws SQLException, IOException {
        return rowsThere.hashes(connection);
    }

    @Override
    public String placeOfHashes() {
        return rowsThere.placeOfHashes();
    }

    @Override
    public boolean isCopied() {
        return rowsThere.isCopied();
    }

    @Override
    public String relation(Connection connection, Optional<List<Long>> buckets) throws SQLException, IOException {
        String relation = rowsThere.relation(connection, buckets);
        String columns = Identifier.list(key, "t.");
        boolean same = Query.first(
                        connection,
                        "select exists (select from " + relation + " t group by " + columns + " having count(*) > 1)"
                                + " or exists (select from " + relation + " t where num_nulls(" + columns + ") > 0)",
                        row -> row.getBoolean(1))
                .orElseThrow();
        if (same) {
            throw new ProblemException(Problem.refused(
                    "rows of " + place() + " are not told apart by the columns " + key,
                    "take the primary key, or a unique constraint that the table had then"));
        }
        return relation;
    }

    @Override
    public long copyInto(Connection connection, TableName target) throws SQLException, IOException {
        return rowsThere.copyInto(connection, target);
    }

    @Override
    public void keepAsTheyAre(TableLocks locks) throws SQLException {
        rowsThere.keepAsTheyAre(locks);
    }

    @Override
    public List<TableDefinition> neighbours() {
        return rowsThere.neighbours();
    }
}
