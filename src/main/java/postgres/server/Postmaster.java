package postgres.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.RandomAccessFile;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** Behind the system identifier and two version numbers, see PostgreSQL's src/include/catalog/pg_control.h. */
    private static final long CONTROL_STATE_OFFSET = 16;

    private static final int IN_PRODUCTION = 6;

    private static final Pattern REPLAYING = Pattern.compile("startup recovering ([0-9A-F]{24})");

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

    /** Whether it takes writers; one that recovers, or stands by, at most lets others read. */
    boolean isReady() {
        return isRunning() && isInProduction();
    }

    /** Said by the title of the process that replays, from its first record on. */
    Optional<String> replaying() {
        return process.children().flatMap(child -> title(child).stream()).findFirst();
    }

    private static Optional<String> title(ProcessHandle child) {
        try {
            Matcher title = REPLAYING.matcher(
                    Files.readString(Path.of("/proc", Long.toString(child.pid()), "cmdline"), ISO_8859_1));
            return title.find() ? Optional.of(title.group(1)) : Optional.empty();
        } catch (IOException goneOrNotTold) {
            return Optional.empty();
        }
    }

    /** Said by {@code global/pg_control}, where it is written when a recovery has ended: that takes no password. */
    private boolean isInProduction() {
        try (RandomAccessFile control =
                new RandomAccessFile(folder.resolve("global/pg_control").toFile(), "r")) {
            control.seek(CONTROL_STATE_OFFSET);
            return Integer.reverseBytes(control.readInt()) == IN_PRODUCTION;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read global/pg_control in " + folder, e);
        }
    }

    /**
     * Ends the server in order; only one that does not obey within a minute is ended without a last checkpoint, which costs
     * the next start a recovery but no data.
     */
    void stop() {
        stop(Server.Stop.FAST);
    }

    /** The same, or at once. */
    void stop(Server.Stop how) {
        if (how == Server.Stop.FAST) {
            send("INT");
            if (endsWithin(FAST)) {
                return;
            }
        }
        send("QUIT");
        if (!endsWithin(IMMEDIATE)) {
            throw new ServerException(
                    "cannot stop PostgreSQL, process %d on %s\nHINT: stop it by hand".formatted(process.pid(), folder));
        }
    }

    private void send(String signal) {
        try {
            // The shell's own kill, as slim images have no program for it; Java can only send TERM, which waits for
            // clients.
            new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(signal, process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot signal process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while stopping PostgreSQL", e);
        }
    }

    private boolean endsWithin(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (isRunning()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            glance(GLANCE);
        }
        return true;
    }

    /** Short looks instead of one long one: where nobody reaps orphans, a dead server stays a zombie that "never ends". */
    void glance(Duration glance) {
        try {
            process.onExit().get(glance.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillThere) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while stopping PostgreSQL", e);
        } catch (ExecutionException e) {
            throw new ServerException("cannot wait for process " + process.pid(), e);
        }
    }
}
