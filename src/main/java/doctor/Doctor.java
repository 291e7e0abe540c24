package doctor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import postgres.Connections;
import postgres.Query;
import postgres.SpareConnections;
import postgres.Sql;
import postgres.SqlState;

/** Looks at the server and at the disk. What it does not find out is a finding too. */
@ApplicationScoped
public class Doctor {

    private static final String FINDINGS = Sql.read("doctor/findings.sql");

    /** The subject of the finding that the server cannot be asked; then nothing else is known of what is in it. */
    public static final String SERVER = "server";

    private static final int FEW_PERCENT = 10;
    private static final long LITTLE_ROOM = 1L << 30;

    private final Connections connections;
    private final Path data;

    @Inject
    public Doctor(SpareConnections connections, @ConfigProperty(name = "data.dir") Path data) {
        this((Connections) connections::open, data);
    }

    Doctor(Connections connections, Path data) {
        this.connections = connections;
        this.data = data.toAbsolutePath().normalize();
    }

    /** All that is found, or nothing; changes nothing. */
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>(ofTheServer());
        ofTheDisk().ifPresent(findings::add);
        ofTheFolder().ifPresent(findings::add);
        return List.copyOf(findings);
    }

    private List<Finding> ofTheServer() {
        try (Connection connection = connections.open()) {
            return Query.list(
                    connection,
                    FINDINGS,
                    row -> new Finding(row.getString("subject"), row.getString("finding"), row.getString("hint")),
                    Instant.now().toString());
        } catch (SQLException e) {
            return List.of(new Finding(
                    SERVER,
                    "the database cannot be asked: " + SqlState.firstLine(e),
                    "see to it that it runs, and that quarkus.datasource.* is right"));
        }
    }

    private Optional<Finding> ofTheDisk() {
        try {
            FileStore store = Files.getFileStore(data);
            long free = store.getUsableSpace();
            return free < LITTLE_ROOM || free < store.getTotalSpace() / 100 * FEW_PERCENT
                    ? Optional.of(new Finding(
                            "disk",
                            "%d MB are free where %s lies".formatted(free >> 20, data),
                            "make room, or let retention keep less: snapshot.keep.*, recovery.keep.*"))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(unreadable(e));
        }
    }

    private Optional<Finding> ofTheFolder() {
        PosixFileAttributeView view =
                Files.getFileAttributeView(data, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return Optional.empty();
        }
        try {
            return view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)
                    ? Optional.of(new Finding(
                            "rights", data + " can be read by every user of this machine", "chmod o-rwx " + data))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(unreadable(e));
        }
    }

    private Finding unreadable(IOException trouble) {
        return new Finding(
                "disk",
                data + " cannot be looked at: " + trouble.getClass().getSimpleName(),
                "let this user read it, or set data.dir");
    }
}
