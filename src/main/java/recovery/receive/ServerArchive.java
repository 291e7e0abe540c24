package recovery.receive;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.Sql;
import postgres.replication.ServerAddress;

/**
 * An archive of the log that the server fills by itself, for one that gives no connection for replication: its folder is that
 * of the received log, on the same machine. No setting of the server is changed by us; they are said, and the outcome is looked
 * at.
 */
@ApplicationScoped
public class ServerArchive {

    private static final String FACTS = Sql.read("recovery/archive-facts.sql");
    private static final String SWITCH = Sql.read("recovery/switch-log.sql");
    private static final String SYSTEM = Sql.read("recovery/system-identifier.sql");

    private static final int LIBRARY_SINCE = 15;
    /** A server that failed to archive tries again after a minute. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(100);

    /** Never overwrites: the same bytes again are well, and others are refused. */
    private static final String COMMAND =
            "if [ -e '%1$s/%%f' ]; then cmp -s '%%p' '%1$s/%%f'; else cp '%%p' '%1$s/.%%f' && sync '%1$s/.%%f'"
                    + " && ln '%1$s/.%%f' '%1$s/%%f' && rm '%1$s/.%%f' && sync '%1$s'; fi";

    private final ServerAddress server;
    private final ReceivedLog log;

    public ServerArchive(ServerAddress server, ReceivedLog log) {
        this.server = server;
        this.log = log;
    }

    /**
     * How the server is set up, and how it should be.
     *
     * @param folder where it is to bring its log
     * @param wanted what is to be set, as in {@code postgresql.conf}; {@code archive_mode} takes a restart, the others a reload
     * @param otherwise the same by a command of the shell, which takes {@code cmp} of diffutils; empty where that is wanted
     * @param set what is set now
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Plan(
            String folder,
            Map<String, String> wanted,
            Map<String, String> otherwise,
            Map<String, String> set,
            String lastArchived,
            Instant lastArchivedAt,
            String lastFailed,
            Instant lastFailedAt) {}

    /** A segment that came when it was asked for. */
    public record Checked(String segment, String folder, double seconds) {}

    /** What is to be set on the server, by its version. */
    public Plan plan() throws SQLException {
        Path folder = log.folder().toAbsolutePath().normalize();
        try (Connection connection = server.database()) {
            return Query.first(connection, FACTS, row -> plan(row, folder)).orElseThrow();
        }
    }

    private static Plan plan(ResultSet row, Path folder) throws SQLException {
        Map<String, String> byCommand = new LinkedHashMap<>();
        byCommand.put("archive_mode", "on");
        byCommand.put("archive_command", COMMAND.formatted(folder));
        Map<String, String> byLibrary = new LinkedHashMap<>();
        byLibrary.put("archive_mode", "on");
        byLibrary.put("archive_library", "basic_archive");
        byLibrary.put("basic_archive.archive_directory", folder.toString());
        boolean library = row.getInt("major") >= LIBRARY_SINCE;
        Map<String, String> set = new LinkedHashMap<>();
        for (String name : new String[] {"archive_mode", "archive_command", "archive_library"}) {
            set.put(name, row.getString(name));
        }
        return new Plan(
                folder.toString(),
                library ? byLibrary : byCommand,
                library ? byCommand : Map.of(),
                set,
                row.getString("last_archived_wal"),
                at(row, "last_archived_time"),
                row.getString("last_failed_wal"),
                at(row, "last_failed_time"));
    }

    private static Instant at(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /**
     * Has the server end a segment, and waits for it to come; from then on the folder counts as that server's log.
     *
     * @throws ProblemException if it does not come within a minute and a half, with what the server says of its last try
     */
    public Checked check() throws SQLException, IOException {
        long since = System.nanoTime();
        String segment;
        ReceivedLog.Owner owner;
        try (Connection connection = server.database()) {
            int bytes = Query.first(connection, FACTS, row -> row.getInt("segment_bytes"))
                    .orElseThrow();
            owner = new ReceivedLog.Owner(
                    Query.first(connection, SYSTEM, row -> row.getString(1)).orElseThrow(), bytes);
            segment = Query.first(connection, SWITCH, row -> row.getString(1)).orElseThrow();
        }
        Path file = log.folder().resolve(segment);
        while (!Files.exists(file) || Files.size(file) != owner.segmentBytes()) {
            if (System.nanoTime() - since > PATIENCE.toNanos()) {
                throw notThere(segment);
            }
            LockSupport.parkNanos(GLANCE);
        }
        log.belongTo(owner);
        return new Checked(
                segment,
                log.folder().toString(),
                Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0);
    }

    private ProblemException notThere(String segment) throws SQLException {
        Plan plan = plan();
        return new ProblemException(Problem.refused(
                "the server was asked to archive " + segment + ", and it is not in " + plan.folder()
                        + (plan.lastFailed() == null
                                ? "; archive_mode is " + plan.set().get("archive_mode")
                                : "; its last failure is " + plan.lastFailed() + " at " + plan.lastFailedAt()),
                "set what GET /api/v1/recovery/archive names, and see the server's own log; its user has to be able to write"
                        + " in that folder"));
    }
}
