package recovery.wal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import postgres.Lsn;

/**
 * A transaction's last record. Source: {@code xl_xact_parsed_commit} in PostgreSQL's {@code xact.h}, and {@code
 * ParseCommitRecord} in {@code xactdesc.c}, for the order of what may follow the time.
 *
 * @param xid the transaction, unsigned: of a prepared one its own and not that of whoever ended it
 * @param committed or else aborted
 * @param lsn where the record begins
 * @param end where the next one may begin
 * @param at when, by the server's clock
 * @param database where it was at work, 0 if the record does not say
 * @param subtransactions that ended with it in the same way
 * @param dropped files that it removes, in the record's order
 * @param tellsDroppedRelations whether this version does, which is from 15 on
 * @param droppedRelations object ids of relations whose statistics it removes
 */
record TransactionEnd(
        int xid,
        boolean committed,
        Lsn lsn,
        Lsn end,
        Instant at,
        int database,
        List<Integer> subtransactions,
        List<RelationFile> dropped,
        boolean tellsDroppedRelations,
        Set<Integer> droppedRelations) {

    private static final int OPERATION = 0x70;
    private static final int COMMIT = 0x00;
    private static final int ABORT = 0x20;
    private static final int COMMIT_PREPARED = 0x30;
    private static final int ABORT_PREPARED = 0x40;
    private static final int HAS_FLAGS = 0x80;

    private static final int DATABASE = 0x01;
    private static final int SUBTRANSACTIONS = 0x02;
    private static final int FILES = 0x04;
    private static final int INVALIDATIONS = 0x08;
    private static final int PREPARED = 0x10;
    private static final int STATISTICS = 0x100;

    private static final int STATISTICS_OF_RELATION = 2;
    private static final int INVALIDATION = 16;

    /** Of a record of the transactions' resource manager that ends one; null for all others. */
    static TransactionEnd of(WalRecord record) {
        int operation = record.info() & OPERATION;
        boolean committed = operation == COMMIT || operation == COMMIT_PREPARED;
        if (!committed && operation != ABORT && operation != ABORT_PREPARED) {
            return null;
        }
        return new Reading(record).end(committed);
    }

    /** Its time alone, which is all that most need; null for records that have none. */
    static Instant time(WalRecord record) {
        return endsOne(record)
                ? PostgresTime.instant(
                        LittleEndian.i64(record.bytes(), record.parts().main()))
                : null;
    }

    static boolean endsOne(WalRecord record) {
        int operation = record.info() & OPERATION;
        return commits(record)
                || record.resource() == ResourceManager.TRANSACTION
                        && (operation == ABORT || operation == ABORT_PREPARED);
    }

    static boolean commits(WalRecord record) {
        int operation = record.info() & OPERATION;
        return record.resource() == ResourceManager.TRANSACTION
                && (operation == COMMIT || operation == COMMIT_PREPARED);
    }

    /** One pass over the main data. */
    private static final class Reading {

        private final WalRecord record;
        private final byte[] bytes;
        private int at;

        Reading(WalRecord record) {
            this.record = record;
            this.bytes = record.bytes();
            this.at = record.parts().main();
        }

        TransactionEnd end(boolean committed) {
            Instant time = PostgresTime.instant(LittleEndian.i64(bytes, at));
            at += 8;
            int flags = (record.info() & HAS_FLAGS) != 0 ? number() : 0;
            int database = 0;
            if ((flags & DATABASE) != 0) {
                database = number();
                at += 4;
            }
            List<Integer> subtransactions = (flags & SUBTRANSACTIONS) != 0 ? numbers() : List.of();
            List<RelationFile> files = (flags & FILES) != 0 ? files() : List.of();
            Set<Integer> statistics =
                    (flags & STATISTICS) != 0 && record.version() != WalVersion.V14 ? statistics() : Set.of();
            if ((flags & INVALIDATIONS) != 0) {
                int count = number();
                at += count * INVALIDATION;
            }
            int xid = (flags & PREPARED) != 0 ? number() : record.xid();
            return new TransactionEnd(
                    xid,
                    committed,
                    record.lsn(),
                    record.end(),
                    time,
                    database,
                    subtransactions,
                    files,
                    record.version() != WalVersion.V14,
                    statistics);
        }

        private int number() {
            int value = LittleEndian.i32(bytes, at);
            at += 4;
            return value;
        }

        private List<Integer> numbers() {
            int count = number();
            List<Integer> all = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                all.add(number());
            }
            return all;
        }

        private List<RelationFile> files() {
            int count = number();
            List<RelationFile> all = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                all.add(RelationFile.at(bytes, at));
                at += RelationFile.BYTES;
            }
            return all;
        }

        private Set<Integer> statistics() {
            int count = number();
            Set<Integer> relations = new HashSet<>();
            for (int i = 0; i < count; i++) {
                if (LittleEndian.i32(bytes, at) == STATISTICS_OF_RELATION) {
                    relations.add(LittleEndian.i32(bytes, at + 8));
                }
                at += record.version().droppedStatisticsBytes();
            }
            return relations;
        }
    }
}
