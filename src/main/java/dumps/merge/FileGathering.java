package dumps.merge;

import dumps.DumpRow;
import dumps.KeptTable;
import dumps.RowSink;
import dumps.TableId;
import dumps.keep.KeptDump;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Reads files, one after the other, on one thread. */
final class FileGathering {

    private final Gathering gathering;
    private final SortedRecords records;
    private final RowBytes bytes = new RowBytes();
    private final KeyBytes key = new KeyBytes();
    private int seen;

    FileGathering(Gathering gathering, SortedRecords records) {
        this.gathering = gathering;
        this.records = records;
    }

    /** Reads the rows of a file; returns what they tell of it. */
    FileFacts read(KeptDump dump, int number) throws IOException {
        Map<TableId, FactsCollector> its = new TreeMap<>();
        seen = 0;
        for (KeptTable table : dump.file().tables()) {
            dump.rows(table, sink(table, number, its));
        }
        Map<TableId, TableFacts> found = new TreeMap<>();
        its.forEach((table, collector) -> found.put(table, collector.facts()));
        return new FileFacts(dump.file(), Moments.of(dump.file().completedAt()), found, state(found));
    }

    private RowSink sink(KeptTable table, int file, Map<TableId, FactsCollector> its) {
        TableId id = gathering.names().of(table);
        TableKey by = gathering.key(id);
        FactsCollector collector = its.get(id);
        // A partition's rows have the columns of the table that it is of.
        if (collector == null) {
            collector = new FactsCollector(id, table, gathering.meant(table), by);
            its.put(id, collector);
        } else {
            collector.add(table);
        }
        FactsCollector facts = collector;
        int[] places = by.places(gathering.meant(table));
        int number = gathering.number(id);
        return row -> row(row, number, file, by, places, facts);
    }

    private void row(DumpRow row, int table, int file, TableKey by, int[] places, FactsCollector its)
            throws IOException {
        bytes.write(row);
        its.row(row, bytes);
        key.clear();
        key.number(table);
        by.write(row, places, key);
        key.number(file);
        key.number(seen++);
        records.add(key.bytes(), bytes.array(), bytes.size());
    }

    /** The same for the same definitions and rows. */
    private static String state(Map<TableId, TableFacts> tables) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            tables.forEach(
                    (id, table) -> digest.update((id + "\n" + table.definition().columns() + "\n"
                                    + table.definition().keys() + "\n" + table.rows() + "\n" + table.hash() + "\n")
                            .getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
