package recovery.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import ledger.ActiveRun;
import org.jboss.logging.Logger;
import postgres.Lsn;
import postgres.Query;
import postgres.Sql;
import postgres.SqlState;
import postgres.replication.BaseBackupSink;
import postgres.replication.ServerAddress;

/**
 * A server that grants no replication, but whose files can be read here: they are copied while it is told of it. All on one
 * session, whose end ends the copy too.
 */
final class CopiedServer implements BackupSource {

    private static final Logger LOG = Logger.getLogger(CopiedServer.class);

    private static final String FACTS = Sql.read("recovery/copy-facts.sql");
    private static final String KEEP_LOG = Sql.read("recovery/keep-log-meanwhile.sql");
    private static final int NEW_NAMES_SINCE = 15;

    private static final int HEXADECIMAL = 16;
    private static final int SMALLEST_CONTROL = 200;
    private static final int CONTROL_TRIES = 100;

    private final Connection connection;
    private final Facts facts;
    private final CopiedLog log;
    private final String why;
    private Lsn start;
    private int timeline;

    /** What is known of it before. */
    record Facts(Path folder, long started, String version, int major, boolean checksums, int segmentBytes) {

        static Facts of(ResultSet row) throws SQLException {
            return new Facts(
                    Path.of(row.getString("folder")),
                    row.getLong("started"),
                    row.getString("version"),
                    row.getInt("major"),
                    row.getBoolean("checksums"),
                    row.getInt("segment_bytes"));
        }
    }

    private CopiedServer(Connection connection, Facts facts, int level, String why) {
        this.connection = connection;
        this.facts = facts;
        this.why = why;
        this.log = new CopiedLog(facts.folder().resolve("pg_wal"), facts.segmentBytes(), level);
    }

    /**
     * Nothing where its files are not here, or not for us to read.
     *
     * @param why it does not send them
     */
    static Optional<BackupSource> of(ServerAddress server, UUID run, int level, String why) throws SQLException {
        Connection connection = server.database();
        try {
            Facts facts = Query.first(connection, FACTS, Facts::of).orElseThrow();
            if (isHere(facts)) {
                keepLog(connection, "caravanserai_base_" + run.toString().replace("-", ""));
                return Optional.of(new CopiedServer(connection, facts, level, why));
            }
        } catch (SQLException | IOException | RuntimeException unknown) {
            LOG.debugf("the files of the server are not known: %s", unknown.getMessage());
        }
        connection.close();
        return Optional.empty();
    }

    /** A folder of that name may be another server's: its process has said when it began. */
    private static boolean isHere(Facts facts) throws IOException {
        Path pid = facts.folder().resolve("postmaster.pid");
        if (!Files.isReadable(pid) || !Files.isReadable(facts.folder().resolve(DataFolder.CONTROL))) {
            return false;
        }
        List<String> lines = Files.readAllLines(pid);
        return lines.size() > 2 && Math.abs(Long.parseLong(lines.get(2).strip()) - facts.started()) <= 1;
    }

    /** If the user may say so; else it is copied fast enough. */
    private static void keepLog(Connection connection, String slot) {
        try {
            Query.list(connection, KEEP_LOG, row -> row.getString(1), slot);
        } catch (SQLException notAllowed) {
            LOG.debugf("no slot keeps the log of the copy: %s", SqlState.firstLine(notAllowed));
        }
    }

    @Override
    public BackupManifest.Server facts() throws IOException {
        return new BackupManifest.Server(
                facts.version(), facts.major(), systemIdentifier(), facts.segmentBytes(), facts.checksums());
    }

    private String systemIdentifier() throws IOException {
        return Long.toUnsignedString(
                ByteBuffer.wrap(control()).order(ByteOrder.LITTLE_ENDIAN).getLong());
    }

    @Override
    public LogOfBackup log() {
        return log;
    }

    @Override
    public Optional<String> note() {
        return Optional.of("its files were copied, as the server sends them to nobody: " + why);
    }

