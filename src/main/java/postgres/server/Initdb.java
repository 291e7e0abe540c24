package postgres.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Makes the files of a new server: its text in UTF-8 ordered by code point, nobody let in without the password. */
public final class Initdb {

    public static final String SUPERUSER = "postgres";

    private Initdb() {}

    /**
     * Fills an empty folder.
     *
     * @param log what it says is appended to this file
     * @param passwordFile holds the password of the superuser
     * @throws ServerException when it fails; the message ends with what it said
     */
    public static void run(PgPrograms programs, Path folder, Path passwordFile, Path log) throws IOException {
        run(programs, folder, passwordFile, ServerLog.goOn(log));
    }

    /** The same into a log that is open. */
    static void run(PgPrograms programs, Path folder, Path passwordFile, ServerLog log) throws IOException {
        Process initdb = new ProcessBuilder(Unprivileged.command(
                        List.of(
                                programs.program("initdb").toString(),
                                "--pgdata",
                                folder.toString(),
                                "--username=" + SUPERUSER,
                                "--pwfile=" + passwordFile,
                                "--auth-host=scram-sha-256",
                                "--auth-local=scram-sha-256",
                                "--encoding=UTF8",
                                "--locale=C.UTF-8"),
                        folder,
                        passwordFile))
                .redirectErrorStream(true)
                .redirectOutput(log.redirect())
                .start();
        try {
            if (initdb.waitFor() != 0) {
                throw new ServerException(
                        "cannot make a database in %s: initdb failed\nHINT: %s".formatted(folder, log.tail()));
            }
        } catch (InterruptedException e) {
            initdb.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while making a database", e);
        }
    }
}
