package postgres.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** Statements in a data folder on which no server runs: nobody else is let in, and no password is asked for. */
public final class SingleUser {

    private SingleUser() {}

    /**
     * Runs them in the database {@code template1}, as the superuser that the folder was made with. One that fails keeps no
     * other from being run.
     *
     * @param statements each on one line
     * @throws ServerException if the folder cannot be opened
     */
    public static void run(PgPrograms programs, Path folder, Path log, List<String> statements) throws IOException {
        run(programs, folder, log, "template1", statements);
    }

    /** The same in the database of that name. */
    public static void run(PgPrograms programs, Path folder, Path log, String database, List<String> statements)
            throws IOException {
        ServerLog serverLog = ServerLog.goOn(log);
        Postmaster.disownDead(folder);
        Process process = new ProcessBuilder(Unprivileged.command(
                        List.of(
                                programs.program("postgres").toString(),
                                "--single",
                                "-D",
                                folder.toString(),
                                "-c",
                                "default_transaction_read_only=off",
                                database),
                        folder))
                .redirectErrorStream(true)
                .redirectOutput(serverLog.redirect())
                .start();
        try (OutputStream in = process.getOutputStream()) {
            for (String statement : statements) {
                in.write((statement + "\n").getBytes(UTF_8));
            }
        }
        try {
            if (process.waitFor() != 0) {
                throw new ServerException(
                        "cannot open the data folder %s\nHINT: %s".formatted(folder, serverLog.tail()));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while opening a data folder", e);
        }
    }
}
