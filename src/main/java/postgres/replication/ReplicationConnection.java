package postgres.replication;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.jdbc.PgConnection;
import postgres.Backend;
import postgres.Lsn;
import postgres.Query;

/** A connection on which the server sends what it holds: base backups, and the log. Not safe for several threads. */
public final class ReplicationConnection implements AutoCloseable {

    private static final Pattern SIZE = Pattern.compile("(\\d+)([kMG]?B)");
    private static final Pattern SLOT = Pattern.compile("[a-z0-9_]{1,63}");

    private final PgConnection connection;
    private final ProtocolStream stream;

    ReplicationConnection(PgConnection connection) throws SQLException {
        this.connection = connection;
        this.stream = new ProtocolStream(connection);
    }

    /**
     * Whose log it is, and how far that is.
     *
     * @param systemIdentifier of the server's data, the same for its copies
     */
    public record Identity(String systemIdentifier, int timeline, Lsn at) {

        public Identity {
            Objects.requireNonNull(systemIdentifier, "systemIdentifier");
            Objects.requireNonNull(at, "at");
        }
    }

    /** Whose log it is, and how far that is now. */
    public Identity identify() throws SQLException {
        return Query.first(connection, "IDENTIFY_SYSTEM", ReplicationConnection::identity)
                .orElseThrow();
    }

    private static Identity identity(ResultSet row) throws SQLException {
        return new Identity(
                row.getString("systemid"),
                Integer.parseUnsignedInt(row.getString("timeline")),
                Lsn.parse(row.getString("xlogpos")));
    }

    /** As the server tells it, as in {@code 18.6 (Debian 18.6-1)}. */
    public String version() {
        return connection.getParameterStatus("server_version");
    }

    public int major() throws SQLException {
        return connection.getMetaData().getDatabaseMajorVersion();
    }

    /** The bytes of one file of the log. */
    public int segmentBytes() throws SQLException {
        String text = setting("wal_segment_size");
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new SQLException("the server tells of segments of " + text, "XX000");
        }
        int shift =
                switch (size.group(2)) {
                    case "kB" -> 10;
                    case "MB" -> 20;
                    case "GB" -> 30;
                    default -> 0;
                };
        return Integer.parseInt(size.group(1)) << shift;
    }

    /** Whether every page carries a checksum, which a base backup looks at. */
    public boolean hasPageChecksums() throws SQLException {
        return setting("data_checksums").equals("on");
    }

    private String setting(String name) throws SQLException {
        return Query.first(connection, "SHOW " + name, row -> row.getString(1)).orElseThrow();
    }

    /** Has the log kept from the last checkpoint on, until this connection ends. */
    public void keepLog(String slot) throws SQLException {
        Query.list(
                connection,
                "CREATE_REPLICATION_SLOT " + slot(slot) + " TEMPORARY PHYSICAL RESERVE_WAL",
                row -> row.getString(1));
    }

    /** Which timelines led to that one and where they ended, as the server keeps it in a file; empty if it has none. */
    public Optional<String> history(int timeline) throws SQLException {
        return Query.first(
                connection,
                "TIMELINE_HISTORY " + Integer.toUnsignedString(timeline),
                row -> new String(row.getBytes(2), StandardCharsets.UTF_8));
    }

    private static String slot(String name) {
        if (!SLOT.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a slot: " + name);
        }
        return name;
    }

    /**
     * The log from there on, as it is written.
     *
     * @param slot that keeps it meanwhile
     * @param from the start of a segment
     */
    public WalStream stream(String slot, Lsn from, int timeline) throws SQLException {
        return new WalStream(
                connection
                        .getCopyAPI()
                        .copyDual("START_REPLICATION SLOT " + slot(slot) + " PHYSICAL " + from + " TIMELINE "
                                + Integer.toUnsignedString(timeline)),
                from);
    }

    /**
     * Has the server send all of its files, with a checkpoint at once. Page checksums are verified on the way: a damaged
     * page fails it.
     *
     * @return where the log ends that belongs to it
     * @throws IOException if the sink does not take it; the connection is of no use any more then
     */
    public Lsn baseBackup(BaseBackupSink sink) throws IOException, SQLException {
        return new BaseBackupProtocol(stream, major(), false, sink).take();
    }

    /**
     * The same, but of files that are pages only those that changed since another base backup: such a file is called
     * {@code INCREMENTAL.<name>}. From 17 on.
     *
     * @param manifest the server's own of that one
     * @throws SQLException also if it cannot say what changed since; the connection goes on then, if nothing has come
     */
    public Lsn changesSince(Path manifest, BaseBackupSink sink) throws IOException, SQLException {
        stream.upload("UPLOAD_MANIFEST", manifest);
        return new BaseBackupProtocol(stream, major(), true, sink).take();
    }

    /** The server process, for stopping what it does from another thread. */
    public Backend backend() throws SQLException {
        return Backend.of(connection);
    }

    /** Hangs up, whatever is under way. */
    @Override
    public void close() throws SQLException {
        connection.abort(Runnable::run);
    }
}
