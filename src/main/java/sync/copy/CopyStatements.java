package sync.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import postgres.Catalog;
import postgres.Column;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.Query;
import postgres.Sql;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;

/**
 * How rows of a table go from one database to another.
 *
 * @param columns those that can be written, in the table's order
 * @param text as text, where the binary form would not mean the same there
 */
record CopyStatements(List<Column> columns, boolean text) {

    private static final String NEEDS_TEXT = Sql.read("sync/needs-text.sql");

    CopyStatements {
        columns = List.copyOf(columns);
    }

    static CopyStatements of(Connection source, Table table) throws SQLException {
        boolean text = Query.first(source, NEEDS_TEXT, row -> row.getBoolean(1), table.oid())
                .orElseThrow();
        return new CopyStatements(table.writable(), text);
    }

    static CopyStatements of(Connection source, TableName table) throws SQLException {
        return of(
                source,
                Catalog.find(source, table)
                        .orElseThrow(
                                () -> new SQLException("no such table: " + table.display(), SqlState.UNDEFINED_TABLE)));
    }

    /** The columns' names quoted, each behind a prefix. */
    String names(String prefix) {
        return Identifier.list(columns.stream().map(Column::name).toList(), prefix);
    }

    private String format() {
        return text ? "(format text, encoding 'UTF8')" : "(format binary)";
    }

    /** Reads a chunk. */
    String out(Chunk chunk) {
        return "copy (select " + names("t.") + chunk.rows() + ") to stdout " + format();
    }

    /** Writes what {@link #out} reads. */
    String in(TableName table) {
        return "copy " + table.quoted() + (columns.isEmpty() ? "" : " (" + names("") + ")") + " from stdin " + format();
    }

    /** Reads rows and content hash of a chunk. */
    Chunk.Done read(Connection source, Chunk chunk) throws SQLException {
        return Query.first(
                        source,
                        hashed(chunk),
                        row -> new Chunk.Done(
                                row.getLong("rows"),
                                row.getBigDecimal("checksum").toBigInteger().longValue()))
                .orElseThrow();
    }

    private String hashed(Chunk chunk) {
        return "select count(*) as rows, coalesce(sum(" + ContentHash.ofRow(columns, "t.") + "), 0) as checksum"
                + chunk.rows();
    }
}
