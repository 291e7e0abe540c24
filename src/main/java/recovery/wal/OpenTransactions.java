package recovery.wal;

import static recovery.wal.ResourceManager.HEAP;
import static recovery.wal.ResourceManager.HEAP2;
import static recovery.wal.ResourceManager.STORAGE;
import static recovery.wal.ResourceManager.XLOG;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps an account for every transaction that has not ended, and hands it over when it commits. Those that are rolled
 * back are forgotten, and so are those that a crash cut off, as soon as the server says what is under way.
 *
 * <p>Source of the formats: {@code heapam_xlog.h}, {@code storage_xlog.h} and {@code xlog.c} of PostgreSQL.
 */
final class OpenTransactions {

    private static final int OPERATION = 0x70;
    private static final int INSERT = 0x00;
    private static final int DELETE = 0x10;
    private static final int UPDATE = 0x20;
    private static final int TRUNCATE = 0x30;
    private static final int HOT_UPDATE = 0x40;
    private static final int MULTI_INSERT = 0x50;

    /** Flags of a deletion: an insertion of ours that met another is taken back, or a row goes to another partition. */
    private static final int TAKEN_BACK = 0x08;

    private static final int MOVED = 0x10;

    /** Where an update's main data has the offsets of the old row and the new one. */
    private static final int OLD_OFFSET = 4;

    private static final int NEW_OFFSET = 12;

    private static final int FILE_CREATED = 0x10;
    private static final int FILE_TRUNCATED = 0x20;
    private static final int PAGE_WRITTEN = 0xB0;

    /** The rows' own, and the empty one of an unlogged relation, whose rows' own is not in the log. */
    private static final Set<Integer> TELLING_FORKS = Set.of(0, 3);

    private final Map<Integer, Account> accounts = new HashMap<>();
    private final CatalogFiles catalogs;

    // The last file that rows were counted of: most records are of the same one.
    private int lastXid;
    private RelationFile lastFile;
    private RowCounts last;
    private int lastCatalog;

    OpenTransactions(CatalogFiles catalogs) {
        this.catalogs = catalogs;
    }

    /** Takes the next record; returns the transaction that it commits, or null. */
    Transaction take(WalRecord record) {
        switch (record.resource()) {
            case HEAP -> heap(record);
            case HEAP2 -> heap2(record);
            case ResourceManager.TRANSACTION -> {
                return TransactionEnd.endsOne(record) ? end(TransactionEnd.of(record)) : null;
            }
            case STORAGE -> storage(record);
            case XLOG -> page(record);
            case ResourceManager.DATABASE -> database(record);
            case ResourceManager.RELMAP -> {
                catalogs.follow(record);
                last = null;
            }
            case ResourceManager.STANDBY -> forget(RunningTransactions.of(record));
            default -> {
                // Indexes and what else changes no rows.
            }
        }
        return null;
    }

    /** How many are open. */
    int size() {
        return accounts.size();
    }

    /** Where the first record begins of all that are open, or the place itself if none is. */
    long oldest(long place) {
        return accounts.values().stream().mapToLong(Account::first).min().orElse(place);
    }

    private void heap(WalRecord record) {
        int operation = record.info() & OPERATION;
        switch (operation) {
            case INSERT -> {
                rows(record).insert(1);
                added(record);
            }
            case UPDATE, HOT_UPDATE -> {
                rows(record).update();
                if (lastCatalog == CatalogFiles.PG_CLASS) {
                    renamed(record);
                }
            }
            case DELETE -> delete(record);
            case TRUNCATE -> truncate(record);
            default -> {
                // Locks, confirmations and changes in place.
            }
        }
    }

    private void heap2(WalRecord record) {
        if ((record.info() & OPERATION) == MULTI_INSERT) {
            rows(record).insert(LittleEndian.u16(record.bytes(), record.parts().main() + 2));
        }
    }

    private void delete(WalRecord record) {
        int flags = LittleEndian.u8(record.bytes(), record.parts().main() + 7);
        if ((flags & TAKEN_BACK) != 0) {
            rows(record).insert(-1);
        } else if ((flags & MOVED) != 0) {
            rows(record).move();
        } else {
            rows(record).delete();
            if (lastCatalog == CatalogFiles.PG_CLASS) {
                account(record).add(new StorageEvent.RelationRemoved(record.start()));
            }
        }
    }

    private void truncate(WalRecord record) {
        byte[] bytes = record.bytes();
        int main = record.parts().main();
        int[] oids = new int[LittleEndian.i32(bytes, main + 4)];
        for (int i = 0; i < oids.length; i++) {
            oids[i] = LittleEndian.i32(bytes, main + 12 + 4 * i);
        }
        account(record).add(new StorageEvent.Truncated(record.start(), LittleEndian.i32(bytes, main), oids));
    }

