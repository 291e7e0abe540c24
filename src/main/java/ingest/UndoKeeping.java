package ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import rows.undo.UndoExpiry;

/** How long it is kept what loads overwrote. */
@ApplicationScoped
public class UndoKeeping {

    private final DataSource dataSource;
    private final IngestSettings settings;

    public UndoKeeping(DataSource dataSource, IngestSettings settings) {
        this.dataSource = dataSource;
        this.settings = settings;
    }

    /** Gives up what is not undone any more, in the caller's transaction. */
    public void expire() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            UndoExpiry.run(connection, settings.undoDays());
        }
    }
}
