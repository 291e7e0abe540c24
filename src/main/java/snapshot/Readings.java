package snapshot;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.sql.DataSource;
import ledger.ActiveRun;
import ledger.Problem;
import ledger.ProblemException;
import postgres.TableName;

/** Connections that all see one moment, one for each piece of work that goes on at a time. */
final class Readings implements AutoCloseable {

    private final BlockingQueue<Reading> idle;
    private final List<Reading> all = new ArrayList<>();
    private boolean closing;

    private Readings(int count) {
        idle = new ArrayBlockingQueue<>(count);
    }

    /**
     * Opens all of them.
     *
     * @param moment as the first reading of the run exported it
     * @throws ProblemException if a lock is held for longer than the timeout; then none is left open
     */
    static Readings open(
            DataSource dataSource,
            String moment,
            List<TableName> tables,
            int count,
            long lockTimeoutMillis,
            ActiveRun active)
            throws SQLException {
        Readings readings = new Readings(count);
        try {
            for (int i = 0; i < count; i++) {
                Reading reading = Reading.sharing(dataSource, moment, tables, lockTimeoutMillis, active);
                readings.all.add(reading);
                readings.idle.add(reading);
            }
            return readings;
        } catch (SQLException | RuntimeException e) {
            readings.close();
            throw e;
        }
    }

    /** One that nobody else has; there are as many as can be asked for at a time. */
    synchronized Reading take() {
        if (closing) {
            throw new ProblemException(Problem.conflict("the snapshot has ended already", null));
        }
        return idle.remove();
    }

    void giveBack(Reading reading) {
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
        for (Reading reading : all) {
            if (!idle.contains(reading)) {
                reading.stop();
            }
        }
        for (int i = 0; i < all.size(); i++) {
            try {
                idle.take().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a snapshot was given up", e);
            }
        }
    }
}
