package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import postgres.Column;
import postgres.Identifier;
import postgres.Query;
import postgres.TempTable;

/** Keys of rows of the source, in a temporary table of the target from which they are taken a few at a time. */
record KeysOfSource(Connection target, SyncedTable table, String keys) implements AutoCloseable {

    /** Takes in what a query on the source finds. */
    static KeysOfSource of(Connection source, Connection target, SyncedTable table, String query) throws SQLException {
        return of(source, target, table, table.keyColumns(), query);
    }

    /** Takes in what a query on the source finds: these columns, those of the key among them. */
    static KeysOfSource of(Connection source, Connection target, SyncedTable table, List<Column> columns, String query)
            throws SQLException {
        String keys = TempTable.create(target, columns);
        try (RowPipe pipe = RowPipe.of(source, query)) {
            pipe.into(target, "copy " + keys + " from stdin (format binary)", Long.MAX_VALUE);
        }
        Query.execute(target, "analyze " + keys);
        return new KeysOfSource(target, table, keys);
    }

    /** Leaves those out for which a query finds something; its row is {@code k}. */
    void without(String query) throws SQLException {
        Query.update(target, "delete from " + keys + " k where exists (" + query + ")");
    }

    /** The next ones, as text; none at the end. */
    List<List<String>> next(int most) throws SQLException {
        return Query.list(
                target,
                "delete from " + keys + " k where k.ctid in (select ctid from " + keys + " limit " + most
                        + ") returning "
                        + table.key().stream()
                                .map(name -> "k." + Identifier.quote(name) + "::text")
                                .collect(Collectors.joining(", ")),
                row -> Affected.texts(row, table.key().size()));
    }

    /** How many there are. */
    long count() throws SQLException {
        return Query.first(target, "select count(*) from " + keys, row -> row.getLong(1))
                .orElseThrow();
    }

    @Override
    public void close() throws SQLException {
        Query.execute(target, "drop table " + keys);
    }
}
