package recovery.wal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import postgres.Lsn;

/**
 * Counts the rows that were changed by transactions which committed after a place. What such a transaction did may lie
 * before the place: reading begins early enough that all of it is seen, wherever the log reaches back so far.
 */
public final class RowsAfter {

    private static final int FIRST_OF_USERS = 16_384;

    private final WalSource source;
    private final Lsn after;
    private final Relations names;
    private final Relations later;
    private final Relations sinceThen = new Relations();
    private final Map<RelationFile, RowCounts> rows = new HashMap<>();

    private OptionalInt firstKnown = OptionalInt.empty();
    private OptionalInt oldestCounted = OptionalInt.empty();
    private long transactions;
    private Lsn to;

    private RowsAfter(WalSource source, Lsn after, Relations names, Relations later) {
        this.source = source;
        this.after = after;
        this.names = names;
        this.later = later;
        this.to = after;
    }

    /**
     * Reads up to the end of the log.
     *
     * @param after up to where another server has the log
     * @param names of the tables; those that were made or got another file on the way are followed
     */
    public static RowsAtRisk count(WalSource source, Lsn after, Relations names) throws IOException {
        return count(source, after, names, new Relations());
    }

    /**
     * The same, where more is known.
     *
     * @param later the names at some later time, for tables that were made after the first ones were read
     */
    public static RowsAtRisk count(WalSource source, Lsn after, Relations names, Relations later) throws IOException {
        int size = source.segmentSize();
        long first = source.first().map(SegmentName::number).orElse(0L);
        long segment = after.bytes() / size;
        for (long back = 1; ; back *= 2) {
            RowsAfter counting = new RowsAfter(source, after, names, later);
            WalEnd end = counting.read(new Lsn(segment * size));
            if (counting.isExact() || segment <= first || end.at().isBefore(after)) {
                return counting.result(end);
            }
            segment = Math.max(first, segment - back);
        }
    }

    private WalEnd read(Lsn from) throws IOException {
        OpenTransactions open = new OpenTransactions(names.catalogs());
        try (WalReader reader = new WalReader(source, from)) {
            while (reader.next()) {
                WalRecord record = reader.record();
                if (firstKnown.isEmpty() && record.start() < after.bytes()) {
                    RunningTransactions running = RunningTransactions.of(record);
                    firstKnown = running == null ? firstKnown : OptionalInt.of(running.next());
                }
                Transaction committed = open.take(record);
                to = record.lsn();
                if (committed != null) {
                    follow(committed);
                    if (after.isBefore(committed.end().end())) {
                        count(committed);
                    }
                }
            }
            return reader.end();
        }
    }

    private void follow(Transaction transaction) {
        sinceThen.add(transaction);
        for (StorageEvent event : transaction.events()) {
            if (event instanceof StorageEvent.RelationAdded added && Rewrite.isTransient(added.name())) {
                named(added.database(), Rewrite.of(added.name()).orElseThrow())
                        .ifPresent(table -> sinceThen.put(table.withFile(added.file())));
            }
        }
        for (FileChange change : FileChange.of(transaction)) {
            if (change.by() != null) {
                named(change.file())
                        .ifPresent(table ->
                                sinceThen.put(table.withFile(change.by().number())));
            }
        }
    }

    private void count(Transaction transaction) {
        boolean changed = false;
        for (Map.Entry<RelationFile, RowCounts> counted : transaction.rows().entrySet()) {
            RelationFile file = counted.getKey();
            if (Integer.compareUnsigned(file.number(), FIRST_OF_USERS) >= 0
                    && !counted.getValue().isNothing()) {
                rows.computeIfAbsent(file, none -> new RowCounts()).add(counted.getValue());
                changed = true;
            }
        }
        if (changed || !transaction.events().isEmpty()) {
            transactions++;
        }
        int xid = transaction.end().xid();
        if (oldestCounted.isEmpty() || RunningTransactions.isBefore(xid, oldestCounted.getAsInt())) {
            oldestCounted = OptionalInt.of(xid);
        }
    }

    /** One that had a number before the first look at what is under way may have done something before all that was read. */
    private boolean isExact() {
        return oldestCounted.isEmpty()
                || firstKnown.isPresent()
                        && !RunningTransactions.isBefore(oldestCounted.getAsInt(), firstKnown.getAsInt());
    }

    private RowsAtRisk result(WalEnd end) {
        List<RowsAtRisk.TableRows> tables = new ArrayList<>();
        Map<Relation, RowsAtRisk.TableRows> byTable = new HashMap<>();
        rows.forEach((file, counts) -> {
            RowsAtRisk.TableRows counted = new RowsAtRisk.TableRows(
                    file, named(file), counts.inserted(), counts.updated(), counts.deleted() + counts.moved());
            if (counted.table().isEmpty()) {
                tables.add(counted);
            } else if (counted.table().get().isTable()) {
                byTable.merge(counted.table().get().withFile(0), counted, RowsAfter::together);
            }
        });
        tables.addAll(byTable.values());
        tables.sort(Comparator.comparingLong(RowsAtRisk.TableRows::rows).reversed());
        return new RowsAtRisk(after, to, transactions, isExact(), tables, end);
    }

    /** A table that got another file on the way has rows in both. */
    private static RowsAtRisk.TableRows together(RowsAtRisk.TableRows one, RowsAtRisk.TableRows other) {
        return new RowsAtRisk.TableRows(
                other.file(),
                other.table(),
                one.inserted() + other.inserted(),
                one.updated() + other.updated(),
                one.deleted() + other.deleted());
    }

    private Optional<Relation> named(RelationFile file) {
        return names.byFile(file).or(() -> sinceThen.byFile(file)).or(() -> later.byFile(file));
    }

    private Optional<Relation> named(int database, int oid) {
        return names.byOid(database, oid)
                .or(() -> sinceThen.byOid(database, oid))
                .or(() -> later.byOid(database, oid));
    }
}
