package rows.diff;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import postgres.BucketHashes;
import postgres.Column;
import postgres.CopyPipe;
import postgres.Identifier;
import postgres.KeyBuckets;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Table;
import postgres.TableName;
import postgres.TempTable;
import postgres.definition.TableDefinition;

/**
 * Rows of a table on another server, as one transaction there sees them: they are piped over, and kept nowhere on the way.
 *
 * @param there a connection to it, in that transaction
 * @param place what the other server is called
 * @param neighbours all tables there that are known
 * @param buckets null for a table without a key
 * @param hashed the content hash of every bucket there
 */
public record RowsElsewhere(
        Connection there,
        String place,
        Table origin,
        TableDefinition definition,
        List<TableDefinition> neighbours,
        KeyBuckets buckets,
        BucketHashes hashed)
        implements RowSource {

    public RowsElsewhere {
        Objects.requireNonNull(there, "there");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(definition, "definition");
        neighbours = List.copyOf(neighbours);
    }

    /** Reads all of the table there once, for its hashes. */
    public static RowsElsewhere of(
            Connection there,
            String place,
            Table origin,
            TableDefinition definition,
            List<TableDefinition> neighbours,
            KeyBuckets buckets)
            throws SQLException {
        SessionSettings.exact(there);
        BucketHashes hashed = BucketHashes.of(there, origin.relation(), origin.writable(), buckets);
        return new RowsElsewhere(there, place, origin, definition, neighbours, buckets, hashed);
    }

    @Override
    public TableName table() {
        return origin.name();
    }

    @Override
    public long rows() {
        return hashed.rows();
    }

    @Override
    public boolean chosen() {
        return false;
    }

    @Override
    public String contentHash() {
        return hashed.hash();
    }

    @Override
    public List<String> key() {
        return origin.primaryKey();
    }

    @Override
    public List<Column> columns() {
        return origin.writable();
    }

    @Override
    public BucketHashes hashes(Connection connection) {
        return hashed;
    }

    @Override
    public String relation(Connection connection, Optional<List<Long>> wanted) throws SQLException {
        String stage = TempTable.create(connection, columns());
        String from = wanted.map(list -> "(select * from " + origin.relation() + " o where "
                        + buckets.among(columns(), "o.", list) + ")")
                .orElse(origin.relation());
        pipe(there, from, columns(), connection, stage);
        Query.execute(connection, "analyze " + stage);
        return stage;
    }

    @Override
    public long copyInto(Connection connection, TableName target) throws SQLException {
        return pipe(there, origin.relation(), columns(), connection, target.quoted());
    }

    /**
     * Brings rows over as text, which every version of the server reads as every other one writes it.
     *
     * @param from what to select from there
     * @param to the table that they go into
     * @return how many
     */
    public static long pipe(Connection there, String from, List<Column> columns, Connection connection, String to)
            throws SQLException {
        SessionSettings.exact(there);
        String select =
                "select " + Identifier.list(columns.stream().map(Column::name).toList()) + " from " + from + " t";
        return CopyPipe.run(
                there,
                "copy (" + select + ") to stdout",
                connection,
                "copy " + to + RowSource.list(columns) + " from stdin");
    }
}
