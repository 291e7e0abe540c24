package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ledger.Problem;
import ledger.ProblemException;
import postgres.BucketHashes;
import postgres.Catalog;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Table;
import postgres.TableName;
import rows.diff.TablePair;
import rows.diff.TableSize;

/**
 * Removes from the target the rows whose keys are gone from the source. Keys of both sides are hashed by ranges, and only
 * those of ranges that differ are looked at; rows that the target lacks are left to whoever brings them.
 */
public final class Reconciler {

    private final Connection source;
    private final Connection target;

    /**
     * What it took for a table.
     *
     * @param deleted rows that are gone now; what went along by the target's own foreign keys is not counted
     * @param rows whose keys were hashed, of both sides
     * @param bytes that these rows take on disk, of both sides
     * @param seconds to hash and to look at what differs; the deletes of all tables are one statement and not in here
     */
    public record Reconciled(TableName table, long deleted, long rows, long bytes, double seconds) {}

    /** Keys of the source beside the target's, if any may be gone. */
    private record Looked(Reconciled cost, StagedTable staged) {}

    /**
     * @param source in a transaction that sees one moment, no earlier than what was written to the target
     * @param target in the transaction in which rows are to go; its values are written as {@link SessionSettings#exact}
     *     says from then on
     */
    public Reconciler(Connection source, Connection target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Removes them, of all tables at once: foreign keys among these do not mind the order. Triggers fire.
     *
     * @param tables that are on both sides
     * @throws ProblemException if a table has not the same primary key on both sides
     */
    public List<Reconciled> run(List<TableName> tables) throws SQLException {
        SessionSettings.exact(source);
        SessionSettings.exact(target);
        List<Looked> all = new ArrayList<>();
        for (TableName table : tables) {
            all.add(look(table));
        }
        SessionSettings.ordinaryNames(target);
        List<Looked> staged = all.stream().filter(one -> one.staged() != null).toList();
        List<Long> deleted = delete(staged.stream().map(Looked::staged).toList());
        return all.stream()
                .map(one -> one.staged() == null ? one.cost() : with(one.cost(), deleted.get(staged.indexOf(one))))
                .toList();
    }

    private static Reconciled with(Reconciled cost, long deleted) {
        return new Reconciled(cost.table(), deleted, cost.rows(), cost.bytes(), cost.seconds());
    }

    private Looked look(TableName name) throws SQLException {
        Instant start = Instant.now();
        Table theirs = table(source, name, "source");
        Table ours = table(target, name, "target");
        TablePair pair = TablePair.of(source, theirs, target, ours, true);
        if (!pair.hasKey()) {
            throw new ProblemException(Problem.refused(
                    name.display() + " has not the same primary key on both sides, so it is not known what is gone",
                    "give both the same key, or set sync.flows.<name>.deletes=ignore"));
        }
        BucketHashes there =
                BucketHashes.of(source, pair.sourceRelation(), pair.columns().columns(), pair.buckets());
        BucketHashes here =
                BucketHashes.of(target, pair.targetRelation(), pair.columns().columns(), pair.buckets());
        List<Long> differing = there.differing(here).stream()
                .filter(here.buckets()::containsKey)
                .toList();
        StagedTable staged = differing.isEmpty() ? null : StagedTable.of(source, target, pair, differing);
        return new Looked(
                new Reconciled(
                        name,
                        0,
                        there.rows() + here.rows(),
                        TableSize.of(source, theirs) + TableSize.of(target, ours),
                        Duration.between(start, Instant.now()).toMillis() / 1000.0),
                staged);
    }

    private static Table table(Connection connection, TableName name, String side) throws SQLException {
        return Catalog.find(connection, name)
                .orElseThrow(() -> new ProblemException(
                        Problem.notFound("the " + side + " has no table " + name.display(), "copy the flow first")));
    }

    private List<Long> delete(List<StagedTable> tables) throws SQLException {
        if (tables.isEmpty()) {
            return List.of();
        }
        return Query.first(
                        target,
                        IntStream.range(0, tables.size())
                                        .mapToObj(i -> "d" + i + " as ("
                                                + tables.get(i).delete() + " returning 1)")
                                        .collect(Collectors.joining(", ", "with ", " "))
                                + IntStream.range(0, tables.size())
                                        .mapToObj(i -> "(select count(*) from d" + i + ")")
                                        .collect(Collectors.joining(", ", "select ", "")),
                        row -> {
                            List<Long> deleted = new ArrayList<>();
                            for (int i = 1; i <= tables.size(); i++) {
                                deleted.add(row.getLong(i));
                            }
                            return deleted;
                        })
                .orElseThrow();
    }
}
