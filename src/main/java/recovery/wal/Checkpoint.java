package recovery.wal;

import java.time.Instant;

/** A checkpoint's record. Source: {@code CheckPoint} in PostgreSQL's {@code pg_control.h}, alike from 14 to 18 so far. */
final class Checkpoint {

    private static final int SHUTDOWN = 0x00;
    private static final int ONLINE = 0x10;
    private static final int TIME = 64;

    private Checkpoint() {}

    static boolean isOne(WalRecord record) {
        return record.is(ResourceManager.XLOG, SHUTDOWN) || record.is(ResourceManager.XLOG, ONLINE);
    }

    /** When it began, to the second. */
    static Instant time(WalRecord record) {
        return Instant.ofEpochSecond(
                LittleEndian.i64(record.bytes(), record.parts().main() + TIME));
    }
}
