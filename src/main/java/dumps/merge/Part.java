package dumps.merge;

import dumps.DumpRow;
import dumps.DumpTable;
import dumps.KeptTable;
import dumps.TableId;
import dumps.keep.KeptDump;
import dumps.keep.RowParser;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The rows of one table in one file, or of one partition of it. */
final class Part {

    private final KeptDump dump;
    private final KeptTable table;
    private final DumpTable meant;
    private final TableId id;
    private final TableKey key;
    private final int file;
    private final int[] keyPlaces;
    private final RowParser parser;
    private boolean inOrder;
    private int rank;

    /**
     * @param meant its columns
     * @param id what it is part of
     * @param file by number
     */
    Part(KeptDump dump, KeptTable table, DumpTable meant, TableId id, TableKey key, int file) {
        this.dump = dump;
        this.table = table;
        this.meant = meant;
        this.id = id;
        this.key = key;
        this.file = file;
        keyPlaces = key.places(meant);
        parser = new RowParser(table.table(), dump.file().dialect());
    }

    KeptDump dump() {
        return dump;
    }

    KeptTable table() {
        return table;
    }

    /** With the columns that are meant. */
    DumpTable meant() {
        return meant;
    }

    TableId id() {
        return id;
    }

    TableKey key() {
        return key;
    }

    int file() {
        return file;
    }

    /** What comes before it among all parts of its table, by the order of the files. */
    int rank() {
        return rank;
    }

    void rank(int its) {
        rank = its;
    }

    /** Whether its rows stand in the order of their keys. */
    boolean inOrder() {
        return inOrder;
    }

    void inOrder(boolean its) {
        inOrder = its;
    }

    /** The columns that its keys take, and some more, ascending. */
    int[] columns(int... more) {
        return key.takesAll(keyPlaces)
                ? IntStream.range(0, meant.columns().size()).toArray()
                : IntStream.concat(Arrays.stream(keyPlaces).filter(at -> at >= 0), Arrays.stream(more))
                        .sorted()
                        .distinct()
                        .toArray();
    }

    /** Where the columns of the key are in a row of some of the columns. */
    int[] keyAmong(int[] columns) {
        return Arrays.stream(keyPlaces)
                .map(at -> at < 0 ? -1 : Arrays.binarySearch(columns, at))
                .toArray();
    }

    /** Whether equal values have equal texts in both. */
    boolean spellsLike(Part other) {
        return parser.spellsLike(other.parser);
    }

    /** All values of a row. */
    DumpRow row(byte[] row, DumpRow into) throws IOException {
        parser.fill(row, Version.TEXT, row.length, into);
        into.putIn(Version.verb(row));
        return into;
    }

    /** Some of them. */
    DumpRow pick(byte[] row, int[] columns, DumpRow into) throws IOException {
        parser.pick(row, Version.TEXT, row.length, columns, into);
        return into;
    }
}
