package recovery.wal;

import static recovery.wal.ResourceManager.DATABASE;
import static recovery.wal.ResourceManager.TABLESPACE;
import static recovery.wal.ResourceManager.XLOG;

import java.time.Instant;
import postgres.Lsn;

/** A record that matters to whoever replays the log, whatever transaction wrote it. */
public sealed interface Landmark {

    /** Where the record begins. */
    Lsn lsn();

    /** A moment that somebody gave a name. */
    record RestorePoint(Lsn lsn, Lsn end, String name, Instant at) implements Landmark {}

    /** A tablespace was made: whoever replays this on the same machine writes into that folder. */
    record TablespaceCreated(Lsn lsn, int oid, String folder) implements Landmark {}

    /** The files of a database were removed, before the transaction that did it committed. */
    record DatabaseDropped(Lsn lsn, int xid, int database) implements Landmark {}

    /** What a server that replays this has to have at least. */
    record ParametersChanged(
            Lsn lsn, int connections, int workers, int senders, int preparedTransactions, int locksPerTransaction)
            implements Landmark {

        /** The larger one of each. */
        public ParametersChanged orMore(ParametersChanged later) {
            return new ParametersChanged(
                    later.lsn,
                    Math.max(connections, later.connections),
                    Math.max(workers, later.workers),
                    Math.max(senders, later.senders),
                    Math.max(preparedTransactions, later.preparedTransactions),
                    Math.max(locksPerTransaction, later.locksPerTransaction));
        }
    }

    int RESTORE_POINT = 0x70;
    int PARAMETER_CHANGE = 0x60;
    int CREATE = 0x00;

    /** What a record is; null for most. Source: {@code xlog_internal.h}, {@code tablespace.h}, {@code dbcommands_xlog.h}. */
    static Landmark of(WalRecord record) {
        int main = record.resource() <= TABLESPACE ? record.parts().main() : 0;
        byte[] bytes = record.bytes();
        if (record.is(XLOG, RESTORE_POINT)) {
            return new RestorePoint(
                    record.lsn(),
                    record.end(),
                    LittleEndian.text(bytes, main + 8, main + record.parts().mainLength()),
                    PostgresTime.instant(LittleEndian.i64(bytes, main)));
        }
        if (record.is(XLOG, PARAMETER_CHANGE)) {
            return new ParametersChanged(
                    record.lsn(),
                    LittleEndian.i32(bytes, main),
                    LittleEndian.i32(bytes, main + 4),
                    LittleEndian.i32(bytes, main + 8),
                    LittleEndian.i32(bytes, main + 12),
                    LittleEndian.i32(bytes, main + 16));
        }
        if (record.is(TABLESPACE, CREATE)) {
            return new TablespaceCreated(
                    record.lsn(),
                    LittleEndian.i32(bytes, main),
                    LittleEndian.text(bytes, main + 4, main + record.parts().mainLength()));
        }
        if (record.resource() == DATABASE && record.info() == record.version().databaseDrop()) {
            return new DatabaseDropped(record.lsn(), record.xid(), LittleEndian.i32(bytes, main));
        }
        return null;
    }
}
