package dumps.archive;

import dumps.merge.MergedTable;
import java.io.OutputStream;

/** One table of the merged state as JSON, into one stream. */
public final class TableText extends TableTexts {

    private final OutputStream out;

    /** @param out which stays open */
    public TableText(OutputStream out) {
        this.out = out;
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
