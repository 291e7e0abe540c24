package sync.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import ledger.Problem;
import ledger.ProblemException;
import postgres.CopyPipe;
import postgres.SharedSnapshot;
import postgres.TableName;

/** Copies chunks, one after the other, each in one transaction of the target. */
final class ChunkCopy {

    private final SharedSnapshot source;
    private final TargetConnection target;
    private final Arrivals arrivals;
    private final int attempt;
    private final Map<TableName, CopyStatements> rowsets = new HashMap<>();

    ChunkCopy(UUID run, int attempt, SharedSnapshot source, TargetConnection target) {
        this.source = source;
        this.target = target;
        this.arrivals = new Arrivals(run);
        this.attempt = attempt;
    }

    /**
     * Copies the chunk, unless its rows are there.
     *
     * @return its rows as they were read, whoever copied them
     */
    Chunk.Done copy(Chunk chunk) throws SQLException {
        Connection into = target.begin();
        try {
            arrivals.hold(into, attempt);
            Optional<Chunk.Done> before = arrivals.find(into, chunk.number());
            if (before.isPresent()) {
                return before.get();
            }
            CopyStatements rowset = rowset(chunk.table());
            long rows = pipe(chunk, rowset, into);
            Chunk.Done done = rowset.read(source.connection(), chunk);
            if (done.rows() != rows) {
                throw new ProblemException(Problem.broken(
                        "two readings of " + chunk.part().from().display() + " at one moment gave " + rows + " and "
                                + done.rows() + " rows",
                        "look into the source's indexes and log: it contradicts itself"));
            }
            if (arrivals.arrive(into, chunk.number(), done)) {
                target.commit();
                return done;
            }
            // Another was quicker: these rows are there twice until they are undone here.
            target.rollback();
            return arrivals.find(into, chunk.number()).orElseThrow();
        } finally {
            target.rollback();
        }
    }

    private CopyStatements rowset(TableName table) throws SQLException {
        CopyStatements known = rowsets.get(table);
        if (known == null) {
            known = CopyStatements.of(source.connection(), table);
            rowsets.put(table, known);
        }
        return known;
    }

    private long pipe(Chunk chunk, CopyStatements rowset, Connection into) throws SQLException {
        try {
            return CopyPipe.run(
                    source.connection(),
                    rowset.out(chunk),
                    into,
                    rowset.in(chunk.part().into()));
        } catch (SQLException e) {
            throw Staging.refused(e, "the rows of " + chunk.part().from().display() + " cannot be copied");
        }
    }
}
