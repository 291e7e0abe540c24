package sync.copy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.WorkerPool;
import postgres.Query;
import postgres.SqlState;
import postgres.definition.Ddl;
import rows.place.CutOver;
import rows.place.ExistingTables;
import rows.place.PlacedTable;
import rows.place.Swap;
import sync.CopyMark;
import sync.SyncSettings;

/** The last step of a copy: one transaction that puts all tables in their place, or their rows. */
final class Placement {

    private final CopyDatabases sides;
    private final UUID run;
    private final StagedCopy staged;
    private final WorkerPool workers;
    private final Arrivals arrivals;
    private final CopyMark mark;
    private final CutOver cutOver;
    private final boolean dependents;
    private RunEnd end;

    Placement(
            CopyDatabases sides,
            SyncSettings settings,
            UUID run,
            StagedCopy staged,
            WorkerPool workers,
            Arrivals arrivals,
            CopyMark mark,
            boolean dependents) {
        this.sides = sides;
        this.run = run;
        this.staged = staged;
        this.workers = workers;
        this.arrivals = arrivals;
        this.mark = mark;
        this.dependents = dependents;
        cutOver = new CutOver(sides.target(), workers, settings.swapTimeoutMillis());
    }

    /** Puts the tables in their place; after that the copy is done. */
    RunEnd run(PostData postData, RunEnd copied) throws SQLException, IOException {
        if (!staged.takenAway().oids().isEmpty()) {
            cutOver.awaitOlderReaders();
        }
        cutOver.run(() -> {
            try (TargetConnection connection = new TargetConnection(sides.target(), workers)) {
                place(connection, postData, copied);
            }
        });
        return end;
    }

    private void place(TargetConnection connection, PostData postData, RunEnd copied) throws SQLException {
        Connection target = connection.begin();
        connection.durably();
        arrivals.hold(target, staged.attempt());
        lock(target);
        refuseOthers(target);
        CopiedDependents standing = new CopiedDependents(target, staged.plan(), staged.takenAway(), dependents);
        standing.takeAway();
        List<PlacedTable> swapped =
                staged.swapped().stream().map(CopiedTable::placed).toList();
        try {
            new Swap(target, swapped).run(staged.takenAway());
        } catch (SQLException e) {
            if (SqlState.DEPENDED_ON.equals(e.getSQLState())) {
                throw StagedCopy.dependedOn(SqlState.detail(e));
            }
            throw Staging.refused(e, "the tables cannot take their place on the target");
        }
        new Replacement(target, staged.exchanged()).run(postData::hash);
        Inherited.connect(target, staged.plan());
        if (!staged.replaced().isEmpty()) {
            connect(target);
        }
        end = standing.bring(copied);
        Staging.drop(target, run);
        arrivals.finish(target, CopyResult.write(end));
        // In the transaction of the rows: a mark of any other moment would pass changes over, or have all looked at
        // again.
        mark.keep(target);
        connection.commit();
    }

    private void lock(Connection target) throws SQLException {
        cutOver.lock(
                target,
                List.of(
                        () -> Swap.lock(target, staged.takenAway()),
                        () -> Replacement.lock(target, staged.exchanged())));
    }

    /** New tables beside some that stay: what they point to is only now what it will be. */
    private void connect(Connection target) throws SQLException {
        for (CopiedTable table : staged.swapped()) {
            for (String statement : Ddl.of(table.definition()).foreignKeys()) {
                try {
                    Query.execute(target, statement);
                } catch (SQLException e) {
                    throw Staging.refused(e, table.name().display() + " cannot point to what it does on the source");
                }
            }
        }
    }

    /** A table that was made, dropped or exchanged meanwhile is not the one that was looked at. */
    private void refuseOthers(Connection target) throws SQLException {
        if (!ExistingTables.of(target, staged.plan().names()).equals(staged.existing())) {
            throw new ProblemException(Problem.conflict(
                    "tables of the target were made or dropped during the copy", "copy again; nothing was changed"));
        }
    }
}
