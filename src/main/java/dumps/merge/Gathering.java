package dumps.merge;

import dumps.DumpTable;
import dumps.KeptTable;
import dumps.TableId;
import dumps.keep.KeptDump;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads every row of every file once: what it tells of its file, and itself into the sort. */
final class Gathering {

    private final List<KeptDump> dumps;
    private final List<SortedRecords> parts;
    private final TableNames names;
    private final List<TableId> tables;
    /** Each with the columns that are meant. */
    private final Map<KeptTable, DumpTable> meant = new IdentityHashMap<>();

    private final Map<TableId, Integer> numbers = new HashMap<>();
    private final Map<TableId, TableKey> keys = new HashMap<>();
    private final FileFacts[] facts;

    /** @param parts of the sort, each written by one thread */
    Gathering(List<KeptDump> dumps, List<SortedRecords> parts) {
        this.dumps = dumps;
        this.parts = parts;
        facts = new FileFacts[dumps.size()];
        names = new TableNames(dumps.stream().map(KeptDump::file).toList());
        Map<TableId, List<DumpTable>> definitions = new TreeMap<>();
        for (KeptDump dump : dumps) {
            for (KeptTable table : dump.file().tables()) {
                definitions
                        .computeIfAbsent(names.of(table), first -> new ArrayList<>())
                        .add(table.table());
            }
        }
        for (KeptDump dump : dumps) {
            for (KeptTable table : dump.file().tables()) {
                meant.put(table, UnnamedColumns.of(table.table(), definitions.get(names.of(table))));
            }
        }
        definitions.replaceAll((id, those) ->
                those.stream().map(one -> UnnamedColumns.of(one, those)).toList());
        tables = List.copyOf(definitions.keySet());
        definitions.forEach((table, those) -> {
            numbers.put(table, numbers.size());
            keys.put(table, TableKey.of(those));
        });
    }

    /** Reads the files, as many at a time as there are parts to the sort. */
    Gathering run() throws IOException {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(parts.size(), Gathering::thread);
        try {
            List<Future<?>> working = new ArrayList<>();
            for (SortedRecords part : parts) {
                working.add(threads.submit(() -> {
                    FileGathering reading = new FileGathering(this, part);
                    for (int i = next.getAndIncrement(); i < dumps.size(); i = next.getAndIncrement()) {
                        facts[i] = reading.read(dumps.get(i), i);
                    }
                    return null;
                }));
            }
            for (Future<?> one : working) {
                one.get();
            }
            return this;
        } catch (ExecutionException e) {
            next.set(dumps.size());
            throw Gathering.<RuntimeException>as(e.getCause());
        } catch (InterruptedException e) {
            next.set(dumps.size());
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while rows were read");
        } finally {
            threads.shutdownNow();
            await(threads);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "dumps-gathering");
        thread.setDaemon(true);
        return thread;
    }

    /** Nobody writes any more when what was written is removed. */
    private static void await(ExecutorService threads) throws InterruptedIOException {
        try {
            while (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
                Thread.onSpinWait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while rows were read");
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException as(Throwable trouble) throws E {
        throw (E) trouble;
    }

    DumpTable meant(KeptTable table) {
        return meant.get(table);
    }

    TableKey key(TableId table) {
        return keys.get(table);
    }

    int number(TableId table) {
        return numbers.get(table);
    }

    List<TableId> tables() {
        return tables;
    }

    Map<TableId, TableKey> keys() {
        return keys;
    }

    TableNames names() {
        return names;
    }

    /** By the number of the file. */
    List<FileFacts> facts() {
        return List.of(facts);
    }
}
