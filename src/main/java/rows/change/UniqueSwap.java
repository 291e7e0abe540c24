package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import postgres.Column;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.Sql;
import postgres.TableName;

/**
 * The second way to change rows of a target, for those that take over each other's unique values: none of them can be
 * updated before the other, so all go and come again in one statement, at whose end foreign keys are looked at.
 *
 * @param table whose rows change
 * @param relation the same as rows are read from it, as in {@code only things}
 * @param key the primary key's columns
 * @param columns all columns that are written
 * @param rows a relation with the rows {@code s} as they are to be
 * @param differs the condition that a row {@code t} of the table is not what the row {@code s} of its key says
 */
public record UniqueSwap(
        TableName table, String relation, List<Column> key, List<String> columns, String rows, String differs) {

    private static final String MAY = Sql.read("rows/change/may-be-swapped.sql");
    private static final String SEES = Sql.read("rows/change/sees-a-swap.sql");

    /** A row that somebody else's doing kept from coming again. */
    static final String TRIGGERED_CHANGE = "27000";

    /** Whether nothing else goes along with the rows, and all that they hold comes again. */
    public boolean isSafe(Connection target) throws SQLException {
        return Query.first(
                        target,
                        MAY,
                        row -> row.getBoolean("may"),
                        table.quoted(),
                        target.createArrayOf("text", columns.toArray()))
                .orElseThrow();
    }

    /** Whether triggers or rules would fire that are not to, or the other way round. */
    private boolean isSeen(Connection target) throws SQLException {
        return Query.first(target, SEES, row -> row.getBoolean("sees"), table.quoted())
                .orElseThrow();
    }

    /** Takes the changed rows out; returns their keys. */
    public String leave() {
        return "delete from " + relation + " t using " + rows + " s where " + KeySql.equal(key, "t", "s")
                + " and (" + differs + ") returning "
                + Identifier.list(key.stream().map(Column::name).toList(), "t.");
    }

    /**
     * Puts them in as they are to be, with those that are new.
     *
     * @param left the name of the part of the statement that is {@link #leave()}: all of it is done first
     */
    public String come(String left) {
        return "insert into " + table.quoted() + " as t (" + Identifier.list(columns)
                + ") overriding system value select "
                + Identifier.list(columns, "s.") + " from " + rows + " s where (select count(*) from " + left
                + ") >= 0 and (exists (select from " + left + " l where " + KeySql.equal(key, "l", "s")
                + ") or not exists (select from " + relation + " t where " + KeySql.equal(key, "t", "s") + "))";
    }

    /** Whether a row that came is new, for what {@link #come} returns. */
    public String fresh(String left) {
        return "not exists (select from " + left + " l where " + KeySql.equal(key, "l", "t") + ")";
    }

    /**
     * Does it, with those that are new.
     *
     * @return how many rows came, and how many of them are new; empty where it is not safe, or not unseen
     * @throws SQLException that is a row's fault, also where one that went did not come again
     */
    public Optional<Swapped> run(Connection target) throws SQLException {
        if (!isSafe(target) || isSeen(target)) {
            return Optional.empty();
        }
        return Query.first(
                target,
                "with l as (" + leave() + "), c as (" + come("l") + " returning " + fresh("l")
                        + " as fresh) select count(*) filter (where not fresh) as changed,"
                        + " count(*) filter (where fresh) as fresh, (select count(*) from l) as gone from c",
                row -> {
                    Swapped swapped = new Swapped(row.getLong("changed"), row.getLong("fresh"));
                    if (swapped.changed < row.getLong("gone")) {
                        throw new SQLException("rows of " + table.display() + " did not come again", TRIGGERED_CHANGE);
                    }
                    return swapped;
                });
    }

    /** Rows that went and came again, and rows that are new. */
    public record Swapped(long changed, long fresh) {}
}
