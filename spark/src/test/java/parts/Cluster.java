package parts;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;

/** A master and workers as plain processes of this machine, on the distribution that was laid out. */
final class Cluster implements AutoCloseable {

    private final Path home;
    private final Path folder;
    private final int port;
    private final List<Process> processes = new ArrayList<>();

    Cluster(Path home, Path folder, int workers) throws IOException {
        this.home = home;
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        start("master", "-Dspark.master.rest.enabled=false", "org.apache.spark.deploy.master.Master",
                "--host", "127.0.0.1", "--port", Integer.toString(port), "--webui-port", "0");
        for (int i = 1; i <= workers; i++) {
            start("worker-" + i, "-Xmx128m", "org.apache.spark.deploy.worker.Worker",
                    "--host", "127.0.0.1", "--webui-port", "0", "--cores", "1", "--memory", "700m",
                    "--work-dir", folder.resolve("work-" + i).toString(), url());
        }
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .until(() -> Files.readString(log("master")).split("Registering worker", -1).length > workers);
    }

    private void start(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-cp", home.resolve("jars") + File.separator + "*"));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        processes.add(builder.start());
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    String url() {
        return "spark://127.0.0.1:" + port;
    }

    /** Ends a worker as a power cut would, with its executor, once that is at work. */
    void killWorker(int number) {
        Process worker = processes.get(number);
        Awaitility.await().atMost(Duration.ofMinutes(5)).until(() -> worker.descendants().findAny().isPresent());
        List<ProcessHandle> below = worker.descendants().toList();
        worker.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        try {
            for (Process process : processes) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().onExit().join();
            }
        } catch (RuntimeException e) {
            throw new UncheckedIOException(new IOException("cannot end the cluster", e));
        }
    }
}
