package parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import ledger.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.BucketHashes;
import rows.spark.SparkSettings;
import snapshot.format.FileFormat;
import snapshot.parts.LoadTask;
import snapshot.parts.LoadedPart;
import snapshot.parts.PartTask;
import snapshot.parts.SparkParts;
import snapshot.parts.WrittenPart;

/** The job as the service starts it, on the distribution that was laid out, over a real PostgreSQL. */
class PartsIT {

    private static final Path HOME = Path.of(System.getProperty("spark.home"));
    private static final Consumer<WrittenPart> NOBODY = part -> {};

    @TempDir
    private Path folder;

    private Source source;

    @AfterEach
    void close() throws IOException {
        source.close();
    }

    /** As the service has them from its configuration. */
    private record Settings(Path work, String master, Map<String, String> conf) implements SparkSettings {

        @Override
        public Optional<Path> home() {
            return Optional.of(HOME);
        }

        @Override
        public Optional<Path> application() {
            return Optional.empty();
        }

        @Override
        public String driverMemory() {
            return "512m";
        }
    }

    private SparkParts here() {
        return new SparkParts(new Settings(work(), "local[2]", Map.of()));
    }

    private Path work() {
        return folder.resolve("spark");
    }

    private Path parts() throws IOException {
        return Files.createDirectories(folder.resolve("parts"));
    }

    private List<WrittenPart> run(SparkParts spark, List<PartTask> tasks, Consumer<WrittenPart> also) throws IOException {
        List<WrittenPart> written = new ArrayList<>();
        spark.run(
                UUID.randomUUID(),
                source.database(),
                tasks,
                part -> {
                    written.add(part);
                    also.accept(part);
                },
                () -> false);
        return written;
    }