    @Override
    public Lsn send(BaseBackupSink sink, ActiveRun run) throws SQLException, IOException {
        start();
        List<BaseBackupSink.Tablespace> places = new ArrayList<>();
        List<DataFolder> beside = new ArrayList<>();
        for (Path link : DataFolder.tablespaces(facts.folder())) {
            String oid = link.getFileName().toString();
            DataFolder files = DataFolder.ofTablespace(link.toRealPath(), oid, facts.major());
            beside.add(files);
            places.add(new BaseBackupSink.Tablespace(
                    Long.parseLong(oid), files.folder().toString(), files.bytes()));
        }
        DataFolder base = DataFolder.of(facts.folder());
        long bytes = base.bytes() + beside.stream().mapToLong(DataFolder::bytes).sum();
        sink.begins(new BaseBackupSink.Beginning(start, timeline, places, bytes));
        ServerManifest manifest = new ServerManifest();
        int damaged = 0;
        for (int i = 0; i < beside.size(); i++) {
            String oid = Long.toString(places.get(i).oid());
            sink.file(oid + ".tar");
            damaged += archive(sink, manifest, beside.get(i), "pg_tblspc/" + oid + "/");
        }
        sink.file("base.tar");
        Lsn stop;
        try (ArchiveWriter archive = writer(sink, manifest, "")) {
            write(archive, base);
            archive.file(DataFolder.CONTROL, control());
            damaged += archive.damaged();
            stop = stop(archive);
        }
        byte[] list = manifest.text(facts.major(), systemIdentifier(), timeline, start, stop);
        sink.file(BaseBackupSink.MANIFEST);
        sink.bytes(list, 0, list.length);
        if (damaged > 0) {
            throw new SQLException("checksum verification failure during base backup", "XX001");
        }
        return stop;
    }

    @Override
    public Lsn sendChanges(StoredBackup since, BaseBackupSink sink, ActiveRun run) throws SQLException {
        throw new SQLException("who copies files does not know what changed in them", "0A000");
    }

    private ArchiveWriter writer(BaseBackupSink sink, ServerManifest manifest, String strip) {
        return new ArchiveWriter(sink, manifest, strip, facts.checksums() ? Optional.of(start) : Optional.empty());
    }

    private int archive(BaseBackupSink sink, ServerManifest manifest, DataFolder files, String strip)
            throws IOException {
        try (ArchiveWriter archive = writer(sink, manifest, strip)) {
            write(archive, files);
            return archive.damaged();
        }
    }

    private static void write(ArchiveWriter archive, DataFolder files) throws IOException {
        for (String folder : files.folders()) {
            archive.folder(folder);
        }
        for (DataFolder.Found file : files.files()) {
            archive.file(file);
        }
    }

    private String sql(String name) {
        return Sql.read("recovery/" + name + (facts.major() >= NEW_NAMES_SINCE ? "" : "-14") + ".sql");
    }

    private void start() throws SQLException {
        record Start(Lsn at, int timeline) {}
        Start started = Query.first(
                        connection,
                        sql("start-copy"),
                        row -> new Start(
                                Lsn.parse(row.getString("lsn")),
                                Integer.parseUnsignedInt(row.getString("timeline"), HEXADECIMAL)))
                .orElseThrow();
        start = started.at;
        timeline = started.timeline;
    }

    private Lsn stop(ArchiveWriter archive) throws SQLException, IOException {
        record Stop(Lsn at, String label, String map) {}
        Stop stop = Query.first(
                        connection,
                        sql("stop-copy"),
                        row -> new Stop(
                                Lsn.parse(row.getString("lsn")),
                                row.getString("labelfile"),
                                row.getString("spcmapfile")))
                .orElseThrow();
        archive.file("backup_label", stop.label().getBytes(StandardCharsets.UTF_8));
        if (stop.map() != null && !stop.map().isEmpty()) {
            archive.file("tablespace_map", stop.map().getBytes(StandardCharsets.UTF_8));
        }
        return stop.at();
    }

    /** Read until it has its own checksum: it may be written at that moment. Where in it that is differs by version. */
    private byte[] control() throws IOException {
        for (int i = 0; i < CONTROL_TRIES; i++) {
            byte[] bytes = Files.readAllBytes(facts.folder().resolve(DataFolder.CONTROL));
            if (isWhole(bytes)) {
                return bytes;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        throw new IOException(DataFolder.CONTROL + " is never whole");
    }

    private static boolean isWhole(byte[] bytes) {
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, SMALLEST_CONTROL);
        for (int end = SMALLEST_CONTROL; end + Integer.BYTES <= bytes.length; end += Integer.BYTES) {
            if (words.getInt(end) == (int) crc.getValue()) {
                return true;
            }
            crc.update(bytes, end, Integer.BYTES);
        }
        return false;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
