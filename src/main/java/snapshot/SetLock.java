package snapshot;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import postgres.AdvisoryLock;
import postgres.Transactions;

/**
 * Keeps a set of files from being deleted while somebody reads it, whichever process of the same database that is. Readers
 * share it; who deletes does not wait for them.
 */
final class SetLock {

    private SetLock() {}

    /** For reading it until the caller's transaction ends; waits for whoever deletes it, so look for it after this. */
    static void untilTheTransactionEnds(Connection connection, String id) throws SQLException {
        of(id).shareInTransaction(connection);
    }

    /** For reading it in several transactions of the connection, until {@link #release}. */
    static void take(Connection connection, String id) throws SQLException {
        of(id).share(connection);
    }

    /** It is read no more. */
    static void release(Connection connection, String id) throws SQLException {
        of(id).releaseShared(connection);
    }

    /** What has to be so at the moment of the deletion. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Deletes the set, unless somebody reads it or the condition does not hold; returns whether it is gone. */
    static boolean delete(DataSource dataSource, Repository repository, Repository.StoredSet set, Condition condition)
            throws SQLException, IOException {
        return Transactions.undone(dataSource, connection -> {
            boolean deleted = of(set.manifest().id()).tryToTakeInTransaction(connection) && condition.holds();
            if (deleted) {
                repository.delete(set);
            }
            return deleted;
        });
    }

    private static AdvisoryLock of(String id) {
        return new AdvisoryLock("snapshot " + id);
    }
}
