package sync;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import postgres.Column;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.ReferringKey;

/**
 * Rows of one table of the target that change together with others: those that go, those that were asked the source for, and
 * those that came from it. In temporary tables that are empty again after the transaction.
 */
final class Affected {

    private final TableSync table;
    private final long oid;
    private final boolean called;
    private final int number;
    private final StagedChanges fetched;
    private final List<StagedChanges> incoming = new ArrayList<>();
    private boolean made;
    private long going;
    private long fetchedRows;
    private boolean rekeyed;

    /**
     * @param oid the table's on the target
     * @param called whether the sync is to write it; of others it is only looked at what goes
     * @param number tells the temporary tables from the others of a run
     */
    Affected(TableSync table, long oid, boolean called, int number) {
        this.table = table;
        this.oid = oid;
        this.called = called;
        this.number = number;
        this.fetched = new StagedChanges(number, null, table.target(), table.columns());
    }

    TableSync table() {
        return table;
    }

    long oid() {
        return oid;
    }

    boolean called() {
        return called;
    }

    String name() {
        return table.source().name().display();
    }

    String relation() {
        return table.target().relation();
    }

    /** The next transaction: what was found before is gone. */
    void begin() {
        made = false;
        going = 0;
        fetchedRows = 0;
        rekeyed = false;
        incoming.clear();
    }

    /** Rows that came with the changes, and are written with the rest. */
    void comes(List<StagedChanges> streams) {
        incoming.addAll(streams);
    }

    boolean goesAny() {
        return going > 0;
    }

    boolean comesAny() {
        return fetchedRows > 0 || !incoming.isEmpty();
    }

    boolean fetchedAny() {
        return fetchedRows > 0;
    }

    StagedChanges fetched() {
        return fetched;
    }

    /** All that is to be written. */
    List<StagedChanges> coming() {
        List<StagedChanges> all = new ArrayList<>(incoming);
        if (fetchedRows > 0) {
            all.add(fetched);
        }
        return all;
    }

    private List<String> key() {
        return table.target().key();
    }

    private List<Column> keyColumns() {
        return table.target().keyColumns();
    }

    /** The keys of rows that go, ready for SQL. */
    String goes() {
        return "pg_temp.\"caravanserai_goes_" + number + '"';
    }

    /** The keys of rows that were looked for on the source. */
    private String asked() {
        return "pg_temp.\"caravanserai_asked_" + number + '"';
    }

    void make(Connection connection) throws SQLException {
        if (!made) {
            String columns = key().stream()
                    .map(name -> Identifier.quote(name) + " "
                            + table.target().column(name).orElseThrow().type())
                    .collect(Collectors.joining(", "));
            for (String kind : List.of("goes", "asked")) {
                Query.execute(
                        connection,
                        "create temporary table if not exists \"caravanserai_" + kind + "_" + number + "\" (" + columns
                                + ", primary key (" + Identifier.list(key()) + ")) on commit delete rows");
            }
            fetched.make(connection);
            // Something may have been found before in the same transaction.
            Query.execute(connection, "truncate " + goes() + ", " + asked() + ", " + fetched.table());
            made = true;
        }
    }

    /** Whether a row of an alias is one of those that go, as a condition. */
    String goes(String alias) {
        return isIn(goes(), alias);
    }

    private String isIn(String keys, String alias) {
        return "exists (select from " + keys + " k where " + KeySql.equal(keyColumns(), "k", alias) + ")";
    }

    /** A row {@code s} of those that come has a value of its own in one of these columns, not that of the row {@code t}. */
    String comesOtherwise(List<String> columns) {
        List<Column> changing = columns.stream()
                .map(name -> table.target().column(name).orElseThrow())
                .toList();
        return coming().stream()
                .map(stream -> "exists (select from " + stream.table() + " s where "
                        + KeySql.equal(keyColumns(), "s", "t") + " and (" + KeySql.differ(changing, "s", "t") + "))")
                .collect(Collectors.joining(" or ", "(", ")"));
    }

    /** Lets rows {@code t} of the table go. */
    boolean go(Connection connection, String condition) throws SQLException {
        make(connection);
        return gone(
                connection, "select " + Identifier.list(key(), "t.") + " from " + relation() + " t where " + condition);
    }

    private boolean gone(Connection connection, String select) throws SQLException {
        long more = Query.update(connection, "insert into " + goes() + " " + select + " on conflict do nothing");
        going += more;
        return more > 0;
    }

