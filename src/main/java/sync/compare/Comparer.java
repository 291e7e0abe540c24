package sync.compare;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunEnd;
import postgres.Databases;
import postgres.TableName;
import rows.change.ImageLedger;
import rows.place.CommitReceipt;
import rows.place.ComparedDatabase;
import sync.Flow;
import sync.SourceTables;
import sync.SyncSettings;

/**
 * Compares the two sides of a flow by content hashes of all rows, and makes the target equal on request. Every side is
 * seen at one moment of its own. Not to be called in a transaction: both sides have theirs.
 */
@ApplicationScoped
public class Comparer {

    private final Databases databases;
    private final SyncSettings settings;
    private final ActiveRuns active;
    private final ImageLedger images;

    public Comparer(Databases databases, SyncSettings settings, ActiveRuns active, ImageLedger images) {
        this.databases = databases;
        this.settings = settings;
        this.active = active;
        this.images = images;
    }

    /**
     * Compares. That tables differ is an answer, {@code equal} is false in its detail; that they cannot be repaired is a
     * refusal, which tells how they differ.
     *
     * @throws ProblemException if a table is not on the source or does not belong to the flow, a database is not known, a
     *     right is lacking, a lock is not to be had, or the run was cancelled
     */
    public RunEnd compare(CompareRequest request, Flow flow) throws SQLException {
        ActiveRun run = active.open(request.run());
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (ComparedDatabase source =
                        ComparedDatabase.open(databases, flow.from(), settings.lockTimeoutMillis(), run);
                ComparedDatabase target =
                        ComparedDatabase.open(databases, flow.to(), settings.lockTimeoutMillis(), run)) {
            Optional<RunEnd> before =
                    request.repair() ? CommitReceipt.endOf(target.connection(), request.run()) : Optional.empty();
            if (before.isPresent()) {
                // An earlier try was done, and only the ledger does not know.
                return before.get();
            }
            List<TableName> tables = SourceTables.of(source.connection(), flow, request.tables());
            List<TableName> present = target.present(tables);
            // The target is closed to others first: what they did before then is on the source already, or is no copy.
            if (request.repair()) {
                target.write(present);
                source.read(tables);
            } else {
                source.read(tables);
                target.read(present);
            }
            List<TableName> onlyTarget = SourceTables.onlyTarget(target.connection(), flow, request.tables(), tables);
            return new FlowComparison(request, source, target, executor, run, images).run(tables, present, onlyTarget);
        } catch (SQLException e) {
            if (run.cancelWanted()) {
                throw new ProblemException(Problem.cancelled());
            }
            throw e;
        } finally {
            executor.shutdown();
        }
    }
}