    /** The same while rows come, change and go. */
    private List<WrittenPart> runBesideWriters(SparkParts spark, List<PartTask> tasks, Consumer<WrittenPart> also)
            throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(() -> write(stop));
        try {
            return run(spark, tasks, also);
        } finally {
            stop.set(true);
            assertThat(writer.get()).isPositive();
        }
    }

    private int write(AtomicBoolean stop) {
        int round = 0;
        try (Connection connection = source.database().open()) {
            for (; !stop.get(); round++) {
                source.write(connection, round);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return round;
    }

    private static BucketHashes.Bucket sum(List<WrittenPart> parts) {
        return new BucketHashes.Bucket(
                parts.stream().mapToLong(WrittenPart::rows).sum(),
                parts.stream().mapToLong(WrittenPart::hash).sum());
    }

    private List<Path> left(Path where) throws IOException {
        try (Stream<Path> found = Files.list(where)) {
            return found.toList();
        }
    }

    @Test
    void partsHoldTheTableAsItWasAtItsMomentWhileWritersGoOn() throws Exception {
        // Given
        source = new Source(20_000);
        List<PartTask> tasks = source.tasks(parts(), 6);

        // When
        List<WrittenPart> written = runBesideWriters(here(), tasks, NOBODY);

        // Then
        assertThat(written).extracting(WrittenPart::number).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        assertThat(sum(written)).isEqualTo(source.atItsMoment());
        assertThat(left(parts())).hasSize(6);
        assertThat(left(work())).isEmpty();
    }

    @Test
    void aMomentThatIsNoLongerHeldFailsTheJobAndLeavesNothing() throws Exception {
        // Given
        source = new Source(100);
        List<PartTask> tasks = source.tasks(parts(), 2);
        source.letGo();

        // When, Then
        assertThatThrownBy(() -> run(here(), tasks, NOBODY))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("snapshot \"" + tasks.get(0).snapshot() + "\" does not exist");
        assertThat(left(parts())).isEmpty();
        assertThat(left(work())).allMatch(log -> log.toString().endsWith(".log"));
    }

    @Test
    void aJobThatIsCancelledEnds() throws Exception {
        // Given
        source = new Source(100);
        List<PartTask> tasks = source.tasks(parts(), 2);
        BooleanSupplier atOnce = () -> true;

        // When, Then
        assertThatThrownBy(() ->
                        here().run(UUID.randomUUID(), source.database(), tasks, NOBODY, atOnce))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("cancel");
        assertThat(ProcessHandle.current().children().filter(PartsIT::isJob)).isEmpty();
    }

    private static boolean isJob(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("SparkSubmit");
    }

    @Test
    void aJobWhoseDriverIsKilledFailsAndLeavesNothing() throws Exception {
        // Given
        source = new Source(20_000);
        List<PartTask> tasks = source.tasks(parts(), 6);
        Consumer<WrittenPart> kill = part ->
                ProcessHandle.current().children().filter(PartsIT::isJob).forEach(ProcessHandle::destroyForcibly);

        // When, Then
        assertThatThrownBy(() -> run(here(), tasks, kill))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("exit code 137");
        assertThat(left(work())).allMatch(log -> log.toString().endsWith(".log"));
    }

    /** Tasks that bring written parts back into a bare table. */
    private List<LoadTask> back(List<PartTask> tasks) throws SQLException {
        source.execute("create schema back; create table back.source (like public.source);"
                + " create table back.receipt (part int primary key, rows bigint not null)");
        return tasks.stream()
                .map(task -> new LoadTask(
                        task.number(),
                        task.table(),
                        "back.receipt",
                        "back.source",
                        task.columns(),
                        FileFormat.PARQUET,
                        task.file()))
                .toList();
    }

    private List<LoadedPart> load(SparkParts spark, List<LoadTask> tasks, Consumer<LoadedPart> also) throws IOException {
        List<LoadedPart> loaded = new ArrayList<>();
        spark.load(
                UUID.randomUUID(),
                source.database(),
                tasks,
                part -> {
                    loaded.add(part);
                    also.accept(part);
                },
                () -> false);
        return loaded;
    }

    @Test
    void rowsOfPartsComeBackOnceHoweverOftenTheyAreBrought() throws Exception {
        // Given
        source = new Source(20_000);
        List<PartTask> written = source.tasks(parts(), 6);
        run(here(), written, NOBODY);
        List<LoadTask> tasks = back(written);

        // When
        List<LoadedPart> loaded = load(here(), tasks, part -> {});
        load(here(), tasks, part -> {});

        // Then
        assertThat(loaded).extracting(LoadedPart::number).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        assertThat(source.hash("back.source")).isEqualTo(source.atItsMoment());
        assertThat(left(work())).isEmpty();
    }

    @Test
    @Tag("thorough")
    void aWorkerThatIsKilledInARestoreCostsTimeAndNoRow() throws Exception {
        // Given
        source = new Source(400_000);
        List<PartTask> written = source.tasks(parts(), 12);
        try (Cluster cluster = new Cluster(HOME, folder, 2)) {
            SparkParts spark = on(cluster);
            run(spark, written, NOBODY);
            List<LoadTask> tasks = back(written);
            AtomicBoolean killed = new AtomicBoolean();

            // When
            List<LoadedPart> loaded = load(spark, tasks, part -> killOnce(cluster, killed));

            // Then
            assertThat(killed).isTrue();
            assertThat(loaded).extracting(LoadedPart::number).doesNotHaveDuplicates().hasSize(12);
            assertThat(source.hash("back.source")).isEqualTo(source.atItsMoment());
        }
    }

    private SparkParts on(Cluster cluster) {
        return new SparkParts(new Settings(
                work(), cluster.url(), Map.of("spark.executor.memory", "512m", "spark.driver.host", "127.0.0.1")));
    }

    private static void killOnce(Cluster cluster, AtomicBoolean killed) {
        if (killed.compareAndSet(false, true)) {
            cluster.killWorker(1);
        }
    }

    @Test
    @Tag("thorough")
    void aWorkerThatIsKilledCostsTimeAndNoRow() throws Exception {
        // Given
        source = new Source(400_000);
        List<PartTask> tasks = source.tasks(parts(), 12);
        try (Cluster cluster = new Cluster(HOME, folder, 2)) {
            AtomicBoolean killed = new AtomicBoolean();

            // When
            List<WrittenPart> written = runBesideWriters(on(cluster), tasks, part -> killOnce(cluster, killed));

            // Then
            assertThat(killed).isTrue();
            assertThat(written).extracting(WrittenPart::number).doesNotHaveDuplicates().hasSize(12);
            assertThat(sum(written)).isEqualTo(source.atItsMoment());
        }
    }
}
