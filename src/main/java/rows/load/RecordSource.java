package rows.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import ledger.ProblemException;

/** Where rows come from, a bounded piece at a time. */
public interface RecordSource extends Closeable {

    /**
     * The next piece, or null at the end.
     *
     * @throws ProblemException if the rest cannot be read as rows at all
     */
    Batch next() throws IOException;

    /** Tells how many of a batch's suspects there were, and how many of them the database took after all. */
    default void judged(int suspects, int accepted) {}

    /** The batch is done with: the source may use its memory for another. */
    default void recycle(Batch batch) {}

    /** Tells what was found out about the rows, once they are in. */
    default void tell(ObjectNode detail) {}

    /** How much has been read, out of {@link #size()}. */
    long position();

    /** Bytes of the whole. */
    long size();

    /** Lines with nothing on them so far. */
    default long blankLines() {
        return 0;
    }
}
