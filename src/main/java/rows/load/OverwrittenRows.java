package rows.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import postgres.Column;
import postgres.Identifier;
import postgres.Query;
import postgres.Sql;
import postgres.Table;

/**
 * Where the rows are that loads of one table overwrite: in a table beside the others that are kept, of the same columns,
 * one for all loads, since there may be many a second.
 *
 * @param name of it, quoted
 */
record OverwrittenRows(Connection connection, UUID run, Table table, String name) {

    private static final String WRITER = "\"caravanserai writer\"";
    private static final String LOCK = Sql.read("rows/load/lock-keeping.sql");

    /** Finds it, or makes it; a table whose columns have changed has another. */
    static OverwrittenRows of(Connection connection, UUID run, Table table) throws SQLException {
        String columns = table.writable().stream()
                .map(column -> column.name() + ' ' + column.type())
                .collect(Collectors.joining(", "));
        OverwrittenRows rows = new OverwrittenRows(
                connection,
                run,
                table,
                "caravanserai_kept."
                        + Identifier.quote("written-" + table.oid() + '-' + Integer.toHexString(columns.hashCode())));
        if (!rows.isThere()) {
            Query.list(connection, LOCK, row -> null, rows.name);
            if (!rows.isThere()) {
                Query.execute(
                        connection,
                        "create table " + rows.name
                                + " as select null::uuid as \"caravanserai run\", null::text as \"caravanserai kind\", null::xid as "
                                + WRITER + ", " + rows.columns("t.") + " from " + table.relation() + " t with no data");
            }
        }
        return rows;
    }

    private boolean isThere() throws SQLException {
        return Query.first(connection, "select to_regclass(?) is not null", row -> row.getBoolean(1), name)
                .orElseThrow();
    }

    String columns(String prefix) {
        List<String> names = table.writable().stream().map(Column::name).toList();
        return Identifier.list(names, prefix);
    }

    /** Keeps every row that is there, as it is about to be deleted. */
    void keepAll() throws SQLException {
        Query.update(connection, insert("added", "null", "t.") + " from " + table.relation() + " t");
    }

    /**
     * The statement that keeps rows which are about to be changed; what they are selected from follows. A load may change
     * one twice: who wrote it tells whether it is what was there before.
     *
     * @param writer of them
     */
    String insertChanged(String writer, String prefix) {
        return insert("changed", writer, prefix);
    }

    private String insert(String kind, String writer, String prefix) {
        return "insert into " + name + " select " + Identifier.literal(run.toString()) + "::uuid, '" + kind + "', "
                + writer + ", " + columns(prefix);
    }
}
