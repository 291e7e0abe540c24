package recovery.heap;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The values of dead rows that lie in chunks of their own, which may be partly gone; what there is of them lies in a file. */
final class LargeValues implements Closeable {

    private static final int CHUNK = 1996;
    private static final int VALUE = 24;
    private static final int SEQUENCE = 28;
    private static final int DATA = 32;

    /** Where the chunks of one value lie in the file, -1 where none was found, and how long they are as tuples. */
    private record Value(int bytes, long[] places, int[] lengths) {

        static Value of(int bytes) {
            int chunks = (bytes + CHUNK - 1) / CHUNK;
            Value value = new Value(bytes, new long[chunks], new int[chunks]);
            Arrays.fill(value.places, -1);
            return value;
        }
    }

    /** Who wants a value. */
    interface Wanting {
        void wants(long version, int column, boolean complete) throws IOException;
    }

    private final Map<Integer, Value> wanted = new LinkedHashMap<>();
    private final Set<Integer> twice = new HashSet<>();
    private final Path wantedFile;
    private final DataOutputStream wantedBy;
    private final FileChannel chunks;
    private long written;

    LargeValues(Path folder) throws IOException {
        wantedFile = folder.resolve("wanted");
        wantedBy = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(wantedFile)));
        chunks = FileChannel.open(
                folder.resolve("chunks"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    /** That version of a row has it. */
    void want(long version, Columns.External value) throws IOException {
        wanted.putIfAbsent(value.value(), Value.of(value.bytes()));
        wantedBy.writeLong(version);
        wantedBy.writeInt(value.column());
        wantedBy.writeInt(value.value());
        wantedBy.writeInt(value.bytes());
    }

    boolean isEmpty() {
        return wanted.isEmpty();
    }

    /** A chunk of some value, live or dead. */
    void take(Tuple tuple) throws IOException {
        int id = Bytes.i32(tuple.bytes(), tuple.at() + VALUE);
        int sequence = Bytes.i32(tuple.bytes(), tuple.at() + SEQUENCE);
        Value value = wanted.get(id);
        if (value == null || sequence < 0 || sequence >= value.places.length) {
            return;
        }
        if (value.places[sequence] >= 0) {
            byte[] other = read(value, sequence);
            if (!Arrays.equals(
                    other, VALUE, other.length, tuple.bytes(), tuple.at() + VALUE, tuple.at() + tuple.length())) {
                twice.add(id);
            }
            return;
        }
        value.places[sequence] = written;
        value.lengths[sequence] = tuple.length();
        ByteBuffer chunk = ByteBuffer.wrap(tuple.bytes(), tuple.at(), tuple.length());
        while (chunk.hasRemaining()) {
            written += chunks.write(chunk, written);
        }
    }

    private byte[] read(Value value, int sequence) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(value.lengths[sequence]);
        while (chunk.hasRemaining()) {
            if (chunks.read(chunk, value.places[sequence] + chunk.position()) < 0) {
                throw new IOException("the file of chunks became shorter");
            }
        }
        return chunk.array();
    }

    /** Writes all that there is; of two chunks that differ nobody knows which is the one, and neither is taken. */
    void write(HeapWriter writer) throws IOException {
        twice.forEach(id -> Arrays.fill(wanted.get(id).places, -1));
        for (Value value : wanted.values()) {
            for (int i = 0; i < value.places.length; i++) {
                if (value.places[i] >= 0) {
                    byte[] chunk = read(value, i);
                    value.lengths[i] = bytesOf(chunk);
                    writer.add(chunk, 0, chunk.length, 0);
                }
            }
        }
    }

    private static int bytesOf(byte[] chunk) {
        boolean brief = (chunk[DATA] & 1) == 1;
        return brief ? Byte.toUnsignedInt(chunk[DATA]) / 2 - 1 : (Bytes.i32(chunk, DATA) >>> 2) - Integer.BYTES;
    }

    /** Tells each who wants one whether it is there whole. */
    void tell(Wanting wanting) throws IOException {
        wantedBy.close();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(wantedFile)))) {
            while (in.available() > 0) {
                long version = in.readLong();
                int column = in.readInt();
                Value value = wanted.get(in.readInt());
                wanting.wants(version, column, isComplete(value, in.readInt()));
            }
        }
    }

    private static boolean isComplete(Value value, int bytes) {
        if (value.bytes != bytes) {
            return false;
        }
        for (int i = 0; i < value.places.length; i++) {
            int expected = i == value.places.length - 1 ? bytes - CHUNK * i : CHUNK;
            if (value.places[i] < 0 || value.lengths[i] != expected) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        wantedBy.close();
        chunks.close();
    }
}
