package recovery.second;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;
import postgres.Query;
import postgres.Sql;
import postgres.SqlState;
import postgres.replication.ServerAddress;
import recovery.RecoverySettings;

/** Whether the loss of one volume is the loss of everything. */
@ApplicationScoped
public class Volumes {

    private static final Logger LOG = Logger.getLogger(Volumes.class);

    private static final String DATA = Sql.read("recovery/data-directory.sql");

    private final ServerAddress live;
    private final RecoverySettings settings;
    private Optional<Path> data = Optional.empty();
    private String warned;

    public Volumes(ServerAddress live, RecoverySettings settings) {
        this.live = live;
        this.settings = settings;
    }

    /** Looks where the live server keeps its data, and warns in the log of what is found, once. */
    public synchronized void look() {
        try (Connection connection = live.database()) {
            data = Query.first(connection, DATA, row -> row.getString(1))
                    .map(Path::of)
                    .filter(Files::isDirectory);
        } catch (SQLException away) {
            LOG.debugf("where the server keeps its data is not known: %s", SqlState.firstLine(away));
        }
        Optional<String> warning = warning();
        if (warning.isPresent() && !warning.get().equals(warned)) {
            warned = warning.get();
            LOG.warn(warned);
        }
    }

    /** What is to be said of it; nothing where a disk may be lost. */
    public synchronized Optional<String> warning() {
        Optional<Path> second =
                settings.copyTo().filter(to -> !to.contains(":")).map(Path::of);
        if (second.isPresent()) {
            return isOnTheSame(second.get())
                    ? Optional.of(
                            "recovery.copy-to lies on the volume of the base backups: the loss of one is the loss of both")
                    : Optional.empty();
        }
        return settings.copyTo().isEmpty() && data.isPresent() && isOnTheSame(data.get())
                ? Optional.of(
                        "the live server, its base backups and its log lie on one volume, whose loss is the loss of all:"
                                + " set recovery.copy-to to a folder on another")
                : Optional.empty();
    }

    private boolean isOnTheSame(Path other) {
        try {
            FileStore ours = Files.getFileStore(settings.baseBackups());
            return Files.isDirectory(other) && Files.getFileStore(other).equals(ours);
        } catch (IOException unknown) {
            return false;
        }
    }
}
