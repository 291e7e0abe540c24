package snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import postgres.Catalog;
import postgres.Column;
import postgres.Copy;
import postgres.Identifier;
import postgres.Query;
import postgres.TestServer;
import snapshot.format.FileFormat;
import snapshot.format.TableFiles;
import snapshot.format.TableRows;
import snapshot.format.Written;

/** A database of a test's own, and what a snapshot does around a file. */
public final class Database implements AutoCloseable {

    private static final LongConsumer NOBODY = rows -> {};

    public final Connection connection;
    private final TableFiles files = new TableFiles();

    public Database() throws SQLException {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
        execute("set timezone = 'UTC'");
        execute("set datestyle = 'ISO'");
        execute("set intervalstyle = 'postgres'");
        execute("set extra_float_digits = 1");
        execute("set bytea_output = 'hex'");
    }

    public void execute(String sql) throws SQLException {
        Query.execute(connection, sql);
    }

    public List<Column> columns(String table) throws SQLException {
        return Catalog.find(connection, table).orElseThrow().writable();
    }

    public Written write(String table, FileFormat format, Path file) throws SQLException, IOException {
        return write(table, format, file, NOBODY);
    }

    public Written write(String table, FileFormat format, Path file, LongConsumer rowsSoFar)
            throws SQLException, IOException {
        List<Column> columns = columns(table);
        String select = "select "
                + Identifier.list(columns.stream().map(Column::name).toList()) + " from " + Identifier.quote(table);
        execute("begin isolation level repeatable read, read only");
        try {
            execute("set local search_path = pg_catalog, public");
            return files.write(connection, format, new TableRows(table, select, columns, List.of()), file, rowsSoFar);
        } finally {
            execute("rollback");
        }
    }

    public long restore(String table, FileFormat format, Path file) throws SQLException, IOException {
        return restore(table, files.columnsOf(format, file), files.readAsCsv(format, file));
    }

    public long restore(String table, List<String> columns, InputStream csv) throws SQLException, IOException {
        String sql = "copy " + Identifier.quote(table) + " (" + Identifier.list(columns)
                + ") from stdin (format csv, encoding 'UTF8')";
        try (csv;
                Copy copy = Copy.in(connection, sql)) {
            byte[] buffer = new byte[10_000];
            for (int got = csv.read(buffer); got >= 0; got = csv.read(buffer)) {
                copy.write(buffer, 0, got);
            }
            return copy.end();
        }
    }

    /** Every row, each value as {@code column = text}, so that what differs can be read off. */
    public List<List<String>> rows(String table) throws SQLException {
        List<Column> columns = columns(table);
        String texts = columns.stream()
                .map(column -> "format('%s', " + Identifier.quote(column.name()) + "), "
                        + Identifier.quote(column.name()) + " is not distinct from null")
                .collect(Collectors.joining(", "));
        return Query.list(connection, "select " + texts + " from " + Identifier.quote(table) + " order by 1", row -> {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                String value = row.getBoolean(2 * i + 2) ? "null" : "'" + row.getString(2 * i + 1) + "'";
                values.add(columns.get(i).name() + " = " + value);
            }
            return values;
        });
    }

    public List<String> strings(String sql) throws SQLException {
        return Query.list(connection, sql, row -> row.getString(1));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
