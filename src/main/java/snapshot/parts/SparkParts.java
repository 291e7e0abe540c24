package snapshot.parts;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import postgres.DirectConnections;
import rows.spark.SparkJob;
import rows.spark.SparkSettings;

/** Parts that executors of Spark write, and bring back. */
@ApplicationScoped
public class SparkParts implements PartRunner {

    private static final String WRITE = "parts.WriteParts";
    private static final String LOAD = "parts.LoadParts";
    private static final String EXECUTOR_MEMORY = "spark.executor.memory";

    private final SparkSettings settings;

    public SparkParts(SparkSettings settings) {
        this.settings = settings;
    }

    @Override
    public void require() {
        SparkJob.require(settings);
    }

    @Override
    public long heap() {
        String executors = settings.conf().getOrDefault(EXECUTOR_MEMORY, "1g").toLowerCase(Locale.ROOT);
        String memory = settings.master().startsWith("local") ? settings.driverMemory() : executors;
        long number = Long.parseLong(memory.replaceFirst("[^0-9].*", ""));
        return memory.contains("g") ? number << 30 : number << 20;
    }

    @Override
    public void run(
            UUID run,
            DirectConnections database,
            List<PartTask> tasks,
            Consumer<WrittenPart> written,
            BooleanSupplier cancelWanted)
            throws IOException {
        List<String> lines = tasks.stream().map(PartTask::toJson).toList();
        run(run, WRITE, database, lines, line -> written.accept(WrittenPart.of(line)), cancelWanted);
    }

    @Override
    public void load(
            UUID run,
            DirectConnections database,
            List<LoadTask> tasks,
            Consumer<LoadedPart> loaded,
            BooleanSupplier cancelWanted)
            throws IOException {
        List<String> lines = tasks.stream().map(LoadTask::toJson).toList();
        run(run, LOAD, database, lines, line -> loaded.accept(LoadedPart.of(line)), cancelWanted);
    }

    private void run(
            UUID run,
            String main,
            DirectConnections database,
            List<String> tasks,
            Consumer<String> told,
            BooleanSupplier cancelWanted)
            throws IOException {
        try (SparkJob job = SparkJob.start(settings, run, main, tasks, DatabaseInEnvironment.of(database))) {
            job.await(told, cancelWanted);
        }
    }
}
