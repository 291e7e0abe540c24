package snapshot;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import postgres.BucketHashes;
import postgres.Column;
import postgres.KeyBuckets;
import postgres.Query;
import postgres.SessionSettings;
import postgres.TableName;
import postgres.TempTable;
import postgres.definition.TableDefinition;
import rows.diff.RowSource;
import rows.diff.RowsElsewhere;

/**
 * Rows in a table of the ledger's database, for work in another: they are piped over, and kept nowhere on the way.
 *
 * @param home a connection to the database of the rows
 */
public record PipedRows(BackupRows rowsAtHome, Connection home) implements RowSource {

    @Override
    public TableName table() {
        return rowsAtHome.table();
    }

    @Override
    public String place() {
        return rowsAtHome.place();
    }

    @Override
    public long rows() {
        return rowsAtHome.rows();
    }

    @Override
    public boolean chosen() {
        return rowsAtHome.chosen();
    }

    @Override
    public String contentHash() {
        return rowsAtHome.contentHash();
    }

    @Override
    public List<String> key() {
        return rowsAtHome.key();
    }

    @Override
    public List<Column> columns() {
        return rowsAtHome.columns();
    }

    @Override
    public TableDefinition definition() {
        return rowsAtHome.definition();
    }

    @Override
    public KeyBuckets buckets() {
        return rowsAtHome.buckets();
    }

    @Override
    public BucketHashes hashes(Connection connection) throws SQLException {
        SessionSettings.exact(home);
        return rowsAtHome.hashes(home);
    }

    @Override
    public String relation(Connection connection, Optional<List<Long>> buckets) throws SQLException {
        String stage = TempTable.create(connection, columns());
        RowsElsewhere.pipe(home, rowsAtHome.relation(home, buckets), columns(), connection, stage);
        Query.execute(connection, "analyze " + stage);
        return stage;
    }

    @Override
    public long copyInto(Connection connection, TableName target) throws SQLException {
        return RowsElsewhere.pipe(home, rowsAtHome.backup().name().quoted(), columns(), connection, target.quoted());
    }
}
