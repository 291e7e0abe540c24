package snapshot;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import ledger.TableLocks;
import postgres.BucketHashes;
import postgres.Column;
import postgres.Identifier;
import postgres.KeyBuckets;
import postgres.Query;
import postgres.TableName;
import postgres.definition.TableDefinition;
import rows.diff.RowSource;

/** Rows in a table of the same database. */
record BackupRows(BackupTable backup, TableDefinition definition) implements RowSource {

    @Override
    public TableName table() {
        return backup.of();
    }

    @Override
    public String place() {
        return backup.name().display();
    }

    @Override
    public long rows() {
        return backup.rows();
    }

    @Override
    public boolean chosen() {
        return backup.selection() != null;
    }

    @Override
    public String contentHash() {
        return backup.contentHash();
    }

    @Override
    public List<String> key() {
        return backup.key();
    }

    @Override
    public List<Column> columns() {
        return backup.columns();
    }

    @Override
    public KeyBuckets buckets() {
        return backup.buckets();
    }

    @Override
    public BucketHashes hashes(Connection connection) throws SQLException {
        return BucketHashes.of(connection, backup.name().quoted(), columns(), buckets());
    }

    @Override
    public boolean isCopied() {
        return false;
    }

    @Override
    public String relation(Connection connection, Optional<List<Long>> wanted) {
        return wanted.map(list -> "(select * from " + backup.name().quoted() + " b where "
                        + buckets().among(columns(), "b.", list) + ")")
                .orElse(backup.name().quoted());
    }

    @Override
    public long copyInto(Connection connection, TableName target) throws SQLException {
        String names = Identifier.list(columns().stream().map(Column::name).toList());
        return Query.update(
                connection,
                "insert into " + target.quoted() + RowSource.list(columns()) + " overriding system value select "
                        + names + " from " + backup.name().quoted());
    }

    @Override
    public void keepAsTheyAre(TableLocks locks) throws SQLException {
        locks.keepAsItIs(backup.name());
    }
}
