package snapshot.parts;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import ledger.ProblemException;
import postgres.DirectConnections;

/** Has parts written somewhere, and their rows brought back. */
public interface PartRunner {

    /** @throws ProblemException if there is nobody who could */
    void require();

    /** The bytes of heap that each of those has who write. */
    long heap();

    /**
     * Has them written, in whatever order and by however many.
     *
     * @param database how they get in
     * @param written told once of each part, on the calling thread
     * @throws ProblemException if one could not be written, or it is cancelled
     */
    void run(
            UUID run,
            DirectConnections database,
            List<PartTask> tasks,
            Consumer<WrittenPart> written,
            BooleanSupplier cancelWanted)
            throws SQLException, IOException;

    /**
     * Has their rows brought into tables, in whatever order and by however many.
     *
     * @param loaded told once of each part, on the calling thread
     * @throws ProblemException if one could not be brought, or it is cancelled
     */
    void load(
            UUID run,
            DirectConnections database,
            List<LoadTask> tasks,
            Consumer<LoadedPart> loaded,
            BooleanSupplier cancelWanted)
            throws SQLException, IOException;
}
