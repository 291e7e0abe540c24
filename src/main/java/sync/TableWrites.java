package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postgres.Query;
import postgres.Savepoint;
import postgres.SqlState;
import rows.change.RulesAside;
import rows.change.UniqueSwap;

/**
 * Rows of some tables that go, and rows that have arrived, written by one statement: at its end foreign keys are looked at,
 * and act on what is still there.
 *
 * @param tables those that any row arrived for
 * @param incoming where these rows are
 * @param rows how many of them count
 * @param deletes statements that let rows go, by the tables they go from
 * @param moves statements that give rows other keys, which count as rows that go and come
 */
record TableWrites(
        Connection connection,
        List<TableSync> tables,
        Map<TableSync, List<StagedChanges>> incoming,
        Map<TableSync, Long> rows,
        Map<TableSync, String> deletes,
        Map<TableSync, String> moves) {

    /** What arrived for some tables, when nothing goes. */
    static TableWrites of(
            Connection connection,
            List<TableSync> tables,
            Map<TableSync, List<StagedChanges>> incoming,
            Map<TableSync, Long> rows) {
        return new TableWrites(connection, tables, incoming, rows, Map.of(), Map.of());
    }

    /** What a statement did to a table. */
    private record Written(TableSync table, long rows, long fresh, Change change) {}

    private enum Change {
        GONE,
        MOVED,
        WRITTEN
    }

    /**
     * Writes them, and has the tables know.
     *
     * @throws SQLException if the database does not take it; then the transaction is of no use any more
     */
    void run() throws SQLException {
        Map<TableSync, Long> fresh = new HashMap<>();
        for (TableSync table : tables) {
            if (table.target().isPartitioned() && table.target().arbitrated()) {
                fresh.put(table, StagedChanges.fresh(connection, incoming.get(table)));
            }
        }
        List<Written> written = new ArrayList<>();
        Savepoint.Attempt inPlace = () -> run(upserts(), fresh, written);
        Optional<SQLException> taken = Savepoint.attempt(connection, SqlState::isTaken, inPlace);
        Optional<SQLException> inTheWay = taken;
        if (inTheWay.isPresent() && mayGoAndCome()) {
            inTheWay = Savepoint.attempt(connection, () -> run(exchanges(), Map.of(), written));
        }
        if (inTheWay.isPresent()) {
            // Rows that others refer to are changed in place.
            inTheWay = RulesAside.run(
                    connection,
                    tables.stream().map(table -> table.target().name()).toList(),
                    inPlace);
        }
        if (inTheWay.isPresent()) {
            throw taken.get();
        }
        for (Written one : written) {
            switch (one.change()) {
                case GONE -> one.table().removed(one.rows());
                case MOVED -> {
                    one.table().removed(one.rows());
                    one.table().wrote(0, one.rows(), 0);
                }
                case WRITTEN -> one.table().wrote(rows.get(one.table()), one.fresh(), one.rows() - one.fresh());
            }
        }
    }

    private boolean mayGoAndCome() throws SQLException {
        for (TableSync table : tables) {
            if (!StagedChanges.exchange(incoming.get(table)).isSafe(connection)) {
                return false;
            }
        }
        return true;
    }

    private List<String> upserts() {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            parts.addAll(StagedChanges.upsert("w" + i, incoming.get(tables.get(i))));
        }
        return parts;
    }

    /** Rows that are in each other's way, as when two have swapped a unique value, go and come again. */
    private List<String> exchanges() {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            UniqueSwap exchange = StagedChanges.exchange(incoming.get(tables.get(i)));
            parts.add("l" + i + " as (" + exchange.leave() + ")");
            parts.add("w" + i + " as (" + exchange.come("l" + i) + " returning " + exchange.fresh("l" + i)
                    + " as fresh)");
        }
        return parts;
    }

    /** Rows go first, so that what they free can be taken again. */
    private void run(List<String> arriving, Map<TableSync, Long> fresh, List<Written> written) throws SQLException {
        List<TableSync> losing = List.copyOf(deletes.keySet());
        List<TableSync> moving = List.copyOf(moves.keySet());
        List<String> parts = new ArrayList<>();
        List<String> counts = new ArrayList<>();
        for (int i = 0; i < losing.size(); i++) {
            parts.add("d" + i + " as (" + deletes.get(losing.get(i)) + " returning 1)");
            counts.add("select " + i + ", count(*), null::bigint from d" + i);
        }
        for (int i = 0; i < moving.size(); i++) {
            parts.add("m" + i + " as (" + moves.get(moving.get(i)) + " returning 1)");
            counts.add("select " + i + ", count(*), -1::bigint from m" + i);
        }
        parts.addAll(arriving);
        for (int i = 0; i < tables.size(); i++) {
            counts.add("select " + i + ", count(*), count(*) filter (where fresh) from w" + i);
        }
        written.clear();
        if (parts.isEmpty()) {
            return;
        }
        Query.list(connection, "with " + String.join(", ", parts) + " " + String.join(" union all ", counts), row -> {
            long second = row.getLong(3);
            Change change = row.wasNull() ? Change.GONE : second < 0 ? Change.MOVED : Change.WRITTEN;
            List<TableSync> of = change == Change.GONE ? losing : change == Change.MOVED ? moving : tables;
            TableSync table = of.get(row.getInt(1));
            return written.add(new Written(table, row.getLong(2), fresh.getOrDefault(table, second), change));
        });
    }
}
