package dumps.merge;

import dumps.Dialect;
import dumps.DumpTable;
import dumps.KeptTable;
import dumps.TableId;
import dumps.keep.KeptDump;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads every row of every file once: what it tells of its file, and whether it stands where its key does. */
final class Gathering {

    private final List<KeptDump> dumps;
    private final List<List<Part>> parts = new ArrayList<>();
    private final int threads;
    private final TableNames names;
    private final List<TableId> tables;
    private final Map<TableId, TableKey> keys = new HashMap<>();
    private final FileFacts[] facts;

    /** @param threads that read at the same time */
    Gathering(List<KeptDump> dumps, int threads) {
        this.dumps = dumps;
        this.threads = threads;
        facts = new FileFacts[dumps.size()];
        names = new TableNames(dumps.stream().map(KeptDump::file).toList());
        Map<TableId, List<DumpTable>> definitions = new TreeMap<>();
        Map<TableId, Dialect> dialects = new HashMap<>();
        for (KeptDump dump : dumps) {
            for (KeptTable table : dump.file().tables()) {
                dialects.merge(
                        names.of(table), dump.file().dialect(), (one, other) -> one == other ? one : Dialect.UNKNOWN);
                definitions
                        .computeIfAbsent(names.of(table), first -> new ArrayList<>())
                        .add(table.table());
            }
        }
        definitions.replaceAll((id, those) ->
                those.stream().map(one -> UnnamedColumns.of(one, those)).toList());
        tables = List.copyOf(definitions.keySet());
        definitions.forEach((table, those) -> keys.put(table, TableKey.of(those, dialects.get(table))));
        for (int i = 0; i < dumps.size(); i++) {
            parts.add(parts(dumps.get(i), i, definitions));
        }
    }

    /** A partition's rows have the columns of the table that it is of. */
    private List<Part> parts(KeptDump dump, int number, Map<TableId, List<DumpTable>> definitions) {
        List<Part> its = new ArrayList<>();
        for (KeptTable table : dump.file().tables()) {
            TableId id = names.of(table);
            DumpTable meant = UnnamedColumns.of(table.table(), definitions.get(id));
            its.add(new Part(dump, table, meant, id, keys.get(id), number));
        }
        return its;
    }

    /** Reads the files, so many at a time. */
    Gathering run() throws IOException {
        AtomicInteger next = new AtomicInteger();
        ExecutorService workers = Executors.newFixedThreadPool(threads, Gathering::thread);
        try {
            List<Future<?>> working = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                working.add(workers.submit(() -> {
                    for (int i = next.getAndIncrement(); i < dumps.size(); i = next.getAndIncrement()) {
                        facts[i] = FileGathering.read(dumps.get(i), parts.get(i));
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
            workers.shutdownNow();
            await(workers);
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

    /** Those of each file, by its number. */
    List<List<Part>> parts() {
        return parts;
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
