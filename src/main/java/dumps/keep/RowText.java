package dumps.keep;

import dumps.ColumnKind;
import dumps.Dialect;
import dumps.DumpRow;
import dumps.DumpTable;
import java.io.IOException;
import java.io.OutputStream;

/** Rows of one table as JSON arrays, as they stand in the JSON of a dump file. */
public final class RowText {

    private final ColumnKind[] kinds;
    private final Bytes bytes = new Bytes(1 << 12);

    public RowText(DumpTable table, Dialect dialect) {
        kinds = DumpJson.kinds(table, dialect);
    }

    /** Writes the row. */
    public void write(DumpRow row, OutputStream out) throws IOException {
        bytes.clear();
        RowJson.write(row, kinds, bytes);
        bytes.writeTo(out);
    }
}
