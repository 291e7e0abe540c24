package postgres.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A server that runs on a data folder of any version whose programs are there. It goes on
 * when this process ends.
 */
public final class Server implements AutoCloseable {

    private static final Duration GLANCE = Duration.ofMillis(100);

    private final Path folder;
    private final ServerLog log;
    private final Postmaster postmaster;

    private Server(Path folder, ServerLog log, Postmaster postmaster) {
        this.folder = folder;
        this.log = log;
        this.postmaster = postmaster;
    }

    /** How a server is stopped. */
    public enum Stop {
        /** Its clients are thrown out, and it writes a last checkpoint. */
        FAST,
        /** At once; its next start is a recovery. */
        IMMEDIATE
    }

    /**
     * What a server is started from.
     *
     * @param programs of the version that wrote the folder
     * @param folder its data
     * @param log what it writes is appended to this file
     * @param settings go before those of the folder's own files
     */
    public record Start(PgPrograms programs, Path folder, Path log, ServerSettings settings) {

        public Start {
            Objects.requireNonNull(programs, "programs");
            Objects.requireNonNull(folder, "folder");
            Objects.requireNonNull(log, "log");
            Objects.requireNonNull(settings, "settings");
        }
    }

    /**
     * Starts a server and waits until it can be read: for one that recovers or stands by, until it is consistent.
     *
     * @throws ServerException when it does not start; the message ends with the last lines of its log
     */
    public static Server launch(Start start) {
        try {
            ServerLog log = ServerLog.goOn(start.log());
            return new Server(
                    start.folder(), log, new Launch(start.programs(), start.folder(), log).start(start.settings()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL on %s: %s".formatted(start.folder(), e), e);
        }
    }

    /** The server that runs on a folder, whoever started it. */
    public static Optional<Server> runningOn(Path folder, Path log) {
        try {
            ServerLog goesOn = ServerLog.goOn(log);
            return Postmaster.of(folder).map(postmaster -> new Server(folder, goesOn, postmaster));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for PostgreSQL on %s: %s".formatted(folder, e), e);
        }
    }

    /**
     * Waits until it takes writers, which is when a recovery has ended.
     *
     * @throws ServerException when it ends before that, with the last lines of its log, or takes longer
     */
    public void awaitReady(Duration patience) {
        awaitReady(patience, () -> {});
    }

    /** The same, and does that again and again meanwhile; what it throws ends the waiting. */
    public void awaitReady(Duration patience, Runnable meanwhile) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!postmaster.isReady()) {
            if (!postmaster.isRunning()) {
                throw new ServerException(
                        "PostgreSQL on %s ended before it was ready\nHINT: %s".formatted(folder, log.tail()));
            }
            if (System.nanoTime() > deadline) {
                throw new ServerException("PostgreSQL on %s is not ready after %d seconds\nHINT: %s"
                        .formatted(folder, patience.toSeconds(), log.tail()));
            }
            meanwhile.run();
            postmaster.glance(GLANCE);
        }
    }

    /** The segment of the log that it replays, by its name; empty if it does not say, or replays nothing. */
    public Optional<String> replaying() {
        return postmaster.replaying();
    }

    /** Its port on the loopback address. */
    public int port() {
        return postmaster.port();
    }

    /** The URL of one of its databases, without credentials. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
    }

    public Path folder() {
        return folder;
    }

    /** Whether its process lives. */
    public boolean isRunning() {
        return postmaster.isRunning();
    }

    /** The last lines that it wrote, for a message to a person. */
    public String lastWords() {
        return log.tail();
    }

    /** Returns when it has stopped; one that does not obey {@link Stop#FAST} within a minute is stopped at once. */
    public void stop(Stop how) {
        postmaster.stop(how);
    }

    /** Stops it fast; closing twice does nothing. */
    @Override
    public void close() {
        if (isRunning()) {
            stop(Stop.FAST);
        }
    }
}
