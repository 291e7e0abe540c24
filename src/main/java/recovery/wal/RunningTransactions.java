package recovery.wal;

/**
 * What a server writes down now and then: which transactions are under way. Prepared ones are among them. Source: {@code
 * xl_running_xacts} in PostgreSQL's {@code standbydefs.h}.
 *
 * @param next all from here on have not begun yet, unsigned
 * @param oldest all before it have ended, and their last records are in the log before this one, unsigned
 */
record RunningTransactions(int next, int oldest) {

    private static final int INFO = 0x10;

    static RunningTransactions of(WalRecord record) {
        if (!record.is(ResourceManager.STANDBY, INFO)) {
            return null;
        }
        int main = record.parts().main();
        return new RunningTransactions(
                LittleEndian.i32(record.bytes(), main + 12), LittleEndian.i32(record.bytes(), main + 16));
    }

    /** Numbers of transactions go round; one is before another if it is less than half the circle away. */
    static boolean isBefore(int xid, int other) {
        return xid - other < 0;
    }
}
