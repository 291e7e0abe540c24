package ledger;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * One attempt at what a run is to do, inside the caller's transaction: its steps, each giving the dead letters to be
 * written down beside it, then {@link #finish()}, then {@link #keep()}. Whatever goes wrong before that undoes all of it.
 */
public interface Attempt extends AutoCloseable {

    /** How often it is tried for a caller who may come again himself, the first time among them. */
    int TRIES = 4;

    /** A piece of the work. */
    @FunctionalInterface
    interface Step {
        /** Does it; returns the dead letters it made, to be written in the same transaction. */
        List<DeadLetter> run() throws SQLException, IOException;
    }

    /** The work, in its order; the next step may be asked for while one is done. */
    Iterable<Step> steps();

    /** The answer, when all steps are done. */
    RunEnd finish() throws SQLException;

    /**
     * Commits what the caller's transaction does not reach. The ledger must have taken the answer by then: nothing but the
     * end of the caller's transaction comes after it.
     */
    default void keep() throws SQLException {}

    @Override
    void close() throws IOException, SQLException;
}
