package recovery.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import ledger.Problem;
import ledger.ProblemException;
import postgres.OwnFiles;
import postgres.server.Binaries;
import postgres.server.InstalledPrograms;
import postgres.server.PgPrograms;
import recovery.wal.Seen;

/** The programs that a recovered server is run by: those of its own major version, wherever this machine has them. */
public final class ServerPrograms {

    private static final String[] NEEDED = {"postgres", "pg_ctl"};

    private final InstalledPrograms installed;
    private final Path ours;

    private ServerPrograms(InstalledPrograms installed, Path ours) {
        this.installed = Objects.requireNonNull(installed, "installed");
        this.ours = ours;
    }

    /** Those of this machine, and last those that came with the service, which are unpacked there. */
    public static ServerPrograms andOurs(Path folder) throws IOException {
        OwnFiles.folders(folder.toAbsolutePath().getParent());
        return new ServerPrograms(
                InstalledPrograms.ofThisMachine().and(Binaries.ownedIn(folder)), folder.toAbsolutePath());
    }

    /** Those of this machine and these. */
    public static ServerPrograms and(Binaries binaries) {
        return new ServerPrograms(InstalledPrograms.ofThisMachine().and(binaries), null);
    }

    /**
     * Those of that major version.
     *
     * @throws ProblemException if there are none
     */
    PgPrograms of(int major) {
        return installed
                .of(major, NEEDED)
                .orElseThrow(() -> new ProblemException(Problem.refused(
                        "the programs of PostgreSQL " + major
                                + " are not on this machine, and only they run its server",
                        "install postgresql-" + major
                                + ", or set postgres.programs to the folder that has postgres and pg_ctl")));
    }

    /**
     * Those by which a new server is made.
     *
     * @throws ProblemException if there are none
     */
    public PgPrograms toMakeServers() {
        return installed
                .any("postgres", "pg_ctl", "initdb")
                .orElseThrow(
                        () -> new ProblemException(
                                Problem.refused(
                                        "there are no programs of PostgreSQL on this machine",
                                        "install postgresql, or set postgres.programs to the folder that has postgres, pg_ctl and initdb")));
    }

    /**
     * The same, where the log was looked through.
     *
     * @throws ProblemException if they cannot unpack what is in it
     */
    PgPrograms of(int major, Seen seen) {
        PgPrograms programs = of(major);
        if ((seen.lz4() || seen.zstd())
                && ours != null
                && programs.folder().toAbsolutePath().startsWith(ours)) {
            throw new ProblemException(Problem.refused(
                    "the log holds pages compressed by " + (seen.lz4() ? "lz4" : "zstd")
                            + ", which the programs that come with the service cannot unpack",
                    "install postgresql-" + major + ", or set postgres.programs to the folder of its programs"));
        }
        return programs;
    }
}
