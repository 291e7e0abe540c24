package snapshot.drill;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import postgres.Column;
import postgres.Identifier;
import postgres.Query;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.TempTable;
import rows.change.OneStatement;
import rows.change.RowByRow;

/**
 * Puts the rows of a drill back, in the caller's transaction. All tables at once, as rows may refer to each other in a
 * circle; if a row stands in the way, row by row for as long as that brings any back, and what is left in the end are dead
 * letters with the database's own reason.
 */
final class PutBack {

    private final Connection connection;
    private final UUID run;
    private final List<DrilledTable> tables;
    private final List<Drill.Lost> lost;
    private final List<Change> changes = new ArrayList<>();
    /** What was tried one by one; null if all went at once. */
    private RowByRow tried;

    /**
     * What came back.
     *
     * @param ofRoot rows of the drilled table
     * @param rows of all tables, with those that were given back whom they referred to
     * @param rejected dead letters
     */
    record Back(long ofRoot, long rows, long rejected) {}

    /**
     * One kind of change in one table.
     *
     * @param statement ends where a condition on the rows {@code b} of the backup is to follow
     * @param from where the rows come from: the backup, or what another place holds of it
     * @param which the rows of it that need it
     */
    private record Change(
            DrilledTable table, boolean insert, String from, String statement, String which, String rowsThatNeedIt) {}

    PutBack(Connection connection, UUID run, List<DrilledTable> tables, List<Drill.Lost> lost) throws SQLException {
        this.connection = connection;
        this.run = run;
        this.tables = tables;
        this.lost = lost;
        List<DrilledTable> there = DrilledTable.parentsFirst(
                connection, affected().filter(DrilledTable::isThere).toList());
        for (DrilledTable table : there) {
            String from = table.via() == null ? table.backup() : TempTable.of(connection, table.merged());
            changes.add(new Change(
                    table,
                    true,
                    from,
                    table.insert(from),
                    table.isMissing(),
                    "select b.ctid from " + from + " b where " + table.isMissing()));
        }
        for (DrilledTable table : there) {
            List<String> columns = lost(table).blankedColumns();
            String forgetful = table.isForgetful(columns);
            if (forgetful != null) {
                changes.add(new Change(
                        table,
                        false,
                        table.backup(),
                        table.remember(columns),
                        forgetful,
                        "select b.ctid from " + table.backup() + " b join "
                                + table.live().relation() + " t on " + forgetful));
            }
        }
    }

    private java.util.stream.Stream<DrilledTable> affected() {
        return tables.stream().filter(table -> lost.stream().anyMatch(one -> one.place() == table.place()));
    }

    private Drill.Lost lost(DrilledTable table) {
        return lost.stream()
                .filter(one -> one.place() == table.place())
                .findFirst()
                .orElseThrow();
    }

    Back run() throws SQLException {
        SessionSettings.ordinaryNames(connection);
        Query.execute(connection, "set constraints all deferred; savepoint caravanserai_put_back");
        long[] rows;
        try {
            rows = allAtOnce();
            Query.execute(connection, "set constraints all immediate; release savepoint caravanserai_put_back");
        } catch (SQLException e) {
            if (!SqlState.isRowsFault(e)) {
                throw e;
            }
            Query.execute(connection, "rollback to savepoint caravanserai_put_back; set constraints all immediate");
            rows = oneByOne();
        }
        SessionSettings.exact(connection);
        return new Back(
                ofRoot(rows),
                IntStream.range(0, rows.length).mapToLong(at(rows)).sum(),
                letters());
    }

    private static java.util.function.IntToLongFunction at(long[] rows) {
        return i -> rows[i];
    }

    private long ofRoot(long[] rows) {
        return IntStream.range(0, rows.length)
                .filter(i -> changes.get(i).insert && changes.get(i).table.place() == 0)
                .mapToLong(at(rows))
                .sum();
    }

    /** Foreign keys are checked at the end of a statement: in one statement it does not matter which row comes first. */
    private long[] allAtOnce() throws SQLException {
        long[] rows = new long[changes.size()];
        int inserts = (int) changes.stream().filter(Change::insert).count();
        long[] inserted = OneStatement.run(
                connection,
                changes.subList(0, inserts).stream()
                        .map(change -> change.statement + change.which)
                        .toList());
        System.arraycopy(inserted, 0, rows, 0, inserts);
        for (int i = inserts; i < rows.length; i++) {
            rows[i] = Query.update(connection, changes.get(i).statement + changes.get(i).which);
        }
        return rows;
    }

    private long[] oneByOne() throws SQLException {
        tried = RowByRow.of(
                connection,
                changes.stream()
                        .map(change -> new RowByRow.Change(
                                change.rowsThatNeedIt, change.statement + change.which + " and b.ctid = $1", null))
                        .toList());
        long[] rows = new long[changes.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = tried.changed(i);
        }
        return rows;
    }

    private long letters() throws SQLException {
        long letters = 0;
        for (int i = 0; tried != null && i < changes.size(); i++) {
            letters += write(
                    changes.get(i).table,
                    "f.fault, f.state, f.message",
                    tried.failed(i) + " f join " + changes.get(i).from + " b on b.ctid = f.place");
        }
        for (DrilledTable table : affected().filter(one -> !one.isThere()).toList()) {
            letters += write(
                    table,
                    "null, " + Identifier.literal(SqlState.UNDEFINED_TABLE) + ", "
                            + Identifier.literal("the table, or its key, was dropped during the drill"),
                    table.backup() + " b where " + table.isLost());
        }
        return letters;
    }

    /** Straight from the backup: however many they are, none of them comes by here. */
    private long write(DrilledTable table, String fault, String from) throws SQLException {
        String values = "(select row_to_json(x.*) from (select "
                + Identifier.list(
                        table.part().columns().stream().map(Column::name).toList(), "b.")
                + ") x)::text";
        return Query.update(
                connection,
                "insert into caravanserai.dead_letter"
                        + " (run, table_name, file, line, column_name, sqlstate, reason, raw, encoding, \"values\", as_json)"
                        + " select ?, ?, ?, null, " + fault + ", convert_to(" + values + ", 'UTF8'), 'UTF_8', " + values
                        + "::jsonb, array(select jsonb_object_keys(" + values + "::jsonb)) from " + from,
                run,
                table.part().table().display(),
                table.part().backup().display());
    }
}
