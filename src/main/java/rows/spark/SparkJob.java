package rows.spark;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ledger.Problem;
import ledger.ProblemException;
import postgres.DurableFiles;
import postgres.OwnFiles;

/**
 * A job on Spark, led by a child of this process. It ends when this one does, since it reads its standard input, which then
 * is closed. Closed, nothing of it runs or is left, but the log of one that failed.
 */
public final class SparkJob implements AutoCloseable {

    private static final long LOOK_AGAIN_MILLIS = 200;
    private static final long SECONDS_TO_END = 20;
    private static final int MOST_REASONS = 3;
    private static final int MOST_LETTERS = 300;

    /** What Spark's log says of why something failed. */
    private static final Pattern REASON = Pattern.compile("(Caused by: |Exception in thread \"main\" ).*");

    private final Path folder;
    private final Path log;
    private final Process process;

    private SparkJob(Path folder, Path log, Process process) {
        this.folder = folder;
        this.log = log;
        this.process = process;
    }

    /** @throws ProblemException if there is no Spark here */
    public static void require(SparkSettings settings) {
        SparkHome.of(settings);
    }

    /**
     * Starts one.
     *
     * @param main its class
     * @param tasks what it is to do, a line each
     * @param secrets what it finds in its environment, and never on a command line
     * @throws ProblemException if there is no Spark here
     */
    public static SparkJob start(
            SparkSettings settings, UUID run, String main, List<String> tasks, Map<String, String> secrets)
            throws IOException {
        SparkHome home = SparkHome.of(settings);
        Path work = OwnFiles.folders(settings.work()).toAbsolutePath();
        Path folder = work.resolve(run.toString());
        remove(folder);
        Files.createDirectory(folder, DurableFiles.OWNER_ONLY_FOLDER);
        Path log = work.resolve(run + ".log");
        Path todo = Files.write(folder.resolve("tasks"), tasks);
        ProcessBuilder builder = new ProcessBuilder(command(settings, home, folder, main, todo))
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(log.toFile());
        builder.environment().putAll(secrets);
        if (settings.master().startsWith("local")) {
            builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        }
        return new SparkJob(folder, log, builder.start());
    }

    private static List<String> command(SparkSettings settings, SparkHome home, Path folder, String main, Path todo) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + settings.driverMemory(),
                "-cp",
                home.jars().resolve("*").toString(),
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                settings.master(),
                "--class",
                main));
        // Its pages listen on every address, and ask nobody who he is.
        conf(command, "spark.ui.enabled", "false");
        conf(command, "spark.local.dir", folder.resolve("local").toString());
        settings.conf().forEach((name, value) -> conf(command, name, value));
        command.add(home.application().toString());
        command.add(todo.toString());
        return command;
    }

    private static void conf(List<String> command, String name, String value) {
        command.add("--conf");
        command.add(name + "=" + value);
    }

    /**
     * Waits for its end.
     *
     * @param lines takes what it writes, line by line
     * @param cancelWanted is asked all the while
     * @throws ProblemException if it failed, or is cancelled
     */
    public void await(Consumer<String> lines, BooleanSupplier cancelWanted) throws IOException {
        try (Reader out = Files.newBufferedReader(folder.resolve("out"))) {
            StringBuilder begun = new StringBuilder();
            boolean ended = false;
            while (!ended) {
                if (cancelWanted.getAsBoolean()) {
                    throw new ProblemException(Problem.cancelled());
                }
                ended = process.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                for (int c = out.read(); c >= 0; c = out.read()) {
                    if (c == '\n') {
                        lines.accept(begun.toString());
                        begun.setLength(0);
                    } else {
                        begun.append((char) c);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a job ran on Spark", e);
        }
        if (process.exitValue() != 0) {
            throw new ProblemException(Problem.unavailable(
                    "the job on Spark ended with the exit code " + process.exitValue() + reasons(),
                    "nothing of it is kept; its log is " + log));
        }
    }

    /** The last ones that its log tells. */
    private String reasons() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all =
                    lines.filter(REASON.asMatchPredicate()).distinct().toList();
            return all.stream()
                    .skip(Math.max(0, all.size() - MOST_REASONS))
                    .map(reason -> "; " + reason.substring(0, Math.min(reason.length(), MOST_LETTERS)))
                    .collect(Collectors.joining());
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        if (process.exitValue() == 0) {
            Files.deleteIfExists(log);
        }
        remove(folder);
    }

    /** Removes what jobs left whose service was killed; the logs of those that failed stay. */
    public static void sweep(SparkSettings settings) throws IOException {
        if (!Files.isDirectory(settings.work())) {
            return;
        }
        try (Stream<Path> left = Files.list(settings.work())) {
            for (Path folder : left.filter(Files::isDirectory).toList()) {
                remove(folder);
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        while (Files.exists(folder)) {
            try {
                DurableFiles.empty(folder);
                Files.delete(folder);
            } catch (NoSuchFileException | DirectoryNotEmptyException e) {
                // The job of a killed service removes its files itself at the moment; once it has ended this goes
                // through.
                continue;
            }
        }
    }
}
