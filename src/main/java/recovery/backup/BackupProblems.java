package recovery.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import ledger.Problem;
import ledger.ProblemException;
import postgres.SqlState;

/** What keeps a base backup from being taken, in words of what to do. */
final class BackupProblems {

    private static final Set<String> NOT_GRANTED =
            Set.of(SqlState.INSUFFICIENT_PRIVILEGE, "28000", "53300", "53400", "55000", "0A000");

    private BackupProblems() {}

    /** Whether it is replication that is not to be had, or not now; everything else may be. */
    static boolean isNotGranted(SQLException trouble) {
        return NOT_GRANTED.contains(String.valueOf(trouble.getSQLState()));
    }

    /** What a server's refusal means here; what means nothing special stays as it is. */
    static Exception of(SQLException trouble, List<String> warnings) {
        if (trouble.getSQLState() == null && trouble.getCause() instanceof IOException own) {
            return own;
        }
        // What the driver says beside may hold addresses.
        String said = SqlState.message(trouble);
        return switch (String.valueOf(trouble.getSQLState())) {
            case SqlState.INSUFFICIENT_PRIVILEGE, "28000" ->
                refused(
                        "the server grants the service no replication: " + said,
                        "as a superuser: alter role <its user> replication; and in pg_hba.conf a line "
                                + "\"host replication <its user> <its address> scram-sha-256\", then pg_reload_conf()");
            case "53300" ->
                later(
                        "the server has no place left for a base backup: " + said,
                        "it takes two connections for replication: raise max_wal_senders, or end one of those in "
                                + "pg_stat_replication",
                        trouble);
            case "53400" ->
                later(
                        "the server has no replication slot left: " + said,
                        "drop one that pg_replication_slots shows as not active, or raise max_replication_slots",
                        trouble);
            case "55000" ->
                refused(
                        "the server is not set up for base backups: " + said,
                        "it needs wal_level = replica or logical, max_wal_senders from 2 on and max_replication_slots from "
                                + "1 on, and a restart");
            case "XX001", "XX002" ->
                new ProblemException(
                        Problem.unavailable(
                                "the server found damaged pages, so nothing was kept: " + said
                                        + (warnings.isEmpty() ? "" : "; " + String.join("; ", warnings)),
                                "keep its files as they are and look at the disk; older base backups hold the pages as they were"));
            default -> trouble;
        };
    }

    /** The same for what our own disk says. */
    static IOException of(IOException trouble, Path folder) throws IOException {
        if (String.valueOf(trouble.getMessage()).contains("No space left")) {
            throw new ProblemException(Problem.noRoom(
                    "the disk of recovery.base-backups is full, so nothing of the base backup was kept",
                    "make room there, or set recovery.base-backups to a larger disk"));
        }
        return trouble;
    }

    private static ProblemException refused(String detail, String hint) {
        return new ProblemException(Problem.refused(detail, hint));
    }

    private static ProblemException later(String detail, String hint, SQLException cause) {
        return new ProblemException(Problem.unavailable(detail, hint), cause);
    }
}
