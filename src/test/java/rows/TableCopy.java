package rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import postgres.BucketHashes;
import postgres.Catalog;
import postgres.Column;
import postgres.Identifier;
import postgres.KeyBuckets;
import postgres.Query;
import postgres.Table;
import postgres.TableName;
import postgres.definition.Definitions;
import postgres.definition.TableDefinition;
import rows.diff.RowSource;

/** Rows of a table as they were, in another table of the same database. */
public record TableCopy(
        Table original,
        TableDefinition definition,
        String copy,
        long rows,
        String contentHash,
        KeyBuckets buckets,
        boolean chosen)
        implements RowSource {

    /** Keeps the rows that the table has now. */
    public static TableCopy of(Connection connection, TableName name) throws SQLException {
        return of(connection, name, false, false);
    }

    /**
     * The same.
     *
     * @param cut whether hashes of buckets are compared first
     * @param chosen whether they pass for some of the rows
     */
    public static TableCopy of(Connection connection, TableName name, boolean cut, boolean chosen) throws SQLException {
        Table table = Catalog.exact(connection, name).orElseThrow();
        String copy = "public." + Identifier.quote(name.name() + " copy");
        Query.execute(connection, "create table " + copy + " as select * from " + table.relation());
        BucketHashes all = BucketHashes.of(connection, copy, table.writable(), null);
        return new TableCopy(
                table,
                Definitions.read(connection, name),
                copy,
                all.rows(),
                all.hash(),
                cut && !table.primaryKey().isEmpty() ? KeyBuckets.suiting(connection, table) : null,
                chosen);
    }

    @Override
    public TableName table() {
        return original.name();
    }

    @Override
    public String place() {
        return copy;
    }

    @Override
    public List<String> key() {
        return original.primaryKey();
    }

    @Override
    public List<Column> columns() {
        return original.writable();
    }

    @Override
    public BucketHashes hashes(Connection connection) throws SQLException {
        return BucketHashes.of(connection, copy, columns(), buckets);
    }

    @Override
    public boolean isCopied() {
        return false;
    }

    @Override
    public String relation(Connection connection, Optional<List<Long>> wanted) {
        return wanted.map(list -> "(select * from " + copy + " b where " + buckets.among(columns(), "b.", list) + ")")
                .orElse(copy);
    }

    @Override
    public long copyInto(Connection connection, TableName target) throws SQLException {
        String list = RowSource.list(columns());
        return Query.update(
                connection,
                "insert into " + target.quoted() + list + " overriding system value select "
                        + list.replaceAll("^ \\(|\\)$", "") + " from " + copy);
    }
}
