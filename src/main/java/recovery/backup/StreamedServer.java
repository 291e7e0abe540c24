package recovery.backup;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import ledger.ActiveRun;
import postgres.Backend;
import postgres.Lsn;
import postgres.replication.BaseBackupSink;
import postgres.replication.ReplicationConnection;
import postgres.replication.ServerAddress;

/** A server that sends its files by the replication protocol, and its log on a connection beside. */
final class StreamedServer implements BackupSource {

    private static final int CHANGES_SINCE = 17;

    private final ReplicationConnection connection;
    private final BackupLog log;

    private StreamedServer(ReplicationConnection connection, BackupLog log) {
        this.connection = connection;
        this.log = log;
    }

    /** @throws SQLException if it grants that to nobody of that name */
    static StreamedServer open(ServerAddress server, UUID run, int level) throws SQLException {
        ReplicationConnection connection = server.replication("caravanserai base backup");
        try {
            return new StreamedServer(connection, BackupLog.open(server, run, level));
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public BackupManifest.Server facts() throws SQLException {
        return new BackupManifest.Server(
                connection.version(),
                connection.major(),
                connection.identify().systemIdentifier(),
                log.segmentBytes(),
                connection.hasPageChecksums());
    }

    @Override
    public LogOfBackup log() {
        return log;
    }

    @Override
    public Lsn send(BaseBackupSink sink, ActiveRun run) throws SQLException, IOException {
        return working(run, () -> connection.baseBackup(sink));
    }

    @Override
    public Lsn sendChanges(StoredBackup since, BaseBackupSink sink, ActiveRun run) throws SQLException, IOException {
        if (connection.major() < CHANGES_SINCE) {
            throw new SQLException("only servers from " + CHANGES_SINCE + " on can tell what changed", "0A000");
        }
        return working(run, () -> connection.changesSince(since.folder().resolve(BaseBackupSink.MANIFEST), sink));
    }

    /** What the server does meanwhile can be stopped. */
    private Lsn working(ActiveRun run, Sending sending) throws SQLException, IOException {
        Backend backend = connection.backend();
        run.worksOn(backend);
        try {
            return sending.run();
        } finally {
            run.leaves(backend);
        }
    }

    /** What it sends. */
    @FunctionalInterface
    private interface Sending {
        Lsn run() throws SQLException, IOException;
    }

    @Override
    public Optional<String> note() {
        return Optional.empty();
    }

    @Override
    public void close() throws SQLException, IOException {
        try (connection) {
            log.close();
        }
    }
}
