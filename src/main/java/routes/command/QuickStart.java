package routes.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A command is over in seconds, and most of them go by while classes are read and compiled. So it runs in a second process,
 * which reads them from an archive that the first command left beside the application, and compiles them no more than once.
 */
final class QuickStart {

    /** Says to the second process which the first one is. */
    private static final String FIRST = "CARAVANSERAI_COMMAND_OF";

    private static final String JAR = "quarkus-run.jar";

    /** Who says such a thing knows better, or would say it twice. */
    private static final List<String> OF_OTHERS = List.of(
            "-agent", "-javaagent", "-Xshare", "-XX:SharedArchiveFile", "-XX:ArchiveClassesAtExit", "-XX:Tiered");

    /** Files up to this are loaded before the better compiler would have paid off. */
    private static final long LITTLE = 64 << 20;

    /** Commands whose work is little, or the database's. */
    private static final List<String> LITTLE_WORK = List.of("redrive", "undo", "window", "hash-password");

    /** Only what is worth it is compiled by the better compiler. */
    private static final List<String> LATE_COMPILER = List.of(
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    private static final String NO_BETTER_COMPILER = "-XX:TieredStopAtLevel=1";

    private static final List<String> ONLY_TOLD = List.of("-h", "--help", "-V", "--version");

    private static final int KILLED = 137;

    private QuickStart() {}

    /**
     * Runs the command in a process that starts quickly, and waits for its end.
     *
     * @return its exit code; nothing if it is to run in this one
     */
    static OptionalInt run(String... arguments) {
        String first = System.getenv(FIRST);
        if (first != null) {
            endWith(Long.parseLong(first));
            return OptionalInt.empty();
        }
        Path jar = Path.of(System.getProperty("java.class.path", ""));
        ProcessHandle.Info here = ProcessHandle.current().info();
        if (!jar.endsWith(JAR) || here.command().isEmpty() || here.arguments().isEmpty()) {
            return OptionalInt.empty();
        }
        List<String> given = Arrays.asList(here.arguments().get());
        List<String> ofJava = given.subList(0, given.size() - arguments.length);
        if (ofJava.stream().anyMatch(one -> OF_OTHERS.stream().anyMatch(one::startsWith))) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(run(here.command().get(), given, new Archive(jar.toAbsolutePath()), arguments));
        } catch (IOException noProcess) {
            return OptionalInt.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return OptionalInt.of(KILLED);
        }
    }

    private static int run(String java, List<String> given, Archive archive, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(java);
        // What the archive lacks, or that it is of another day, is nobody's business.
        command.add("-Xlog:disable");
        command.addAll(archive.options(works(arguments)));
        if (isLittle(arguments)) {
            command.add(NO_BETTER_COMPILER);
        } else {
            command.addAll(LATE_COMPILER);
        }
        command.addAll(given);
        ProcessBuilder second = new ProcessBuilder(command).inheritIO();
        second.environment().put(FIRST, String.valueOf(ProcessHandle.current().pid()));
        Process process = second.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
        int code = process.waitFor();
        archive.keep(code);
        return code;
    }

    private static void end(Process process) {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it is more than an answer of what there is: that would leave an archive of next to nothing. */
    private static boolean works(String... arguments) {
        List<String> said = Arrays.asList(arguments);
        return Collections.disjoint(said, ONLY_TOLD) && !said.get(0).equals("hash-password");
    }

    private static boolean isLittle(String... arguments) {
        if (!arguments[0].equals("ingest")) {
            return LITTLE_WORK.contains(arguments[0]) || arguments[0].startsWith("-");
        }
        long bytes = 0;
        for (String argument : arguments) {
            Path file = argument.indexOf('\0') < 0 ? Path.of(argument) : Path.of("");
            try {
                bytes += argument.equals("-") ? LITTLE : Files.isRegularFile(file) ? Files.size(file) : 0;
            } catch (IOException gone) {
                bytes += 0;
            }
        }
        return bytes < LITTLE;
    }

    /** Whoever kills the first process means the command. */
    private static void endWith(long first) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (ProcessHandle.of(first)
                                .filter(ProcessHandle::isAlive)
                                .isPresent()) {
                            TimeUnit.MILLISECONDS.sleep(50);
                        }
                        Runtime.getRuntime().halt(KILLED);
                    } catch (InterruptedException over) {
                        Thread.currentThread().interrupt();
                    }
                },
                "command-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /**
     * The archive of classes, beside the application that it is of.
     *
     * @param jar of the application
     */
    private record Archive(Path jar) {

        /** As another Java could not read it. */
        private Path file() {
            return jar.resolveSibling(
                    "commands-" + System.getProperty("java.vm.version").replaceAll("[^\\w.+-]", "_") + ".jsa");
        }

        private Path making() {
            return jar.resolveSibling(".commands-" + ProcessHandle.current().pid() + ".jsa");
        }

        /** @param works whether the command shows what others need */
        List<String> options(boolean works) throws IOException {
            if (Files.exists(file())
                    && Files.getLastModifiedTime(file()).compareTo(Files.getLastModifiedTime(jar)) > 0) {
                return List.of("-XX:SharedArchiveFile=" + file());
            }
            return works && Files.isWritable(jar.getParent())
                    ? List.of("-XX:ArchiveClassesAtExit=" + making())
                    : List.of();
        }

        /** Of a command that came to a verdict; one that broke off has not seen all that others need. */
        void keep(int code) {
            try {
                if (ExitCode.isVerdict(code) && Files.exists(making())) {
                    Files.move(making(), file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
                Files.deleteIfExists(making());
            } catch (IOException e) {
                // The next command makes it.
                return;
            }
        }
    }
}
