package dumps.merge;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import postgres.OwnFiles;

/**
 * Sorts more records than memory holds: they are gathered in one block of memory, each full block is a sorted run on disk,
 * and the runs are merged while they are read. Equal keys come in the order they were added.
 */
public final class SortedRecords implements Closeable {

    /** Runs that are read at the same time; more are merged into fewer first. */
    static final int MOST_RUNS = 200;

    private static final int BUFFER = 1 << 16;

    private final Path folder;
    private final int memory;
    private byte[] block = new byte[1 << 16];
    private final List<Path> runs = new ArrayList<>();
    private final List<Closeable> open = new ArrayList<>();
    private int[] places = new int[1 << 10];
    private int count;
    private int used;
    private int made;
    private boolean inOrder = true;

    /**
     * @param folder where runs are written, for this alone; it is removed in the end
     * @param memory bytes that records may take in memory
     */
    public SortedRecords(Path folder, int memory) throws IOException {
        this.folder = OwnFiles.folders(folder);
        this.memory = memory;
    }

    /** Adds a record; one that is larger than the memory is a run of its own. */
    public void add(byte[] key, byte[] payload, int payloadLength) throws IOException {
        int size = 8 + key.length + payloadLength;
        if (size > memory - used && count > 0) {
            spill();
        }
        if (size > memory) {
            try (DataOutputStream out = nextRun()) {
                write(out, key, 0, key.length, payload, 0, payloadLength);
            }
            return;
        }
        if (count == places.length) {
            places = Arrays.copyOf(places, places.length * 2);
        }
        if (size > block.length - used) {
            block = Arrays.copyOf(block, (int) Math.min(memory, Math.max(block.length * 2L, (long) used + size)));
        }
        int at = used;
        places[count++] = at;
        putInt(at, key.length);
        putInt(at + 4, payloadLength);
        System.arraycopy(key, 0, block, at + 8, key.length);
        System.arraycopy(payload, 0, block, at + 8 + key.length, payloadLength);
        used += size;
        if (inOrder && count > 1) {
            inOrder = compare(places[count - 2], at) <= 0;
        }
    }

    private void putInt(int at, int value) {
        block[at] = (byte) (value >>> 24);
        block[at + 1] = (byte) (value >>> 16);
        block[at + 2] = (byte) (value >>> 8);
        block[at + 3] = (byte) value;
    }

    private int intAt(int at) {
        return block[at] << 24 | (block[at + 1] & 0xff) << 16 | (block[at + 2] & 0xff) << 8 | block[at + 3] & 0xff;
    }

    private int compare(int one, int other) {
        return Arrays.compareUnsigned(block, one + 8, one + 8 + intAt(one), block, other + 8, other + 8 + intAt(other));
    }

    private int[] order() {
        if (inOrder) {
            return places;
        }
        Integer[] sorted = new Integer[count];
        for (int i = 0; i < count; i++) {
            sorted[i] = places[i];
        }
        Arrays.sort(sorted, this::compare);
        for (int i = 0; i < count; i++) {
            places[i] = sorted[i];
        }
        inOrder = true;
        return places;
    }

    private void spill() throws IOException {
        int[] order = order();
        try (DataOutputStream out = nextRun()) {
            for (int i = 0; i < count; i++) {
                int at = order[i];
                out.write(block, at, 8 + intAt(at) + intAt(at + 4));
            }
        }
        count = 0;
        used = 0;
    }

    private DataOutputStream nextRun() throws IOException {
        Path run = folder.resolve("run-" + made++);
        runs.add(run);
        return new DataOutputStream(new BufferedOutputStream(OwnFiles.out(run), BUFFER));
    }

    private static void write(DataOutputStream out, byte[] key, int from, int length, byte[] payload, int at, int size)
            throws IOException {
        out.writeInt(length);
        out.writeInt(size);
        out.write(key, from, length);
        out.write(payload, at, size);
    }

    /** All records in order; nothing is added any more. */
    public Records sorted() throws IOException {
        order();
        while (runs.size() > MOST_RUNS) {
            List<Path> first = List.copyOf(runs.subList(0, MOST_RUNS));
            Path merged = folder.resolve("run-" + made++);
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(OwnFiles.out(merged), BUFFER));
                    Merged all = new Merged(readers(first))) {
                while (all.next()) {
                    write(out, all.key(), 0, all.key().length, all.payload(), 0, all.payload().length);
                }
            }
            runs.subList(0, MOST_RUNS).clear();
            // What was added first stays first.
            runs.add(0, merged);
            for (Path run : first) {
                Files.delete(run);
            }
        }
        List<Records> sources = readers(runs);
        sources.add(new InMemory());
        Merged all = new Merged(sources);
        open.add(all);
        return all;
    }

    private static List<Records> readers(List<Path> of) throws IOException {
        List<Records> readers = new ArrayList<>();
        for (Path run : of) {
            readers.add(new RunReader(run));
        }
        return readers;
    }

    /** What is in the block. */
    private final class InMemory implements Records {
        private int next;

        @Override
        public boolean next() {
            return next++ < count;
        }

        @Override
        public byte[] key() {
            int at = places[next - 1];
            return Arrays.copyOfRange(block, at + 8, at + 8 + intAt(at));
        }

        @Override
        public byte[] payload() {
            int at = places[next - 1];
            int from = at + 8 + intAt(at);
            return Arrays.copyOfRange(block, from, from + intAt(at + 4));
        }

        @Override
        public void close() {
            next = count;
        }
    }

    /** Several in order as one in order. */
    private static final class Merged implements Records {
        private final PriorityQueue<Head> heads = new PriorityQueue<>();
        private final List<Records> sources;
        private Head current;

        Merged(List<Records> sources) throws IOException {
            this.sources = sources;
            for (int i = 0; i < sources.size(); i++) {
                advance(new Head(sources.get(i), i));
            }
        }

        private void advance(Head head) throws IOException {
            if (head.source.next()) {
                head.key = head.source.key();
                heads.add(head);
            }
        }

        @Override
        public boolean next() throws IOException {
            if (current != null) {
                advance(current);
            }
            current = heads.poll();
            return current != null;
        }

        @Override
        public byte[] key() {
            return current.key;
        }

        @Override
        public byte[] payload() {
            return current.source.payload();
        }

        @Override
        public void close() throws IOException {
            for (Records source : sources) {
                source.close();
            }
        }
    }

    private static final class Head implements Comparable<Head> {
        private final Records source;
        private final int place;
        private byte[] key;

        Head(Records source, int place) {
            this.source = source;
            this.place = place;
        }

        @Override
        public int compareTo(Head other) {
            int byKey = Arrays.compareUnsigned(key, other.key);
            return byKey != 0 ? byKey : Integer.compare(place, other.place);
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable one : open) {
            one.close();
        }
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
        Files.deleteIfExists(folder);
    }
}
