package dumps.archive;

import dumps.DumpRow;
import dumps.merge.MergedTable;
import java.io.IOException;
import java.io.OutputStream;

/** One table of the merged state as JSON, into one stream. */
public final class TableText extends TableTexts {

    private final OutputStream out;
    private final long most;
    private long rows;

    /**
     * The first rows.
     *
     * @param out which stays open
     */
    public TableText(OutputStream out, long most) {
        this.out = out;
        this.most = most;
    }

    @Override
    public void row(DumpRow row, String file) throws IOException {
        if (rows < most) {
            super.row(row, file);
        }
        rows++;
    }

    @Override
    public boolean hasEnough() {
        return rows >= most;
    }

    @Override
    protected OutputStream open(MergedTable table) {
        return out;
    }

    @Override
    protected void close(OutputStream written) {
        // Whoever opened it closes it.
    }
}
