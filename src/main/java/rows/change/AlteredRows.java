package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import postgres.Column;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.TableName;
import rows.diff.StagedDiff;

/**
 * Rows that were put back and are not what was kept, because a trigger or a rule acted on them.
 *
 * @param rows that are there with other values
 * @param columns in which
 * @param absent rows that were put in and are not there: swallowed, or sent elsewhere
 */
public record AlteredRows(TableName table, long rows, List<String> columns, long absent) {

    public AlteredRows {
        columns = List.copyOf(columns);
    }

    /** Those of a restore that has put its rows back. */
    public static AlteredRows of(Connection connection, RowRestore restore) throws SQLException {
        StagedDiff diff = restore.comparison();
        List<String> columns = diff.columns().columns().stream()
                .filter(column -> !diff.columns().isRetyped(column))
                .map(Column::name)
                .toList();
        String there = "not " + KeySql.absent(diff.key().get(0), "l");
        List<String> differs = columns.stream()
                .map(Identifier::quote)
                .map(name -> there + " and l." + name + "::text is distinct from s." + name + "::text")
                .toList();
        String look = "select " + count(KeySql.absent(diff.key().get(0), "l")) + " as absent, "
                + count(String.join(" or ", differs))
                + " as altered, "
                + differs.stream().map(AlteredRows::count).collect(Collectors.joining(", ", "array[", "]::bigint[]"))
                + " as differing from " + diff.differences() + " d join " + diff.wanted() + " s on "
                + diff.sameKey("s", "d") + " left join "
                + diff.live().relation() + " l on " + diff.sameKey("l", "d")
                + " where d.\"caravanserai kind\" in (" + restore.touches() + ")";
        return Query.first(connection, look, row -> {
                    Long[] counts = (Long[]) row.getArray("differing").getArray();
                    return new AlteredRows(
                            diff.live().name(),
                            row.getLong("altered"),
                            IntStream.range(0, counts.length)
                                    .filter(i -> counts[i] > 0)
                                    .mapToObj(columns::get)
                                    .toList(),
                            row.getLong("absent"));
                })
                .orElseThrow();
    }

    /** Has a restore count what became of its rows, and not what statements said of it; told by what it kept of them. */
    public static void recount(Connection connection, RowRestore restore, BeforeImages kept) throws SQLException {
        restore.count(Query.list(
                        connection,
                        "select upper(\"caravanserai kind\") as kind, count(*) from " + kept.keptIn() + " group by 1",
                        row -> Map.entry(StagedDiff.Kind.valueOf(row.getString("kind")), row.getLong("count")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static String count(String condition) {
        return "count(*) filter (where " + condition + ")";
    }
}