    private void added(WalRecord record) {
        CatalogRow row = lastCatalog == 0 ? null : CatalogRow.insertedBy(record);
        if (row == null) {
            return;
        }
        int database = record.parts().relation(0).database();
        if (lastCatalog == CatalogFiles.PG_CLASS) {
            catalogs.places().put(place(record, 0, 0), row.called());
        }
        account(record)
                .add(
                        switch (lastCatalog) {
                            case CatalogFiles.PG_CLASS ->
                                new StorageEvent.RelationAdded(
                                        record.start(),
                                        database,
                                        row.oid(),
                                        row.schema(),
                                        row.name(),
                                        row.file(),
                                        row.kind(),
                                        row.persistence());
                            case CatalogFiles.PG_NAMESPACE ->
                                new StorageEvent.SchemaAdded(record.start(), database, row.oid(), row.name());
                            default -> new StorageEvent.DatabaseAdded(record.start(), row.oid(), row.name());
                        });
    }

    private void renamed(WalRecord record) {
        boolean otherPage = record.parts().blocks() > 1 && record.parts().fork(1) == 0;
        CatalogPlaces.Row old = catalogs.places().at(place(record, otherPage ? 1 : 0, OLD_OFFSET));
        CatalogRow row = CatalogRow.updatedBy(record, old);
        if (row == null) {
            return;
        }
        catalogs.places().put(place(record, 0, NEW_OFFSET), row.called());
        if (!row.called().equals(old)) {
            account(record)
                    .add(new StorageEvent.RelationRenamed(
                            record.start(),
                            record.parts().relation(0).database(),
                            row.oid(),
                            row.schema(),
                            row.name()));
        }
    }

    /** Of a row on the page of a block, whose offset is in the main data. */
    private static CatalogPlaces.Place place(WalRecord record, int block, int offset) {
        RecordParts parts = record.parts();
        return new CatalogPlaces.Place(
                parts.relation(0).database(),
                parts.block(block),
                LittleEndian.u16(record.bytes(), parts.main() + offset));
    }

    private void storage(WalRecord record) {
        if (record.info() == FILE_TRUNCATED) {
            emptied(record);
            return;
        }
        int main = record.parts().main();
        if (record.info() == FILE_CREATED
                && record.xid() != 0
                && TELLING_FORKS.contains(LittleEndian.i32(record.bytes(), main + RelationFile.BYTES))) {
            account(record).add(new StorageEvent.FileCreated(record.start(), RelationFile.at(record.bytes(), main)));
        }
    }

    /** Emptying a file that the transaction itself has made writes no other one; whatever it put in is gone. */
    private void emptied(WalRecord record) {
        int main = record.parts().main();
        RelationFile file = RelationFile.at(record.bytes(), main + 4);
        if (record.xid() != 0
                && LittleEndian.i32(record.bytes(), main) == 0
                && account(record).events().stream()
                        .anyMatch(event -> event instanceof StorageEvent.FileCreated created
                                && created.file().equals(file))) {
            account(record).rows(file).forgetRows();
        }
    }

    private void page(WalRecord record) {
        if (record.info() == PAGE_WRITTEN && record.xid() != 0 && record.parts().fork(0) == 0) {
            rows(record).page();
        }
    }

    private void database(WalRecord record) {
        if (Landmark.of(record) instanceof Landmark.DatabaseDropped dropped) {
            account(record).add(new StorageEvent.DatabaseRemoved(record.start(), dropped.database()));
        }
    }

    private RowCounts rows(WalRecord record) {
        int xid = record.xid();
        byte[] bytes = record.bytes();
        int at = record.parts().relationAt(0);
        if (last == null
                || xid != lastXid
                || LittleEndian.i32(bytes, at + 8) != lastFile.number()
                || LittleEndian.i32(bytes, at + 4) != lastFile.database()
                || LittleEndian.i32(bytes, at) != lastFile.tablespace()) {
            lastXid = xid;
            lastFile = RelationFile.at(bytes, at);
            last = account(record).rows(lastFile);
            lastCatalog = catalogs.catalogOf(lastFile.database(), lastFile.number());
        }
        return last;
    }

    private Account account(WalRecord record) {
        return accounts.computeIfAbsent(record.xid(), unknown -> new Account(record.start()));
    }

    private Transaction end(TransactionEnd end) {
        last = null;
        Account whole = accounts.remove(end.xid());
        List<Account> parts = end.subtransactions().stream()
                .map(accounts::remove)
                .filter(part -> part != null)
                .toList();
        if (!end.committed()) {
            return null;
        }
        if (whole == null) {
            whole = new Account(end.lsn().bytes());
        }
        long first = whole.first();
        for (Account part : parts) {
            whole.take(part);
            first = Math.min(first, part.first());
        }
        return new Transaction(end, first, whole.rows(), whole.events());
    }

    private void forget(RunningTransactions running) {
        if (running != null && !accounts.isEmpty()) {
            accounts.keySet().removeIf(xid -> RunningTransactions.isBefore(xid, running.oldest()));
            last = null;
        }
    }
}
