package snapshot.parts;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import postgres.BucketHashes;
import postgres.Connections;
import postgres.SessionSettings;
import postgres.SharedSnapshot;
import snapshot.format.TableFiles;
import snapshot.format.Written;

/**
 * Writes parts, each on a connection of its own that has adopted the snapshot. It may be asked for the same part again, also
 * while an earlier attempt is still at it: each writes a file of its own, which becomes the part when it is whole.
 */
public final class PartWriter {

    private final Connections database;

    public PartWriter(Connections database) {
        this.database = database;
    }

    /**
     * Writes one, and reads it back: what is told of its rows is told by what is in the file.
     *
     * @throws SQLException with SQLSTATE 55000 if the snapshot is gone
     */
    public WrittenPart write(PartTask task) throws SQLException, IOException {
        Path attempt = task.target().resolveSibling("." + task.target().getFileName() + "." + UUID.randomUUID());
        TableFiles files = new TableFiles(task.level());
        try {
            Written written = write(task, files, attempt);
            BucketHashes.Bucket rows = files.hashOfPart(attempt, task.columns());
            Files.move(attempt, task.target(), ATOMIC_MOVE);
            return new WrittenPart(
                    task.table(), task.number(), rows.rows(), rows.hash(), written.fileBytes(), written.sha256());
        } finally {
            Files.deleteIfExists(attempt);
        }
    }

    private Written write(PartTask task, TableFiles files, Path attempt) throws SQLException, IOException {
        try (SharedSnapshot moment = SharedSnapshot.on(database.open())) {
            Connection connection = moment.connection();
            moment.adopt(task.snapshot());
            moment.endure();
            SessionSettings.exact(connection);
            SessionSettings.lockTimeout(connection, task.lockTimeoutMillis());
            return files.writePart(connection, task.types(), task.rows(), attempt);
        }
    }
}
