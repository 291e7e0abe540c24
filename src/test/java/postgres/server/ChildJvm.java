package postgres.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process that does something with a data directory, says what came of it, and stays until it is killed. */
final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader says;

    private ChildJvm(Process process) {
        this.process = process;
        this.says = process.inputReader(UTF_8);
    }

    static ChildJvm run(Class<?> main, Path dataDirectory) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), dataDirectory.toString()));
        return new ChildJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** The next line it writes; waits for it. */
    String says() throws IOException {
        return says.readLine();
    }

    /** As the kernel does when memory runs out: the process has no chance to clean up. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    /** What a child does after it has said its word. */
    static void stay() throws IOException {
        while (System.in.read() >= 0) {}
    }
}
