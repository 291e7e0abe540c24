package recovery.backup;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import ledger.ActiveRun;
import postgres.Lsn;
import postgres.replication.BaseBackupSink;

/** Where a base backup comes from: the server sends its files, or they are copied. */
interface BackupSource extends AutoCloseable {

    BackupManifest.Server facts() throws SQLException, IOException;

    /** Of the backup; it is kept from now on. */
    LogOfBackup log();

    /** All files; returns where the log ends that belongs to them. */
    Lsn send(BaseBackupSink sink, ActiveRun run) throws SQLException, IOException;

    /**
     * Of files of pages only what changed since another base backup.
     *
     * @throws SQLException also if it cannot tell that; all files may be asked for then, if nothing has come
     */
    Lsn sendChanges(StoredBackup since, BaseBackupSink sink, ActiveRun run) throws SQLException, IOException;

    /** What is to be said of how it came. */
    Optional<String> note();

    @Override
    void close() throws SQLException, IOException;
}
