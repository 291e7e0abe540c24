package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import ledger.TableLocks;
import postgres.Column;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.ReferringKey;
import postgres.Table;
import postgres.TableName;
import postgres.TempTable;
import rows.diff.StagedDiff;

/**
 * Rows of one table that are to be deleted, and those of them that have to stay: with them would go, or would be blanked,
 * rows that nobody kept.
 *
 * @param listed the table that lists them by key and kind, quoted
 * @param kind which of those listed are meant
 * @param staying a temporary table of the keys of those that stay
 * @param cascades what points to the table
 */
public record Deletion(
        Table table,
        List<Column> key,
        String listed,
        StagedDiff.Kind kind,
        String staying,
        List<ReferringKey> cascades) {

    private static final Comparator<TableName> BY_NAME =
            Comparator.comparing(TableName::schema).thenComparing(TableName::name);

    /** Of all rows that are listed; none of them stays yet. */
    public static Deletion of(Connection connection, Table table, List<Column> key, String listed, StagedDiff.Kind kind)
            throws SQLException {
        String keys = Identifier.list(names(key));
        String staying = TempTable.of(connection, "select " + keys + " from " + listed + " with no data");
        Query.execute(connection, "alter table " + staying + " add primary key (" + keys + ")");
        return new Deletion(table, key, listed, kind, staying, ReferringKey.cascading(connection, table));
    }

    /**
     * Nobody comes to refer to a row of these tables any more; always in the same order.
     *
     * @throws ProblemException if somebody holds a lock for longer than is waited
     */
    public static void lockReferring(Connection connection, TableLocks locks, List<Table> tables) throws SQLException {
        Set<TableName> referring = new TreeSet<>(BY_NAME);
        for (Table table : tables) {
            ReferringKey.cascading(connection, table).forEach(cascade -> referring.add(cascade.table()));
        }
        for (TableName table : referring) {
            locks.keepWritersOut(table);
        }
    }

    public boolean mayCascade() {
        return !cascades.isEmpty();
    }

    /** Lets rows {@code d} of those listed stay. */
    public void stay(Connection connection, String condition) throws SQLException {
        Query.update(connection, "insert into " + staying + " select " + keys() + condition);
    }

    /**
     * Lets rows stay with which others would go that do not go themselves; again and again, since what stays holds others.
     *
     * @return how many
     */
    public static long hold(Connection connection, List<Deletion> together) throws SQLException {
        long all = 0;
        long found;
        do {
            found = 0;
            for (Deletion deletion : together) {
                for (ReferringKey cascade : deletion.cascades) {
                    found += Query.update(connection, deletion.hold(cascade, together));
                }
            }
            all += found;
        } while (found > 0);
        return all;
    }

    private String hold(ReferringKey cascade, List<Deletion> together) {
        String others = together.stream()
                .filter(deletion -> cascade.family().contains(deletion.table.oid()))
                .map(deletion -> " and not " + deletion.takes("r"))
                .collect(Collectors.joining());
        return "insert into " + staying + " select " + keys() + " join " + table.relation() + " t on "
                + KeySql.equal(key, "t", "d") + " where " + goes("d") + " and exists (select from "
                + cascade.relation() + " r where " + cascade.refers("r", "t") + others + ")";
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }

    private String keys() {
        return Identifier.list(names(key), "d.") + " from " + listed + " d";
    }

    private String goes(String alias) {
        return alias + ".\"caravanserai kind\" = " + Identifier.literal(StagedDiff.text(kind)) + " and not "
                + stays(alias);
    }

    /** Whether a row is one of those that go, as a condition; it may be of a table above this one. */
    private String takes(String alias) {
        return "(" + alias + ".tableoid in (select " + table.oid() + "::oid union select relid from pg_partition_tree("
                + table.oid() + "::oid)) and exists (select from " + listed + " e where " + goes("e") + " and "
                + KeySql.equal(key, "e", alias) + "))";
    }

    /** Whether a row of those listed stays, as a condition. */
    public String stays(String alias) {
        return "exists (select from " + staying + " s where " + KeySql.equal(key, "s", alias) + ")";
    }
}
