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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Several dump files as one state. The files are read side by side, each in the order of its keys, sorted on disk where it is in no
 * order, so that what became of a row is read in one go. Nothing of it depends on what the files are called or in which order they come.
 */
public final class Merge implements Closeable {

    private static final int MOST_THREADS = 4;
    private static final int SMALLEST_BUFFER = 1 << 12;
    private static final int LARGEST_BUFFER = 1 << 17;
    private static final int MOST_OPEN = SortedRecords.MOST_RUNS;

    private final Map<TableId, List<Part>> parts = new HashMap<>();
    private final int memory;
    private final Path folder;
    private final List<TableId> tables;
    private final Map<TableId, TableKey> keys;
    private final Map<TableId, String> names;
    private final TableNames meant;
    private final FileOrder order;
    private final Map<String, String> duplicates;
    private final Partitions partitions;
    private final int[] places;
    private final String saidTime;

    private Merge(Gathering gathered, Map<String, String> duplicates, String saidTime, Path folder, int memory) {
        this.folder = folder;
        this.duplicates = duplicates;
        this.memory = memory;
        tables = gathered.tables();
        keys = gathered.keys();
        meant = gathered.names();
        names = TableNames.shortNames(tables);
        order = FileOrder.of(gathered.facts());
        partitions = new Partitions(order, meant);
        places = new int[gathered.facts().size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = order.files().indexOf(gathered.facts().get(i));
        }
        this.saidTime = saidTime;
        IntStream.range(0, places.length)
                .boxed()
                .sorted(Comparator.comparingInt(file -> places[file]))
                .flatMap(file -> gathered.parts().get(file).stream())
                .forEach(this::add);
    }

    private void add(Part part) {
        List<Part> its = parts.computeIfAbsent(part.id(), first -> new ArrayList<>());
        part.rank(its.size());
        its.add(part);
    }

    /**
     * Reads all rows.
     *
     * @param saidTime the column that tells which of two versions is newer, or null for what names and types show
     * @param folder for what memory does not hold; removed in the end
     * @param memory bytes that rows may take in it
     */
    public static Merge of(List<KeptDump> dumps, String saidTime, Path folder, int memory) throws IOException {
        return of(dumps, Renames.NONE, saidTime, folder, memory);
    }

    /**
     * The same where somebody said what is called otherwise in later files.
     *
     * @param renames what was said
     */
    public static Merge of(List<KeptDump> dumps, Renames renames, String saidTime, Path folder, int memory)
            throws IOException {
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
        Gathering gathered =
                new Gathering(distinct.values().stream().map(renames::of).toList(), threads).run();
        return new Merge(gathered, duplicates, saidTime, folder, memory);
    }

    /** Gives what is asked for. */
    public void run(Question question, StateSink sink) throws IOException {
        for (TableId table : tables) {
            TableRun run = question.wants(table) ? run(table, question, sink) : null;
            if (run != null) {
                try (RowGroups groups = new RowGroups(sources(table, question.upTo()), places)) {
                    while (groups.next()) {
                        run.group(groups.rows());
                    }
                }
                run.end();
            }
        }
    }

    /** Parts in order are read as they lie there, as many as may be open. */
    private List<RowSource> sources(TableId table, int upTo) throws IOException {
        List<Part> its = parts.get(table).stream()
                .filter(part -> places[part.file()] < upTo && part.table().rows() > 0)
                .toList();
        List<Part> ordered = its.stream().filter(Part::inOrder).limit(MOST_OPEN).toList();
        List<Part> others = its.stream().filter(part -> !ordered.contains(part)).toList();
        List<RowSource> sources = new ArrayList<>();
        try {
            for (Part part : ordered) {
                sources.add(new PartReader(part, part.columns(), buffered(ordered.size())));
            }
            if (!others.isEmpty()) {
                sources.add(new SortedParts(others, folder, memory));
            }
            return sources;
        } catch (IOException | RuntimeException e) {
            for (RowSource source : sources) {
                source.close();
            }
            throw e;
        }
    }

    private int buffered(int readers) {
        return Math.max(SMALLEST_BUFFER, Math.min(LARGEST_BUFFER, memory / 4 / readers));
    }

    private TableRun run(TableId table, Question question, StateSink sink) throws IOException {
        Map<Integer, TableFacts> at = facts(table, question.upTo());
        if (at.isEmpty()) {
            return null;
        }
        TableView view = new TableView(table, keys.get(table), at, saidTime);
        TableRun run = new TableRun(merged(table, view, at), view, question, order, sink);
        run.begin();
        return run;
    }

    private Map<Integer, TableFacts> facts(TableId table, int upTo) {
        Map<Integer, TableFacts> at = new TreeMap<>();
        FileFacts whole = null;
        for (int place = 0; place < Math.min(upTo, order.files().size()); place++) {
            FileFacts file = order.files().get(place);
            TableFacts facts = file.tables().get(table);
            if (facts != null) {
                boolean leftOut = whole != null
                        && Partitions.areLeftOut(whole, file)
                        && !partitions.gone(table, whole, file).isEmpty();
                at.put(place, leftOut ? facts.partial() : facts);
                whole = leftOut ? whole : file;
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
        return Findings.of(order, duplicates, DriftFinder.of(order, meant, partitions), meant.notes());
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder);
    }
}
