package snapshot.parts;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import postgres.DirectConnections;

/**
 * Writes parts, and brings them back, one after the other, in this process.
 *
 * @param changed what becomes of each task on the way
 * @param loaded the same of those that bring rows back
 */
public record InProcess(UnaryOperator<PartTask> changed, UnaryOperator<LoadTask> loaded) implements PartRunner {

    public InProcess(UnaryOperator<PartTask> changed) {
        this(changed, task -> task);
    }

    @Override
    public void require() {
        // It is here.
    }

    @Override
    public long heap() {
        return Long.MAX_VALUE;
    }

    @Override
    public void run(
            UUID run,
            DirectConnections database,
            List<PartTask> tasks,
            Consumer<WrittenPart> written,
            BooleanSupplier cancelWanted)
            throws SQLException, IOException {
        for (PartTask task : tasks) {
            written.accept(new PartWriter(database).write(changed.apply(task)));
        }
    }

    @Override
    public void load(
            UUID run,
            DirectConnections database,
            List<LoadTask> tasks,
            Consumer<LoadedPart> told,
            BooleanSupplier cancelWanted)
            throws SQLException, IOException {
        for (LoadTask task : tasks) {
            told.accept(new PartLoader(database).load(loaded.apply(task)));
        }
    }
}
