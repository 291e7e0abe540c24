package snapshot.drill;

import java.sql.Connection;
import java.sql.SQLException;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.Table;
import postgres.TempTable;

/** A table, and the temporary tables of the keys of its rows that are deleted and that are blanked. */
record Touched(Table table, String deleted, String blanked) {

    /** Of no rows yet. */
    static Touched by(Connection connection, Table table) throws SQLException {
        return new Touched(table, keys(connection, table), keys(connection, table));
    }

    /** A temporary table for keys. */
    static String keys(Connection connection, Table table) throws SQLException {
        String columns = Identifier.list(table.primaryKey());
        String name = TempTable.of(
                connection, "select " + columns + " from " + table.name().quoted() + " limit 0");
        Query.execute(connection, "alter table " + name + " add primary key (" + columns + ")");
        return name;
    }

    /** Whether a row of {@code alias} is among them, as a condition. */
    String condition(String alias) {
        return "(" + in(deleted, alias) + " or " + in(blanked, alias) + ")";
    }

    String in(String keys, String alias) {
        return "exists (select from " + keys + " k where " + KeySql.same(table.primaryKey(), "k", alias) + ")";
    }

    String keysOf(String alias) {
        return Identifier.list(table.primaryKey(), alias + ".");
    }

    /** How many rows are among them. */
    long rows(Connection connection) throws SQLException {
        return Query.first(
                        connection,
                        "select (select count(*) from " + deleted + ") + (select count(*) from " + blanked
                                + " b where not " + in(deleted, "b") + ")",
                        row -> row.getLong(1))
                .orElseThrow();
    }
}
