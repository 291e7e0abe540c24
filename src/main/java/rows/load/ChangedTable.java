package rows.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import postgres.Catalog;
import postgres.Column;
import postgres.Query;
import postgres.Table;

/** A table whose rows a load changes: where they are kept, and by which key they are found again. */
final class ChangedTable {

    private final OverwrittenRows rows;
    private final Table table;
    /** Keys by which all that was done can be found; fewer with every way in which rows come. */
    private List<List<String>> keys;

    private ChangedTable(OverwrittenRows rows, Table table) {
        this.rows = rows;
        this.table = table;
    }

    /** @param table keyed as an upsert finds rows, which need not be its primary key */
    static ChangedTable of(Connection connection, UUID run, Table table) throws SQLException {
        if (table.kind() == Table.Kind.PARTITIONED_TABLE) {
            Query.execute(connection, "set local lock_timeout = '30s'");
            Query.execute(connection, "lock table " + table.name().quoted() + " in share row exclusive mode");
            Query.execute(connection, "set local lock_timeout = 0");
        }
        return new ChangedTable(
                OverwrittenRows.of(connection, run, table),
                Catalog.find(connection, table.name()).orElseThrow());
    }

    /**
     * Rows come by this key, with these columns.
     *
     * @return where to keep those that are there, or null where there is no use in it
     */
    OverwrittenRows by(List<String> key, List<String> columns) {
        List<List<String>> fit = new ArrayList<>();
        List<String> primary = table.primaryKey();
        if (!primary.isEmpty() && (primary.equals(key) || primary.stream().noneMatch(columns::contains))) {
            fit.add(primary);
        }
        // A row whose key is null is put in, and would not be found again.
        if (!primary.equals(key) && key.stream().allMatch(this::isRequired)) {
            fit.add(key);
        }
        if (!columns.containsAll(key)) {
            // A default may find any row.
            fit.clear();
        }
        if (keys != null) {
            fit.retainAll(keys);
        }
        keys = fit;
        return fit.isEmpty() ? null : rows;
    }

    private boolean isRequired(String column) {
        return table.column(column).map(Column::required).orElse(false);
    }

    /** By which all rows are found; empty for none. */
    List<String> key() {
        return keys.isEmpty() ? List.of() : keys.get(0);
    }

    String keptIn() {
        return rows.name();
    }
}
