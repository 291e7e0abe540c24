package recovery.heap;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.Sql;
import postgres.replication.ServerAddress;

/**
 * Takes the files of a table as they lie on the disk, and the catalogs of its database with them. The live server is asked
 * for a checkpoint and for nothing else: who read a row of the table would have its page tidied up.
 */
public final class HeapCopy {

    private static final String FILES = Sql.read("recovery/files-of-users.sql");

    private static final int NEW_NAMES_SINCE = 15;
    private static final long PATIENCE_MILLIS = 3_000;
    private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}");
    /** Digits of the timeline at the beginning of its name. */
    private static final int TIMELINE = 8;

    private static final Pattern FIRST_SEGMENT = Pattern.compile("file ([0-9A-F]{24})");

    private final ServerAddress server;
    private final HeapTable table;
    private final Path folder;
    private final Path data;
    private final Path beside;

    /**
     * @param folder where the files of the table go, called {@code heap} and {@code toast}
     * @param data an empty one, where the catalogs go
     * @param beside one that is to be made, for tablespaces
     */
    public HeapCopy(ServerAddress server, HeapTable table, Path folder, Path data, Path beside) {
        this.server = server;
        this.table = table;
        this.folder = folder;
        this.data = data;
        this.beside = beside;
    }

    /**
     * Takes it. Vacuum and whatever gives the table other files is kept away until its own are read; nobody else is.
     *
     * @param progress is told how many bytes were copied, and may throw to end it
     * @throws ProblemException if somebody holds such a lock himself, or the files cannot be read from here
     */
    public void take(LongConsumer progress) throws SQLException, IOException {
        try (Connection connection = server.database();
                Connection locking = server.database()) {
            Path live = dataDirectory(connection);
            requireReadable(live.resolve(table.path()));
            lock(locking);
            List<String> tablespaces = tablespaces(connection);
            Set<Long> left = new HashSet<>(Query.list(connection, FILES, row -> row.getLong("file")));
            boolean newNames = connection.getMetaData().getDatabaseMajorVersion() >= NEW_NAMES_SINCE;
            Query.list(
                    connection,
                    newNames
                            ? "select pg_backup_start('dead rows', fast => true)::text"
                            : "select pg_start_backup('dead rows', true, false)::text",
                    row -> row.getString(1));
            copyTable(live, progress);
            // Nothing was changed there that could be kept.
            locking.rollback();
            ThinCopy.take(live, data, beside, table.database(), left);
            Stop stop = Query.first(
                            connection,
                            newNames
                                    ? "select lsn::text, labelfile from pg_backup_stop(wait_for_archive => false)"
                                    : "select lsn::text, labelfile from pg_stop_backup(false, false)",
                            Stop::of)
                    .orElseThrow();
            Files.writeString(data.resolve("backup_label"), stop.label);
            copyLog(connection, live, stop);
            if (!tablespaces.equals(tablespaces(connection))) {
                // Replaying that would write into the tablespace itself.
                throw new ProblemException(
                        Problem.conflict("a tablespace was made or dropped while the files were read", "ask again"));
            }
        } catch (AccessDeniedException e) {
            throw unreadable(e.getFile());
        }
    }

    private static List<String> tablespaces(Connection connection) throws SQLException {
        return Query.list(connection, "select oid::text from pg_tablespace order by oid", row -> row.getString(1));
    }

    private record Stop(String lsn, String label) {
        static Stop of(ResultSet row) throws SQLException {
            return new Stop(row.getString(1), row.getString(2));
        }
    }

    private static Path dataDirectory(Connection connection) throws SQLException {
        try {
            return Path.of(Query.first(connection, "select current_setting('data_directory')", row -> row.getString(1))
                    .orElseThrow());
        } catch (SQLException e) {
            if ("42501".equals(e.getSQLState())) {
                throw new ProblemException(Problem.refused(
                        "our role may not ask where the files of the server are",
                        "grant pg_read_all_settings, and execute on pg_backup_start and pg_backup_stop, to it"));
            }
            throw e;
        }
    }

    private static void requireReadable(Path file) {
        if (!Files.isReadable(file)) {
            throw unreadable(file.toString());
        }
    }

    private static ProblemException unreadable(String file) {
        return new ProblemException(
                Problem.refused(
                        "the service cannot read the server's files, such as " + file,
                        "it has to run on the same machine, as the same user; else recover to a moment: {\"target\":{\"time\":\"…\"}}"));
    }

    private void lock(Connection locking) throws SQLException {
        locking.setAutoCommit(false);
        Query.execute(locking, "set local lock_timeout = " + PATIENCE_MILLIS);
        try {
            Query.execute(locking, "lock table only " + table.name().quoted() + " in share update exclusive mode");
        } catch (SQLException e) {
            if ("55P03".equals(e.getSQLState())) {
                throw new ProblemException(Problem.locked(
                        table.name().display() + ", a vacuum or a prepared transaction perhaps,", PATIENCE_MILLIS));
            }
            throw e;
        }
    }

    /** Large values first: their own vacuum is not kept away. */
    private void copyTable(Path live, LongConsumer progress) throws IOException {
        RelationCopy copy = new RelationCopy(table.checksums(), progress);
        if (table.toastPath() != null) {
            copy.copy(live.resolve(table.toastPath()), folder.resolve("toast"));
        }
        copy.copy(live.resolve(table.path()), folder.resolve("heap"));
    }

    private void copyLog(Connection connection, Path live, Stop stop) throws SQLException, IOException {
        Matcher first = FIRST_SEGMENT.matcher(stop.label);
        if (!first.find()) {
            throw new SQLException("the server does not tell where its log begins: " + stop.label, "XX000");
        }
        String last = Query.first(
                        connection, "select pg_walfile_name(cast(? as pg_lsn))", row -> row.getString(1), stop.lsn)
                .orElseThrow();
        List<String> segments;
        try (Stream<Path> files = Files.list(live.resolve("pg_wal"))) {
            segments = files.map(file -> file.getFileName().toString())
                    .filter(name -> SEGMENT.matcher(name).matches())
                    .filter(name -> name.compareTo(first.group(1)) >= 0)
                    .filter(name -> name.substring(TIMELINE).compareTo(last.substring(TIMELINE)) <= 0)
                    .toList();
        }
        for (String segment : segments) {
            Files.copy(
                    live.resolve("pg_wal").resolve(segment),
                    data.resolve("pg_wal").resolve(segment));
        }
    }
}
