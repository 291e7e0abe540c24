package postgres.server;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The embedded servers of this process, at most one a data directory. */
public final class EmbeddedServers {

    private static final Map<Path, EmbeddedServer> STARTED = new HashMap<>();

    private EmbeddedServers() {}

    /**
     * The server of a data directory, started when it does not run yet, and again whenever it ends. It stops by itself when
     * the process ends, after Quarkus has stopped.
     *
     * @throws DataDirectoryInUseException when another process holds the data directory
     * @throws ServerException when the server never ran and does not start
     */
    public static synchronized EmbeddedServer running(Path dataDirectory, ServerSettings settings) {
        DataDirectory directory = DataDirectory.open(dataDirectory);
        EmbeddedServer started = STARTED.get(directory.path());
        if (started == null || started.isClosed()) {
            started = EmbeddedServer.watched(directory, settings);
            STARTED.put(directory.path(), started);
        }
        return started;
    }

    /** Whether this process looks after a server of its own. */
    public static synchronized boolean isAnyRunning() {
        return STARTED.values().stream().anyMatch(EmbeddedServer::isRunning);
    }

    /** The server that has its databases at an address, if it is one of this process. */
    public static synchronized Optional<EmbeddedServer> at(String jdbcUrl) {
        return STARTED.values().stream()
                .filter(server -> jdbcUrl.equals(server.jdbcUrl(EmbeddedServer.MAIN)))
                .findFirst();
    }

    /** Stops them all, in order; for a caller that knows nobody uses them any more. */
    public static synchronized void stop() {
        STARTED.values().forEach(EmbeddedServer::close);
        STARTED.clear();
    }
}
