package postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Work that is committed as a whole or not at all. The connection begins and ends in auto-commit. */
public final class Transactions {

    private Transactions() {}

    /** What is done in a transaction and gives something. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        T run(Connection connection) throws SQLException, E;
    }

    /** What is done in a transaction and gives nothing. */
    @FunctionalInterface
    public interface Task<E extends Exception> {
        void run(Connection connection) throws SQLException, E;
    }

    /** Ends what is open, and hands the connection back as it came. */
    private interface Ending extends AutoCloseable {

        @Override
        void close() throws SQLException;

        static Ending of(Connection connection) throws SQLException {
            connection.setAutoCommit(false);
            return () -> {
                // Whoever rolls back on a connection that was hung up would hide what broke it.
                if (!connection.isClosed()) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            };
        }
    }

    /** Commits what the work did, or undoes it if it throws. */
    // The ending needs no more than to come at the end.
    @SuppressWarnings("try")
    public static <T, E extends Exception> T in(Connection connection, Work<T, E> work) throws SQLException, E {
        try (Ending ending = Ending.of(connection)) {
            T result = work.run(connection);
            connection.commit();
            return result;
        }
    }

    /** The same on a connection of its own. */
    public static <T, E extends Exception> T in(DataSource dataSource, Work<T, E> work) throws SQLException, E {
        try (Connection connection = dataSource.getConnection()) {
            return in(connection, work);
        }
    }

    /** The same for what gives nothing. */
    public static <E extends Exception> void run(Connection connection, Task<E> task) throws SQLException, E {
        in(connection, asWork(task));
    }

    /** The same for what gives nothing, on a connection of its own. */
    public static <E extends Exception> void run(DataSource dataSource, Task<E> task) throws SQLException, E {
        in(dataSource, asWork(task));
    }

    /** Undoes what the work did, whatever it gives: for looking, and for trying. */
    @SuppressWarnings("try")
    public static <T, E extends Exception> T undone(Connection connection, Work<T, E> work) throws SQLException, E {
        try (Ending ending = Ending.of(connection)) {
            return work.run(connection);
        }
    }

    /** The same on a connection of its own. */
    public static <T, E extends Exception> T undone(DataSource dataSource, Work<T, E> work) throws SQLException, E {
        try (Connection connection = dataSource.getConnection()) {
            return undone(connection, work);
        }
    }

    private static <E extends Exception> Work<Void, E> asWork(Task<E> task) {
        return connection -> {
            task.run(connection);
            return null;
        };
    }
}
