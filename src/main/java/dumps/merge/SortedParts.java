package dumps.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Parts whose rows stand in no order, sorted. */
final class SortedParts implements RowSource {

    private static final int BUFFER = 1 << 16;

    private final List<Part> parts;
    private final SortedRecords sort;
    private final Records sorted;
    private final KeyBytes key = new KeyBytes();
    private byte[] payload;
    private Part part;

    /** @param parts in the order of their files */
    SortedParts(List<Part> parts, Path folder, int memory) throws IOException {
        this.parts = parts;
        sort = new SortedRecords(folder, memory);
        try {
            for (int i = 0; i < parts.size(); i++) {
                add(i);
            }
            sorted = sort.sorted();
        } catch (IOException | RuntimeException e) {
            sort.close();
            throw e;
        }
    }

    private void add(int number) throws IOException {
        Part its = parts.get(number);
        try (PartReader reader = new PartReader(its, its.columns(), BUFFER)) {
            while (reader.next()) {
                reader.key().number(number);
                byte[] row = reader.row();
                sort.add(reader.key().bytes(), row, row.length);
            }
        }
    }

    @Override
    public boolean next() throws IOException {
        if (!sorted.next()) {
            return false;
        }
        byte[] numbered = sorted.key();
        key.set(numbered, numbered.length);
        part = parts.get(key.takeNumber());
        payload = sorted.payload();
        return true;
    }

    @Override
    public KeyBytes key() {
        return key;
    }

    @Override
    public Part part() {
        return part;
    }

    @Override
    public byte[] row() {
        return payload;
    }

    @Override
    public boolean isRow(byte[] other) {
        return Arrays.equals(payload, other);
    }

    @Override
    public void close() throws IOException {
        sort.close();
    }
}
