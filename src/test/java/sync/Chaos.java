package sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import ledger.ProblemException;
import ledger.RunEnd;
import postgres.Query;

/** One seed of the randomised test: syncs that are broken off at any moment while writers go on. */
final class Chaos {

    private static final int TICKS = 12;

    private Chaos() {}

    static void run(long seed) throws SQLException, InterruptedException {
        Random random = new Random(seed);
        SyncSettings.Deletes deletes = SyncSettings.Deletes.values()[random.nextInt(3)];
        try (SyncedDatabases two = new SyncedDatabases()) {
            two.with(deletes);
            two.both(SyncChaos.TABLES);
            if (random.nextBoolean()) {
                two.readerWithoutRights();
            }
            if (deletes == SyncSettings.Deletes.LOG) {
                two.installAsOwner();
            }
            SyncChaos writers = new SyncChaos(two.sourceUrl, seed, deletes != SyncSettings.Deletes.IGNORE);
            AtomicBoolean done = new AtomicBoolean();
            Thread killer = new Thread(() -> kill(two, new Random(seed + 1), done), "killer");
            writers.start();
            killer.start();
            try {
                ticks(two, random);
            } finally {
                writers.stop();
                done.set(true);
                killer.join();
            }
            two.restart();
            RunEnd end = two.sync();
            assertThat(end.problem()).as("the last sync of seed " + seed).isNull();
            assertThat(SyncChaos.differences(two.source, two.target))
                    .as("seed " + seed + ", deletes " + deletes)
                    .isEmpty();
        }
    }

    private static void ticks(SyncedDatabases two, Random random) {
        for (int tick = 0; tick < TICKS; tick++) {
            if (random.nextInt(5) == 0) {
                two.restart();
            }
            try {
                two.sync();
            } catch (SQLException | ProblemException brokenOff) {
                // As a process that dies: what it had committed stays.
            }
            pause(random.nextInt(80));
        }
    }

    /** Ends the sync's sessions at random moments, on either side. */
    private static void kill(SyncedDatabases two, Random random, AtomicBoolean done) {
        try (Connection connection = random.nextBoolean() ? two.anotherSource() : two.anotherTarget()) {
            while (!done.get()) {
                pause(random.nextInt(150));
                Query.list(
                        connection,
                        "select pg_terminate_backend(pid) from pg_stat_activity"
                                + " where application_name = 'caravanserai' and datname = current_database()",
                        row -> row.getBoolean(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Some milliseconds, so that what comes next falls anywhere. */
    private static void pause(int milliseconds) {
        try {
            if (new CountDownLatch(1).await(milliseconds, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