    /** Notes rows {@code r} of a relation that neither go nor were asked for; answers the keys of some of them as text. */
    List<List<String>> ask(Connection connection, String relation, String condition, int most) throws SQLException {
        make(connection);
        return Query.list(
                connection,
                "insert into " + asked() + " select " + Identifier.list(key(), "r.") + " from " + relation
                        + " r where " + condition + " and not " + goes("r") + " and not " + isIn(asked(), "r")
                        + " limit "
                        + most + " on conflict do nothing returning "
                        + key().stream()
                                .map(name -> Identifier.quote(name) + "::text")
                                .collect(Collectors.joining(", ")),
                row -> texts(row, key().size()));
    }

    /** The first columns of a row. */
    static List<String> texts(ResultSet row, int columns) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            values.add(row.getString(i));
        }
        return values;
    }

    /** Rows that were asked for, and did not come, are gone on the source. */
    boolean askedInVain(Connection connection) throws SQLException {
        return made
                && gone(
                        connection,
                        "select " + Identifier.list(key(), "t.") + " from " + asked()
                                + " t where not exists (select from " + fetched.table() + " s where "
                                + KeySql.equal(keyColumns(), "s", "t") + ")");
    }

    /** How many rows that were asked for did come. */
    long askedAndCame(Connection connection) throws SQLException {
        return !made
                ? 0
                : Query.first(
                                connection,
                                "select count(*) from " + asked() + " t where exists (select from " + fetched.table()
                                        + " s where " + KeySql.equal(keyColumns(), "s", "t") + ")",
                                row -> row.getLong(1))
                        .orElseThrow();
    }

    /** Takes in rows of the source that have these values in these columns; answers whether there were any. */
    boolean fetch(
            SourceSnapshot source, Connection target, List<String> columns, List<List<String>> values, String brought)
            throws SQLException {
        make(target);
        long rows = fetched.fetch(
                source.connection(), target, table.source().relation(), hasOneOf(columns, values), brought);
        fetchedRows += rows;
        return rows > 0;
    }

    private String hasOneOf(List<String> columns, List<List<String>> values) {
        List<String> types = columns.stream()
                .map(name -> table.source().column(name).orElseThrow().type())
                .toList();
        String rows = values.stream()
                .map(one -> IntStream.range(0, one.size())
                        .mapToObj(i -> Identifier.literal(one.get(i)) + "::" + types.get(i))
                        .collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining(", "));
        return "exists (select from (values " + rows + ") k(" + Identifier.list(columns) + ") where "
                + KeySql.same(columns, "k", "t") + ")";
    }

    /** The statement that lets them go. */
    String delete() {
        return "delete from " + relation() + " t using " + goes() + " k where " + KeySql.equal(keyColumns(), "k", "t");
    }

    /** Rows that go while one with the same values in these columns comes are that one, under another key. */
    void rekey(Connection connection, List<String> columns) throws SQLException {
        make(connection);
        NewKeys keys = new NewKeys(table, number);
        if (!rekeyed) {
            keys.make(connection, fetched.table());
            rekeyed = true;
        }
        for (StagedChanges stream : coming()) {
            keys.find(connection, stream.table(), columns, goes("t"));
        }
        keys.leaveOut(
                connection, goes(), coming().stream().map(StagedChanges::table).toList());
    }

    boolean rekeyedAny() {
        return rekeyed;
    }

    /** The statement that gives rows their new keys. */
    String move() {
        return new NewKeys(table, number).move();
    }

    /** How many of the rows that came by themselves are not there, or refer to something else. */
    long missing(Connection connection, Set<String> referring) throws SQLException {
        List<Column> columns = referring.stream()
                .flatMap(name -> table.target().column(name).stream())
                .filter(column -> fetched.columns().stream()
                        .anyMatch(staged -> staged.name().equals(column.name())))
                .toList();
        return Query.first(
                        connection,
                        "select count(*) from " + fetched.table() + " s where not exists (select from " + relation()
                                + " t where " + KeySql.equal(keyColumns(), "s", "t") + " and not ("
                                + KeySql.differ(columns, "s", "t") + "))",
                        row -> row.getLong(1))
                .orElseThrow();
    }

    /** Whether a row {@code s} elsewhere refers by that foreign key to one that comes, as a condition. */
    String comesFor(ReferringKey key) {
        return Stream.concat(incoming.stream(), Stream.of(fetched))
                .map(stream -> "exists (select from " + stream.table() + " t where " + key.hasItsValues("s", "t") + ")")
                .collect(Collectors.joining(" or ", "(", ")"));
    }
}
