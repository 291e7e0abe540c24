package blackbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;

/**
 * A run whose steps each want the lock on a table, stopped between any two of them: a server gives locks in the order in
 * which they were asked for, so whoever stands behind the first step in the queue has its turn before the second.
 */
final class Interleaved implements AutoCloseable {

    private final Service service;
    private final String table;
    private Holder holder;

    /** Somebody who writes into the table, or waits for it. */
    private static final class Holder {
        private final Connection connection;
        private final CompletableFuture<Void> granted;

        Holder(Service service, String table) throws SQLException {
            connection = service.connect();
            connection.setAutoCommit(false);
            granted = CompletableFuture.runAsync(() -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("lock table " + table + " in row exclusive mode");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        void release() throws SQLException {
            granted.join();
            connection.commit();
            connection.close();
        }
    }

    private Interleaved(Service service, String table) throws SQLException {
        this.service = service;
        this.table = table;
        holder = new Holder(service, table);
        holder.granted.join();
    }

    /** Starts the run and stops it before its first step. */
    static Interleaved beforeTheFirstStep(Service service, String table, Runnable run) throws SQLException {
        Interleaved interleaved = new Interleaved(service, table);
        run.run();
        interleaved.awaitWaiting(1);
        return interleaved;
    }

    /** Lets one step go, and stops before the next. */
    Interleaved step() throws SQLException {
        Holder next = new Holder(service, table);
        awaitWaiting(2);
        holder.release();
        holder = next;
        Service.await("the lock is ours again", next.granted::isDone);
        awaitWaiting(1);
        return this;
    }

    /** What whoever holds the lock now does with it. */
    void sql(String... statements) throws SQLException {
        try (Statement held = holder.connection.createStatement()) {
            for (String statement : statements) {
                held.execute(statement);
            }
        }
    }

    /** So many stand in the queue. */
    void awaitWaiting(int number) {
        Service.await(number + " wait for " + table, () -> service.value(
                        "select count(*) from pg_locks where not granted and relation = '" + table + "'::regclass")
                .equals(String.valueOf(number)));
    }

    /** Lets it go to its end. */
    void goOn() throws SQLException {
        if (holder != null) {
            holder.release();
            holder = null;
        }
    }

    @Override
    public void close() throws SQLException {
        goOn();
    }
}
