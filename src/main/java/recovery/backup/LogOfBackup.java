package recovery.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import postgres.Lsn;

/** The log that belongs to a base backup, however it comes: whatever else is kept of the log, a base backup is whole by itself. */
interface LogOfBackup extends AutoCloseable {

    /** Begins with the segment that has the place. */
    void begin(Lsn start, int timeline, Path into) throws SQLException, IOException;

    /** Throws what broke it, if anything has; called again and again while the files come. */
    void check() throws SQLException, IOException;

    /** Waits until all is here up to that place; returns the files it is in. */
    List<StoredFile> upTo(Lsn stop) throws SQLException, IOException;

    int segmentBytes();

    @Override
    void close() throws SQLException, IOException;
}
