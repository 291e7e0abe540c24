package postgres.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One start of a server on a data folder: in the background, on the loopback address, with sockets in no other folder than a
 * private one.
 */
final class Launch {

    /** Crash recovery of a busy server takes minutes; as long as the process lives there is nothing better than to wait. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private static final String TABLESPACES = "tablespaces";

    private static final int FIRST_FREE_PORT = 20_000;
    private static final int FIRST_OUTGOING_PORT = 32_768;

    private final PgPrograms programs;
    private final Path folder;
    private final ServerLog log;

    Launch(PgPrograms programs, Path folder, ServerLog log) {
        this.programs = programs;
        this.folder = folder;
        this.log = log;
    }

    /**
     * Starts it, and waits until it takes connections, at least for reading.
     *
     * @throws ServerException when it does not start; the message says why, with the end of the server's log
     */
    Postmaster start(ServerSettings settings) throws IOException {
        Postmaster.disownDead(folder);
        // pg_ctl notices at once when the server ends instead of starting, and leaves it behind detached from us.
        Process starter = new ProcessBuilder(Unprivileged.command(
                        List.of(
                                programs.program("pg_ctl").toString(),
                                "start",
                                "--silent",
                                "--wait",
                                "--timeout=" + PATIENCE.toSeconds(),
                                "--pgdata=" + folder,
                                "--options=" + options(settings)),
                        written(settings)))
                .redirectErrorStream(true)
                .redirectOutput(log.redirect())
                .start();
        try {
            if (starter.waitFor() == 0) {
                return Postmaster.of(folder).orElseThrow(() -> failure("it has ended"));
            }
            Postmaster.of(folder).ifPresent(Postmaster::stop);
            throw failure("it has ended");
        } catch (InterruptedException e) {
            starter.destroy();
            Postmaster.of(folder).ifPresent(Postmaster::stop);
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while starting PostgreSQL", e);
        }
    }

    /** What the server writes to; tablespaces of a copy lie beside it. */
    private Path[] written(ServerSettings settings) {
        return Stream.of(
                        Stream.of(folder),
                        Stream.of(folder.resolveSibling(TABLESPACES)).filter(Files::isDirectory),
                        settings.socketFolder().stream())
                .flatMap(some -> some)
                .toArray(Path[]::new);
    }

    private static String options(ServerSettings settings) throws IOException {
        Map<String, String> options = new TreeMap<>(settings.parameters());
        options.put("port", Integer.toString(settings.port() == 0 ? freePort() : settings.port()));
        options.putIfAbsent("listen_addresses", "127.0.0.1");
        options.put(
                "unix_socket_directories",
                settings.socketFolder().map(Path::toString).orElse(""));
        return options.entrySet().stream()
                .map(option -> "-c " + option.getKey() + "=" + quoted(option.getValue()))
                .collect(Collectors.joining(" "));
    }

    /** pg_ctl hands the parameters to a shell as they are. */
    private static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }

    private ServerException failure(String why) {
        return new ServerException("cannot start PostgreSQL on %s: %s\nHINT: %s".formatted(folder, why, log.tail()));
    }

    /**
     * A port below those that the system gives to outgoing connections: one of those could take it again in the seconds that
     * pass until the server listens.
     */
    static int freePort() throws IOException {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(FIRST_FREE_PORT, FIRST_OUTGOING_PORT);
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress("127.0.0.1", candidate));
                return candidate;
            } catch (BindException taken) {
                continue;
            }
        }
    }
}
