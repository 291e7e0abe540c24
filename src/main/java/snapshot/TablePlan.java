package snapshot;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ledger.Problem;
import ledger.ProblemException;
import postgres.BucketHashes;
import postgres.Column;
import postgres.Condition;
import postgres.Identifier;
import postgres.KeyBuckets;
import postgres.Query;
import postgres.Sql;
import postgres.Table;
import postgres.definition.TableDefinition;
import snapshot.format.FileFormat;
import snapshot.format.TableRows;

/**
 * What is to be read of a table.
 *
 * @param buckets how its hashes are cut; null for a table without a key
 * @param where which rows, or null for all
 * @param bytes that it takes on the server's disk
 */
record TablePlan(Table table, TableDefinition definition, KeyBuckets buckets, Condition where, long bytes) {

    private static final long SMALL = 1 << 17;
    private static final int MOST_TABLES = 50;
    /** Of which one statement speaks. */
    private static final int MOST_COLUMNS = 1_000;

    private static final String SIZES = Sql.read("snapshot/table-sizes.sql");
    private static final String PAGES = Sql.read("snapshot/table-pages.sql");

    /** The bytes that tables take, by their oids. */
    static Map<Long, Long> sizes(Connection connection, List<Table> tables) throws SQLException {
        return byOid(connection, SIZES, tables);
    }

    /** The bytes that they all take. */
    static long total(Connection connection, List<Table> tables) throws SQLException {
        return sizes(connection, tables).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** The pages that they have, by their oids: of partitioned ones the most that a partition has. */
    static Map<Long, Long> pages(Connection connection, List<Table> tables) throws SQLException {
        return byOid(connection, PAGES, tables);
    }

    private static Map<Long, Long> byOid(Connection connection, String sql, List<Table> tables) throws SQLException {
        Map<Long, Long> numbers = new HashMap<>();
        Query.list(
                connection,
                sql,
                row -> numbers.put(row.getLong(1), row.getLong(2)),
                connection.createArrayOf("oid", tables.stream().map(Table::oid).toArray()));
        return numbers;
    }

    /** A file that knows types has rows only as far as it has columns. */
    static void refuseWithoutColumns(List<TablePlan> plans, SnapshotRequest request) {
        List<String> without = plans.stream()
                .filter(plan -> request.format() != FileFormat.CSV_ZST
                        && plan.table.writable().isEmpty())
                .map(plan -> plan.table.name().display())
                .toList();
        if (!without.isEmpty()) {
            throw new ProblemException(Problem.refused(
                    "%s cannot be kept as %s: without columns there is nothing that a file of that kind could hold"
                            .formatted(
                                    String.join(", ", without),
                                    request.as().name().toLowerCase(Locale.ROOT)),
                    "keep them as files, or name the other tables"));
        }
    }

    String rows() {
        String columns = table.writable().isEmpty()
                ? ""
                : Identifier.list(table.writable().stream().map(Column::name).toList(), "t.");
        return "select " + columns + " from " + table.relation() + " t" + (where == null ? "" : where.clause());
    }

    /**
     * Those in some pages, of each partition.
     *
     * @param to the first that is not meant; the greatest number where there is none
     */
    String rowsOfPages(long from, long to) {
        return rows()
                + (where == null ? " where " : " and ")
                + "t.ctid >= '(%d,0)'::tid".formatted(from)
                + (to == Long.MAX_VALUE ? "" : " and t.ctid < '(%d,0)'::tid".formatted(to));
    }

    /** What the manifest says of it, whose rows are in one file or in parts. */
    Manifest.TableFacts facts(StoredFile data, List<Manifest.Part> parts, BucketHashes hash, StoredFile hashes) {
        return new Manifest.TableFacts(
                table.name(),
                hash.rows(),
                data,
                parts,
                hash.hash(),
                table.primaryKey(),
                table.writable(),
                buckets,
                hashes,
                where == null ? null : where.sql(),
                definition);
    }

    TableRows kept() {
        return new TableRows(table.name().display(), rows(), table.writable(), table.primaryKey());
    }

    /** Only for showing how far it is. */
    long bytesOfARow() {
        return 64;
    }

    BucketHashes.Rows hashed() {
        return new BucketHashes.Rows(where == null ? table.relation() : "(" + rows() + ")", table.writable(), buckets);
    }

    /** The same tables, the small ones several at a time: going to each alone takes longer than its rows. */
    static List<List<TablePlan>> together(List<TablePlan> plans) {
        List<List<TablePlan>> groups = new ArrayList<>();
        List<TablePlan> group = new ArrayList<>();
        int columns = 0;
        for (TablePlan plan : plans) {
            if (plan.bytes > SMALL) {
                groups.add(List.of(plan));
                continue;
            }
            columns += plan.table.columns().size();
            if (group.size() == MOST_TABLES || columns > MOST_COLUMNS && !group.isEmpty()) {
                groups.add(group);
                group = new ArrayList<>();
                columns = plan.table.columns().size();
            }
            group.add(plan);
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }
}
