package postgres.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The live server process of a database folder, found by the {@code postmaster.pid} it keeps there. A process that merely got
 * the number of a dead one is not a postmaster.
 */
record Postmaster(ProcessHandle process, Path folder, int port) {

    /** A fast shutdown writes a last checkpoint, so on a slow disk it is in no hurry. */
    private static final Duration FAST = Duration.ofSeconds(60);

    private static final Duration IMMEDIATE = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(200);

    /** Lines of postmaster.pid, see PostgreSQL's src/include/utils/pidfile.h. */
    private static final int PID_LINE = 0;

    private static final int PORT_LINE = 3;

    /** Above Linux's largest pid_max: a number that no process ever has. */
    private static final String NOBODY = "2147483647";

    static Optional<Postmaster> of(Path folder) {
        List<String> lines = pidFile(folder);
        // A file still being written has no port yet: such a server cannot be talked to, but it lives.
        int port =
                lines.size() > PORT_LINE ? Integer.parseInt(lines.get(PORT_LINE).strip()) : 0;
        return recorded(lines)
                .map(process -> new Postmaster(process, folder, port))
                .filter(Postmaster::isRunning);
    }

    /**
     * Takes a dead server's number out of the file: PostgreSQL looks only at the number, and would refuse to start when another
     * program has it by now, or a thread of ours, as is likely in a restarted container. The other lines stay: by them it
     * still finds out whether children of the old server use the folder.
     */
    static void disownDead(Path folder) throws IOException {
        List<String> lines = new ArrayList<>(pidFile(folder));
        if (!lines.isEmpty() && of(folder).isEmpty()) {
            lines.set(PID_LINE, NOBODY);
            Files.write(pidPath(folder), lines);
        }
    }

    private static Optional<ProcessHandle> recorded(List<String> lines) {
        return lines.isEmpty() || !lines.get(PID_LINE).strip().matches("\\d{1,10}")
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.get(PID_LINE).strip()));
    }

    private static List<String> pidFile(Path folder) {
        try {
            return Files.readAllLines(pidPath(folder));
        } catch (NoSuchFileException stopped) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + pidPath(folder), e);
        }
    }

    private static Path pidPath(Path folder) {
        return folder.resolve("postmaster.pid");
    }

    boolean isRunning() {
        return process.isAlive() && runsPostgres() && worksIn(folder);
    }

    private boolean runsPostgres() {
        return process.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString().startsWith("postgres"))
                .orElse(false);
    }

    /** A server's working directory is its database folder, which tells it from any other server on this machine. */
    private boolean worksIn(Path expected) {
        Path workingDirectory = Path.of("/proc", Long.toString(process.pid()), "cwd");
        try {
            return Files.isSameFile(workingDirectory, expected);
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }

    /**
     * Ends the server in order; only one that does not obey within a minute is ended without a last checkpoint, which costs
     * the next start a recovery but no data.
     */
    void stop() {
        for (Order order : Order.values()) {
            send(order);
            if (endsWithin(order.patience)) {
                return;
            }
        }
        throw new EmbeddedServerException(
                "cannot stop PostgreSQL, process %d on %s\nHINT: stop it by hand".formatted(process.pid(), folder));
    }

    private enum Order {
        FAST_SHUTDOWN("INT", FAST),
        IMMEDIATE_SHUTDOWN("QUIT", IMMEDIATE);

        private final String signal;
        private final Duration patience;

        Order(String signal, Duration patience) {
            this.signal = signal;
            this.patience = patience;
        }
    }

    private void send(Order order) {
        try {
            // The shell's own kill, as slim images have no program for it; Java can only send TERM, which waits for
            // clients.
            new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(order.signal, process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot signal process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while stopping PostgreSQL", e);
        }
    }

    private boolean endsWithin(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (isRunning()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            glance();
        }
        return true;
    }

    /** Short looks instead of one long one: where nobody reaps orphans, a dead server stays a zombie that "never ends". */
    private void glance() {
        try {
            process.onExit().get(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillThere) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while stopping PostgreSQL", e);
        } catch (ExecutionException e) {
            throw new EmbeddedServerException("cannot wait for process " + process.pid(), e);
        }
    }
}
