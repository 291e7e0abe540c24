package dumps.merge;

import com.fasterxml.jackson.core.JsonProcessingException;
import dumps.DumpRow;
import dumps.keep.RowParser;
import dumps.keep.RowTexts;
import java.io.IOException;
import java.util.Arrays;

/** Reads a part from its beginning, a row and its key at a time. */
final class PartReader implements RowSource {

    private final Part part;
    private final RowTexts texts;
    private final RowParser parser;
    private final int[] columns;
    private final int[] keyAt;
    private final DumpRow row = new DumpRow();
    private final KeyBytes key = new KeyBytes();

    /**
     * @param columns that are read of each row, as {@link Part#columns} gives them
     * @param buffered bytes that are read ahead
     */
    PartReader(Part part, int[] columns, int buffered) throws IOException {
        this.part = part;
        this.columns = columns;
        keyAt = part.keyAmong(columns);
        parser = new RowParser(part.table().table(), part.dump().file().dialect());
        texts = part.dump().texts(part.table(), buffered);
    }

    @Override
    public boolean next() throws IOException {
        if (!texts.next()) {
            return false;
        }
        try {
            parser.pick(texts.array(), texts.from(), texts.to(), columns, row);
        } catch (JsonProcessingException e) {
            throw part.dump().damaged(e);
        }
        key.clear();
        part.key().write(row, keyAt, key);
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

    /** The columns that are read of the row in hand. */
    DumpRow picked() {
        return row;
    }

    RowTexts texts() {
        return texts;
    }

    @Override
    public byte[] row() {
        byte[] copy = new byte[Version.TEXT + texts.to() - texts.from()];
        copy[0] = (byte) texts.verb().ordinal();
        System.arraycopy(texts.array(), texts.from(), copy, Version.TEXT, copy.length - Version.TEXT);
        return copy;
    }

    @Override
    public boolean isRow(byte[] other) {
        return other[0] == texts.verb().ordinal()
                && Arrays.equals(other, Version.TEXT, other.length, texts.array(), texts.from(), texts.to());
    }

    @Override
    public void close() throws IOException {
        texts.close();
    }
}
