package dumps.merge;

import dumps.TableId;
import dumps.keep.KeptDump;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the rows of a file for what they tell of it. */
final class FileGathering {

    private static final int BUFFER = 1 << 16;

    private FileGathering() {}

    /** Reads the rows of a file; returns what they tell of it. */
    static FileFacts read(KeptDump dump, List<Part> parts) throws IOException {
        Map<TableId, FactsCollector> its = new TreeMap<>();
        for (Part part : parts) {
            FactsCollector collector = its.get(part.id());
            if (collector == null) {
                collector = new FactsCollector(part.id(), part.table(), part.meant());
                its.put(part.id(), collector);
            } else {
                collector.add(part.table());
            }
            read(part, collector);
        }
        Map<TableId, TableFacts> found = new TreeMap<>();
        its.forEach((table, collector) -> found.put(table, collector.facts()));
        return new FileFacts(dump.file(), Moments.of(dump.file().completedAt()), found, state(found));
    }

    private static void read(Part part, FactsCollector its) throws IOException {
        int[] times = FactsCollector.times(part.meant());
        int[] columns = part.columns(times);
        int[] timesAt = Arrays.stream(times)
                .map(time -> Arrays.binarySearch(columns, time))
                .toArray();
        int number = part.key().isNumber() ? part.keyAmong(columns)[0] : -1;
        boolean inOrder = true;
        KeyBytes before = new KeyBytes();
        try (PartReader rows = new PartReader(part, columns, BUFFER)) {
            while (rows.next()) {
                its.row(rows.picked(), timesAt, number, rows.texts());
                if (inOrder) {
                    inOrder = before.compareTo(rows.key()) <= 0;
                    before.set(rows.key());
                }
            }
        }
        part.inOrder(inOrder);
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
