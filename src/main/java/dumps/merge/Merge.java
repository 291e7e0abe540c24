package dumps.merge;

import dumps.DumpTable;
import dumps.TableId;
import dumps.keep.KeptDump;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Several dump files as one state. All rows are sorted by table, key and file, on disk where memory does not hold them, so
 * that what became of a row is read in one go. Nothing of it depends on what the files are called or in which order they come.
 */
public final class Merge implements Closeable {

    private static final int MOST_THREADS = 4;

    private final List<SortedRecords> parts;
    private final Path folder;
    private final List<TableId> tables;
    private final Map<TableId, TableKey> keys;
    private final Map<TableId, String> names;
    private final TableNames meant;
    private final FileOrder order;
    private final Map<String, String> duplicates;
    private final int[] places;
    private final String saidTime;

    private Merge(
            Gathering gathered,
            List<SortedRecords> parts,
            Map<String, String> duplicates,
            String saidTime,
            Path folder) {
        this.folder = folder;
        this.duplicates = duplicates;
        this.parts = parts;
        tables = gathered.tables();
        keys = gathered.keys();
        meant = gathered.names();
        names = TableNames.shortNames(tables);
        order = FileOrder.of(gathered.facts());
        places = new int[gathered.facts().size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = order.files().indexOf(gathered.facts().get(i));
        }
        this.saidTime = saidTime;
    }

    /**
     * Reads all rows.
     *
     * @param saidTime the column that tells which of two versions is newer, or null for what names and types show
     * @param folder for what memory does not hold; removed in the end
     * @param memory bytes that rows may take in it
     */
    public static Merge of(List<KeptDump> dumps, String saidTime, Path folder, int memory) throws IOException {
        Map<String, KeptDump> distinct = new TreeMap<>();
        Map<String, String> duplicates = new TreeMap<>();
        dumps.stream().sorted(Comparator.comparing(dump -> dump.file().name())).forEach(dump -> {
            KeptDump first = distinct.putIfAbsent(dump.file().sha256(), dump);
            if (first != null) {
                duplicates.put(dump.file().name(), first.file().name());
            }
        });
        int threads = Math.max(
                1,
                Math.min(
                        MOST_THREADS,
                        Math.min(distinct.size(), Runtime.getRuntime().availableProcessors())));
        List<SortedRecords> parts = new ArrayList<>();
        try {
            for (int i = 0; i < threads; i++) {
                parts.add(new SortedRecords(folder.resolve("part-" + i), memory / threads));
            }
            Gathering gathered = new Gathering(List.copyOf(distinct.values()), parts).run();
            return new Merge(gathered, parts, duplicates, saidTime, folder);
        } catch (IOException | RuntimeException e) {
            close(parts, folder);
            throw e;
        }
    }

    private static void close(List<SortedRecords> parts, Path folder) throws IOException {
        for (SortedRecords part : parts) {
            part.close();
        }
        Files.deleteIfExists(folder);
    }

    /** Gives what is asked for. */
    public void run(Question question, StateSink sink) throws IOException {
        try (Records sorted = SortedRecords.sorted(parts)) {
            RowGroups groups = new RowGroups(sorted);
            boolean more = groups.next();
            for (int i = 0; i < tables.size(); i++) {
                TableId table = tables.get(i);
                TableRun run = question.wants(table) ? run(table, question, sink) : null;
                while (more && groups.table() == i) {
                    if (run != null) {
                        run.group(groups);
                    }
                    more = groups.next();
                }
                if (run != null) {
                    run.end();
                }
            }
        }
    }

    private TableRun run(TableId table, Question question, StateSink sink) throws IOException {
        Map<Integer, TableFacts> at = facts(table, question.upTo());
        if (at.isEmpty()) {
            return null;
        }
        TableView view = new TableView(table, keys.get(table), at, saidTime);
        TableRun run = new TableRun(merged(table, view, at), view, question, order, places, sink);
        run.begin();
        return run;
    }

    private Map<Integer, TableFacts> facts(TableId table, int upTo) {
        Map<Integer, TableFacts> at = new TreeMap<>();
        for (int place = 0; place < Math.min(upTo, order.files().size()); place++) {
            TableFacts facts = order.files().get(place).tables().get(table);
            if (facts != null) {
                at.put(place, facts);
            }
        }
        return at;
    }

    private MergedTable merged(TableId table, TableView view, Map<Integer, TableFacts> at) {
        DumpTable definition = view.definition();
        return new MergedTable(
                table,
                names.get(table),
                definition,
                order.files().get(view.definedAt()).file().dialect(),
                keys.get(table).shown(),
                keys.get(table).whole(),
                view.timeColumn(),
                at.keySet().stream()
                        .map(place -> order.files().get(place).file().name())
                        .toList());
    }

    /** The tables, as of the last file. */
    public List<MergedTable> tables() {
        return tables(order.files().size());
    }

    /** The tables that the first files of the order have. */
    public List<MergedTable> tables(int upTo) {
        List<MergedTable> all = new ArrayList<>();
        for (TableId table : tables) {
            Map<Integer, TableFacts> at = facts(table, upTo);
            if (!at.isEmpty()) {
                all.add(merged(table, new TableView(table, keys.get(table), at, saidTime), at));
            }
        }
        return all;
    }

    /** What was found out about the files. */
    public Findings findings() {
        return Findings.of(order, duplicates, DriftFinder.of(order, meant), meant.notes());
    }

    @Override
    public void close() throws IOException {
        close(parts, folder);
    }
}
