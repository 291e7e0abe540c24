package snapshot;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.sql.DataSource;
import ledger.ActiveRun;
import ledger.Problem;
import ledger.ProblemException;
import postgres.SessionSettings;
import postgres.TableName;

/** Connections that all see one moment, one for each piece of work that goes on at a time. */
final class SnapshotReaders implements AutoCloseable {

    private final BlockingQueue<SnapshotReader> idle;
    private final List<SnapshotReader> all = new ArrayList<>();
    private boolean closing;

    private SnapshotReaders(int count) {
        idle = new ArrayBlockingQueue<>(count);
    }

    /**
     * Opens all of them.
     *
     * @param moment as the first reading of the run exported it
     * @throws ProblemException if a lock is held for longer than the timeout; then none is left open
     */
    static SnapshotReaders open(
            DataSource dataSource,
            String moment,
            List<TableName> tables,
            int count,
            long lockTimeoutMillis,
            ActiveRun active)
            throws SQLException {
        SnapshotReaders readings = new SnapshotReaders(count);
        try {
            for (int i = 0; i < count; i++) {
                SnapshotReader reading = SnapshotReader.sharing(dataSource, moment, tables, lockTimeoutMillis, active);
                readings.all.add(reading);
                readings.idle.add(reading);
            }
            return readings;
        } catch (SQLException | RuntimeException e) {
            readings.close();
            throw e;
        }
    }

    /** All of them read with that role's rights, if there is one, and so does a condition that they evaluate. */
    void by(Optional<String> role) throws SQLException {
        if (role.isPresent()) {
            for (SnapshotReader reading : all) {
                SessionSettings.role(reading.connection(), role.get());
            }
        }
    }

    /** One that nobody else has; there are as many as can be asked for at a time. */
    synchronized SnapshotReader take() {
        if (closing) {
            throw new ProblemException(Problem.conflict("the snapshot has ended already", null));
        }
        return idle.remove();
    }

    void giveBack(SnapshotReader reading) {
        idle.add(reading);
    }

    /** Stops those that are at work, and waits until they are given back; once closed it has nothing more to do. */
    @Override
    public void close() throws SQLException {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        List<SQLException> troubles = new ArrayList<>();
        for (SnapshotReader reading : all) {
            if (!idle.contains(reading)) {
                attempt(reading::stop, troubles);
            }
        }
        for (int i = 0; i < all.size(); i++) {
            attempt(() -> idle.take().close(), troubles);
        }
        if (!troubles.isEmpty()) {
            throw troubles.get(0);
        }
    }

    private interface Step {
        void run() throws SQLException, InterruptedException;
    }

    /** One that cannot be reached any more keeps the others from nothing. */
    private static void attempt(Step step, List<SQLException> troubles) {
        try {
            step.run();
        } catch (SQLException e) {
            troubles.add(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a snapshot was given up", e);
        }
    }
}
