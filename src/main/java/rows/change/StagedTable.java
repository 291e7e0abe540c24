package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import postgres.Column;
import postgres.CopyPipe;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import rows.diff.TablePair;

/**
 * The source's rows of those buckets that differ, in a temporary table of the target's columns; and the statements that
 * make the target's rows the same.
 *
 * @param stage its name, ready for SQL
 * @param changing columns of the target in which any row differs and that can be written
 */
public record StagedTable(TablePair pair, List<Long> buckets, String stage, List<Column> changing) {

    private static final AtomicLong NUMBER = new AtomicLong();

    /** Copies the rows over, in the callers' transactions; they are gone when the target's ends. */
    public static StagedTable of(Connection source, Connection target, TablePair pair, List<Long> buckets)
            throws SQLException {
        String stage = "pg_temp." + Identifier.quote("caravanserai_source_" + NUMBER.incrementAndGet());
        String columns = Identifier.list(names(pair), "t.");
        Query.execute(
                target,
                "create temporary table " + stage + " on commit drop as select " + columns + " from "
                        + pair.target().relation() + " t with no data");
        CopyPipe.run(
                source,
                "copy (select " + columns + " from " + pair.source().relation() + " t where "
                        + pair.amongSource(buckets) + ") to stdout",
                target,
                "copy " + stage + " from stdin");
        Query.execute(target, "analyze " + stage);
        return new StagedTable(pair, buckets, stage, changing(target, pair, stage));
    }

    private static List<String> names(TablePair pair) {
        return pair.columns().columns().stream().map(Column::name).toList();
    }

    private static List<Column> written(TablePair pair) {
        return pair.target().writable().stream()
                .filter(column -> pair.columns().has(column.name()))
                .toList();
    }

    /** Only columns that differ anywhere: others may be such as nobody may write. */
    private static List<Column> changing(Connection target, TablePair pair, String stage) throws SQLException {
        List<Column> others = KeySql.mayDiffer(written(pair), pair.key());
        if (others.isEmpty()) {
            return List.of();
        }
        String any = others.stream()
                .map(column -> "coalesce(bool_or(" + KeySql.differ(List.of(column), "s", "t") + "), false)")
                .collect(Collectors.joining(", "));
        return Query.first(
                        target,
                        "select " + any + " from " + stage + " s join "
                                + pair.target().relation() + " t on " + sameKey(pair),
                        row -> {
                            List<Column> changing = new ArrayList<>();
                            for (int i = 0; i < others.size(); i++) {
                                if (row.getBoolean(i + 1)) {
                                    changing.add(others.get(i));
                                }
                            }
                            return List.copyOf(changing);
                        })
                .orElseThrow();
    }

    /** What is equal to the key's types is one row, however both sides write it. */
    private static String sameKey(TablePair pair) {
        return KeySql.equal(pair.target().columns(pair.key()), "t", "s");
    }

    /** The condition on a row {@code t} of the target that the source has not. */
    public String added() {
        return pair.amongTarget(buckets) + " and not exists (select from " + stage + " s where " + sameKey(pair) + ")";
    }

    /**
     * The rows as they are before all of that: those that change and those that go whole, of those that come the key.
     *
     * @param columns of the target that are wanted, the key's among them
     */
    String before(List<Column> columns) {
        String relation = pair.target().relation();
        String names = Identifier.list(columns.stream().map(Column::name).toList(), "t.");
        String added = columns.stream()
                .map(column -> pair.key().contains(column.name()) ? "s." + Identifier.quote(column.name()) : "null")
                .collect(Collectors.joining(", "));
        return "select 'changed'::text as \"caravanserai kind\", null::bigint as \"caravanserai after\", " + names
                + " from " + relation + " t join " + stage + " s on " + sameKey(pair) + " where "
                + KeySql.differ(changing, "s", "t")
                + " union all select 'added', null, " + names + " from " + relation + " t where " + added()
                + " union all select 'missing', null, " + added + " from " + stage + " s where not exists (select from "
                + relation + " t where " + sameKey(pair) + ")";
    }

    /** Removes what the source has not. */
    public String delete() {
        return "delete from " + pair.target().relation() + " t where " + added();
    }

    /** Gives changed rows the source's values; null if none changed. */
    public String update() {
        if (changing.isEmpty()) {
            return null;
        }
        return "update " + pair.target().relation() + " t set "
                + KeySql.assign(changing.stream().map(Column::name).toList(), "s")
                + " from " + stage + " s where " + sameKey(pair) + " and ("
                + KeySql.differ(changing, "s", "t") + ")";
    }

    /** The other way to change rows and to add what the target lacks. */
    public UniqueSwap exchange() {
        return new UniqueSwap(
                pair.target().name(),
                pair.target().relation(),
                pair.target().columns(pair.key()),
                written(pair).stream().map(Column::name).toList(),
                stage,
                KeySql.differ(changing, "s", "t"));
    }

    /** Adds what the target lacks. */
    public String insert() {
        List<String> names = written(pair).stream().map(Column::name).toList();
        return "insert into " + pair.target().name().quoted() + " (" + Identifier.list(names)
                + ") overriding system value select " + Identifier.list(names, "s.") + " from " + stage
                + " s where not exists (select from " + pair.target().relation() + " t where " + sameKey(pair)
                + ")";
    }
}
