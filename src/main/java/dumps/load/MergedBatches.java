package dumps.load;

import dumps.DumpRow;
import dumps.TableId;
import dumps.merge.MergedTable;
import dumps.merge.StateSink;
import dumps.merge.TableCounts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import postgres.Table;
import rows.load.Batch;
import rows.load.BatchBuilder;
import rows.load.Dialect;
import rows.load.LetterWriter;
import rows.load.RecordSource;
import rows.load.TextEncoding;
import rows.load.UnfitValue;

/** The merged state as batches, put together on a thread of its own while the last ones are loaded. */
final class MergedBatches implements StateSink, RecordSource {

    private static final int MOST_BYTES = 1 << 21;
    private static final int MOST_ROWS = 20_000;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Map<TableId, TablePlan> plans;
    private final Map<TableId, Table> tables;
    private final LetterWriter letters;
    private final BlockingQueue<Piece> ready = new ArrayBlockingQueue<>(2);
    private final List<String> files = new ArrayList<>();
    private Thread thread;
    private TablePlan plan;
    private RowRecord record;
    private BatchBuilder building;
    private String lastFile;
    private int lastPlace;
    private final AtomicLong passed = new AtomicLong();

    /** A batch, or the end, or what went wrong. */
    private record Piece(Batch batch, Throwable trouble) {}

    /** What gives the rows. */
    @FunctionalInterface
    interface Rows {
        void into(StateSink sink) throws IOException;
    }

    MergedBatches(Map<TableId, TablePlan> plans, Map<TableId, Table> tables, LetterWriter letters) {
        this.plans = plans;
        this.tables = tables;
        this.letters = letters;
    }

    MergedBatches begin(Rows rows) {
        thread = new Thread(() -> work(rows), "dumps-reader-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void work(Rows rows) {
        try {
            rows.into(this);
            ready.put(new Piece(null, null));
        } catch (InterruptedException | InterruptedIOException closed) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error trouble) {
            hand(new Piece(null, trouble));
        }
    }

    private void hand(Piece piece) {
        try {
            ready.put(piece);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void table(MergedTable table) {
        plan = plans.get(table.id());
        record = new RowRecord(plan);
        open();
    }

    private void open() {
        building = new BatchBuilder(
                tables.get(plan.table().id()), record.columns(), Dialect.TEXT, TextEncoding.UTF_8, new byte[1 << 16]);
    }

    @Override
    public void row(DumpRow row, String file) throws IOException {
        int place = place(file);
        try {
            record.write(row);
            building.add(record.array(), 0, record.size(), place);
        } catch (UnfitValue unfit) {
            String[] fields = record.fields(row);
            building.add(letters.unfit(
                    plan.name().display(),
                    place,
                    unfit,
                    Dialect.OURS.record(fields),
                    TextEncoding.UTF_8,
                    record.columns(),
                    fields));
        }
        if (building.held() >= MOST_BYTES || building.rows() >= MOST_ROWS) {
            flush();
        }
    }

    /** A row stands in no line of anything: where others have a line, it has the number of its file. */
    private int place(String file) {
        if (!file.equals(lastFile)) {
            synchronized (files) {
                lastPlace = files.indexOf(file);
                if (lastPlace < 0) {
                    lastPlace = files.size();
                    files.add(file);
                }
            }
            lastFile = file;
        }
        return lastPlace;
    }

    /** The file of that number. */
    String file(long place) {
        synchronized (files) {
            return files.get((int) place);
        }
    }

    private void flush() throws IOException {
        if (building.isEmpty()) {
            return;
        }
        try {
            passed.addAndGet(building.rows());
            ready.put(new Piece(building.build(), null));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while rows were put together");
        }
        open();
    }

    @Override
    public void end(MergedTable table, TableCounts counts) throws IOException {
        flush();
    }

    @Override
    public Batch next() throws IOException {
        try {
            Piece piece = ready.take();
            if (piece.trouble instanceof IOException io) {
                throw io;
            } else if (piece.trouble instanceof RuntimeException runtime) {
                throw runtime;
            } else if (piece.trouble instanceof Error error) {
                throw error;
            }
            return piece.batch;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for rows");
        }
    }

    @Override
    public long position() {
        return passed.get();
    }

    @Override
    public long size() {
        return 0;
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
