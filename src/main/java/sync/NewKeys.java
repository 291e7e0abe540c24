package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import postgres.Column;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;

/**
 * Rows of the target that are on the source under another key, as values tell that others refer to. They are changed in
 * place: a foreign key to these values would act on a row that goes, though another with them comes.
 */
record NewKeys(TableSync table, int number) {

    private List<String> key() {
        return table.target().key();
    }

    private String moved() {
        return "pg_temp.\"caravanserai_moved_" + number + '"';
    }

    private List<String> oldNames() {
        return key().stream().map(name -> "caravanserai old " + name).toList();
    }

    private List<String> names() {
        return table.columns().stream().map(Column::name).toList();
    }

    /** Makes the place for them, empty; the rows are as those of another table. */
    void make(Connection connection, String rows) throws SQLException {
        String old = IntStream.range(0, key().size())
                .mapToObj(i -> "t." + Identifier.quote(key().get(i)) + " as "
                        + Identifier.quote(oldNames().get(i)))
                .collect(Collectors.joining(", "));
        Query.execute(
                connection,
                "create temporary table if not exists \"caravanserai_moved_" + number
                        + "\" on commit delete rows as select " + old + ", " + Identifier.list(names(), "s.") + " from "
                        + table.target().relation() + " t, " + rows + " s with no data; truncate " + moved());
    }

    /**
     * Finds them.
     *
     * @param coming the rows that come
     * @param columns in which they have the same values
     * @param goes the condition that a row {@code t} goes
     */
    void find(Connection connection, String coming, List<String> columns, String goes) throws SQLException {
        List<Column> keys = table.target().keyColumns();
        Query.update(
                connection,
                "insert into " + moved() + " (" + Identifier.list(oldNames()) + ", " + Identifier.list(names())
                        + ") select distinct on (" + Identifier.list(key(), "s.") + ") " + Identifier.list(key(), "t.")
                        + ", " + Identifier.list(names(), "s.") + " from "
                        + table.target().relation() + " t join "
                        + coming + " s on " + KeySql.same(columns, "t", "s") + " where " + goes
                        + " and not exists (select from " + table.target().relation() + " x where "
                        + KeySql.equal(keys, "x", "s") + ") and not exists (select from " + moved() + " m where "
                        + KeySql.equal(keys, "m", "s") + " or " + isOld("t") + ")");
    }

    /** They neither go nor come. */
    void leaveOut(Connection connection, String going, List<String> coming) throws SQLException {
        Query.update(connection, "delete from " + going + " k using " + moved() + " m where " + isOld("k"));
        for (String rows : coming) {
            Query.update(
                    connection,
                    "delete from " + rows + " s using " + moved() + " m where "
                            + KeySql.equal(table.target().keyColumns(), "s", "m"));
        }
    }

    private String isOld(String alias) {
        return KeySql.same(key(), alias, oldNames(), "m");
    }

    /** The statement that changes them. */
    String move() {
        List<String> written = names().stream()
                .filter(name -> !table.target().column(name).orElseThrow().generated())
                .toList();
        return "update " + table.target().relation() + " t set " + KeySql.assign(written, "m") + " from " + moved()
                + " m where " + isOld("t");
    }
}
