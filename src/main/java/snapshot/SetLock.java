package snapshot;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import postgres.Query;

/**
 * Keeps a set of files from being deleted while somebody reads it, whichever process of the same database that is. Readers
 * share it; who deletes does not wait for them.
 */
final class SetLock {

    /** What is locked is a number: a hash of the id. */
    private static final String ID = "(pg_catalog.hashtextextended('snapshot ' || ?, 0))";

    private SetLock() {}

    /** For reading it until the caller's transaction ends; waits for whoever deletes it, so look for it after this. */
    static void untilTheTransactionEnds(Connection connection, String id) throws SQLException {
        Query.list(connection, "select pg_catalog.pg_advisory_xact_lock_shared" + ID, row -> 0, id);
    }

    /** For reading it in several transactions of the connection, until {@link #release}. */
    static void take(Connection connection, String id) throws SQLException {
        Query.list(connection, "select pg_catalog.pg_advisory_lock_shared" + ID, row -> 0, id);
    }

    /** It is read no more. */
    static void release(Connection connection, String id) throws SQLException {
        Query.list(connection, "select pg_catalog.pg_advisory_unlock_shared" + ID, row -> 0, id);
    }

    /** What has to be so at the moment of the deletion. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Deletes the set, unless somebody reads it or the condition does not hold; returns whether it is gone. */
    static boolean delete(DataSource dataSource, Repository repository, Repository.StoredSet set, Condition condition)
            throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                boolean unread = Query.first(
                                connection,
                                "select pg_catalog.pg_try_advisory_xact_lock" + ID,
                                row -> row.getBoolean(1),
                                set.manifest().id())
                        .orElseThrow();
                boolean deleted = unread && condition.holds();
                if (deleted) {
                    repository.delete(set);
                }
                return deleted;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }
}
