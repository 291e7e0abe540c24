package ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import ledger.Books;
import rows.place.RemoteTargets;
import rows.undo.UndoExpiry;

/** How long it is kept what loads overwrote. */
@ApplicationScoped
public class UndoKeeping {

    private final DataSource dataSource;
    private final RemoteTargets sites;
    private final IngestSettings settings;

    public UndoKeeping(DataSource dataSource, RemoteTargets sites, IngestSettings settings) {
        this.dataSource = dataSource;
        this.sites = sites;
        this.settings = settings;
    }

    /** Gives up what is not undone any more, in the caller's transaction. */
    public void expire() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            UndoExpiry.run(connection, Books.LEDGER, settings.undoDays());
        }
    }

    /** The other databases in which something is kept. */
    public List<String> elsewhere() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return UndoExpiry.elsewhere(connection);
        }
    }

    /**
     * Gives up what is kept in one of them.
     *
     * @throws ledger.ProblemException if it cannot be had
     */
    public void expire(String database) throws SQLException {
        try (Connection connection = sites.connect(database)) {
            try {
                UndoExpiry.run(connection, Books.ELSEWHERE, settings.undoDays());
                connection.commit();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }
}
