package postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A foreign key that points to a table that was asked for, to one of its partitions, or to what it is a partition of.
 *
 * @param referred the oid of the table that was asked for
 * @param name the constraint's
 * @param pointsTo the oid of the table it points to
 * @param pointsToPart whether that is a partition of the one that was asked for: then only some of its rows are meant
 * @param table whose constraint it is: a partition has those that are its own, and a table those that its partitions share
 * @param root that table, or what it is a partition of, at the top
 * @param relation what to select the referring rows from, quoted
 * @param family oids of the referring table, its partitions, and what it is a partition of
 * @param above oids of the referring table and of what it is a partition of
 * @param columns those that refer
 * @param referredColumns those that they refer to, in the same order
 * @param operators which compare them, in the same order, ready for SQL
 * @param onDelete what becomes of rows that refer to one that goes
 * @param onUpdate what becomes of rows that refer to one that gets other values in the referred columns
 * @param blanked columns that {@code set null} and {@code set default} change when a row goes
 */
public record ReferringKey(
        long referred,
        String name,
        long pointsTo,
        boolean pointsToPart,
        TableName table,
        TableName root,
        String relation,
        List<Long> family,
        List<Long> above,
        List<String> columns,
        List<String> referredColumns,
        List<String> operators,
        Action onDelete,
        Action onUpdate,
        List<String> blanked) {

    private static final String FIND = Sql.read("postgres/referring-keys.sql");

    /** What a foreign key does. */
    public enum Action {
        /** The change is an error, at the end of the statement or of the transaction. */
        NO_ACTION,
        /** The change is an error at once. */
        RESTRICT,
        /** The rows go too, or follow. */
        CASCADE,
        SET_NULL,
        SET_DEFAULT;

        /** Whether rows that refer are changed. */
        public boolean acts() {
            return this != NO_ACTION && this != RESTRICT;
        }

        static Action of(String letter) {
            return switch (letter) {
                case "c" -> CASCADE;
                case "n" -> SET_NULL;
                case "d" -> SET_DEFAULT;
                case "r" -> RESTRICT;
                default -> NO_ACTION;
            };
        }
    }

    public ReferringKey {
        family = List.copyOf(family);
        above = List.copyOf(above);
        columns = List.copyOf(columns);
        referredColumns = List.copyOf(referredColumns);
        operators = List.copyOf(operators);
        blanked = List.copyOf(blanked);
    }

    /** All that point to these tables, in the order of names; one that points to several is told of each. */
    public static List<ReferringKey> to(Connection connection, Collection<Long> oids) throws SQLException {
        return oids.isEmpty()
                ? List.of()
                : Query.list(connection, FIND, ReferringKey::read, connection.createArrayOf("bigint", oids.toArray()));
    }

    /** All that point to a table. */
    public static List<ReferringKey> to(Connection connection, Table table) throws SQLException {
        return to(connection, List.of(table.oid()));
    }

    /** Those of them through which deleting rows of the table deletes or blanks rows elsewhere. */
    public static List<ReferringKey> cascading(Connection connection, Table table) throws SQLException {
        return to(connection, table).stream()
                .filter(key -> key.onDelete().acts())
                .toList();
    }

    /** The condition that a row of one alias refers to a row of the other, which is of the table that was asked for. */
    public String refers(String referring, String referredTo) {
        return pointsToPart
                ? hasItsValues(referring, referredTo)
                        + " and " + referredTo + ".tableoid in (select relid from pg_catalog.pg_partition_tree("
                        + pointsTo + "::oid::regclass))"
                : hasItsValues(referring, referredTo);
    }

    /** The same where it is not asked which partition the other row is in. */
    public String hasItsValues(String referring, String referredTo) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> referredTo + "." + Identifier.quote(referredColumns.get(i)) + " " + operators.get(i)
                        + " " + referring + "." + Identifier.quote(columns.get(i)))
                .collect(Collectors.joining(" and "));
    }

    private static ReferringKey read(ResultSet row) throws SQLException {
        TableName table = new TableName(row.getString("schema"), row.getString("table_name"));
        return new ReferringKey(
                row.getLong("referred"),
                row.getString("name"),
                row.getLong("points_to"),
                row.getBoolean("points_to_part"),
                table,
                new TableName(row.getString("root_schema"), row.getString("root_name")),
                table.rows(row.getBoolean("partitioned")),
                List.of((Long[]) row.getArray("family").getArray()),
                List.of((Long[]) row.getArray("above").getArray()),
                Query.texts(row, "columns"),
                Query.texts(row, "referred_columns"),
                Query.texts(row, "operators"),
                Action.of(row.getString("on_delete")),
                Action.of(row.getString("on_update")),
                Query.texts(row, "blanked"));
    }
}
