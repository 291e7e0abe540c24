package sync.copy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import ledger.WorkerPool;
import postgres.Query;
import postgres.SharedSnapshot;
import postgres.TableName;
import postgres.definition.TableDefinition.Persistence;

/**
 * What an earlier attempt copied, held against the source as it is now: pages that hold the same rows as they did are not
 * copied again, of all others the rows that came of them go.
 */
final class ResumeCheck {

    private final Plan plan;
    private final Arrivals arrivals;
    private final Chunks chunks;
    private final Map<Integer, Arrivals.Arrival> arrived;
    private final Map<Integer, Chunk> stale = Collections.synchronizedMap(new HashMap<>());

    private ResumeCheck(Plan plan, Arrivals arrivals, Chunks chunks, Map<Integer, Arrivals.Arrival> arrived) {
        this.plan = plan;
        this.arrivals = arrivals;
        this.chunks = chunks;
        this.arrived = Map.copyOf(arrived);
    }

    /**
     * Looks at all chunks of the copy.
     *
     * @param readers connections that see the source as the next attempt will, each for one thread
     * @return how many are kept
     */
    static int run(
            Plan plan,
            Arrivals arrivals,
            Chunks chunks,
            PostData postData,
            WorkerPool workers,
            List<SharedSnapshot> readers)
            throws SQLException, IOException {
        Map<Integer, Arrivals.Arrival> arrived = new HashMap<>();
        postData.inTransaction(target -> arrived.putAll(arrivals.all(target)));
        ResumeCheck reconciliation = new ResumeCheck(plan, arrivals, chunks, arrived);
        Queue<Chunk> queue = new ConcurrentLinkedQueue<>(chunks.all());
        workers.all(readers.stream()
                .<WorkerPool.Task>map(source -> () -> reconciliation.look(queue, source.connection(), workers))
                .toList());
        postData.inTransaction(reconciliation::remove);
        for (int number : reconciliation.stale.keySet()) {
            chunks.again(number);
        }
        return arrived.size() - reconciliation.stale.size();
    }

    private void look(Queue<Chunk> queue, Connection source, WorkerPool workers) throws SQLException {
        Map<TableName, CopyStatements> rowsets = new HashMap<>();
        for (Chunk chunk = queue.poll(); chunk != null; chunk = queue.poll()) {
            workers.check();
            Arrivals.Arrival arrival = arrived.get(chunk.number());
            if (arrival == null) {
                chunks.again(chunk.number());
                continue;
            }
            CopyStatements rowset = rowsets.get(chunk.table());
            if (rowset == null) {
                rowset = CopyStatements.of(source, chunk.table());
                rowsets.put(chunk.table(), rowset);
            }
            if (survivesCrashes(chunk.table()) && rowset.read(source, chunk).equals(arrival.done())) {
                chunks.there(chunk.number(), arrival.done());
            } else {
                stale.put(chunk.number(), chunk);
            }
        }
    }

    private boolean survivesCrashes(TableName table) {
        return plan.table(table).orElseThrow().definition().persistence() == Persistence.PERMANENT;
    }

    /** The rows of one chunk came in one transaction, and are found by it. */
    private void remove(Connection target) throws SQLException {
        Map<TableName, Collection<String>> xids = new HashMap<>();
        for (Chunk chunk : stale.values()) {
            xids.computeIfAbsent(chunk.part().into(), any -> new ArrayList<>())
                    .add(arrived.get(chunk.number()).xid());
            arrivals.forget(target, chunk.number());
        }
        for (var part : xids.entrySet()) {
            Query.update(
                    target,
                    "delete from only " + part.getKey().quoted() + " where xmin = any(?::text[]::xid[])",
                    target.createArrayOf("text", part.getValue().toArray()));
        }
    }
}
