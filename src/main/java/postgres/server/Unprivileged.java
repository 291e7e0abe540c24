package postgres.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL's programs refuse to run as root; this is how they are run by a process that is. */
final class Unprivileged {

    /** The user {@code nobody} of every Linux. */
    private static final String NOBODY = "65534";

    /** In a namespace where root is nobody, files and all stay root's: nothing has to be given away. */
    private static final List<String> NAMESPACE = List.of("unshare", "-U");

    /** Where a container forbids that, as another user who is then given the folder. */
    private static final List<List<String>> AS_NOBODY = List.of(
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"),
            List.of("chroot", "--userspec=" + NOBODY + ":" + NOBODY, "/"));

    private Unprivileged() {}

    /**
     * The command, with what has to stand before it.
     *
     * @param folders what it has to be able to write
     * @throws ServerException if this process is root and there is no way to be anybody else
     */
    static List<String> command(List<String> command, Path... folders) throws IOException {
        if (!isRoot()) {
            return command;
        }
        if (runs(NAMESPACE)) {
            return concatenated(NAMESPACE, command);
        }
        for (List<String> asNobody : AS_NOBODY) {
            if (runs(asNobody)) {
                for (Path folder : folders) {
                    give(folder);
                }
                return concatenated(asNobody, command);
            }
        }
        throw new ServerException(
                "cannot run PostgreSQL as root, and neither unshare, setpriv nor chroot lets it run as anybody else"
                        + "\nHINT: run the service as another user");
    }

    private static boolean isRoot() throws IOException {
        return "0".equals(answer(List.of("id", "-u")));
    }

    private static boolean runs(List<String> prefix) {
        try {
            answer(concatenated(prefix, List.of("true")));
            return true;
        } catch (IOException cannot) {
            return false;
        }
    }

    private static void give(Path folder) throws IOException {
        answer(List.of("chown", "-R", NOBODY + ":" + NOBODY, folder.toString()));
    }

    private static String answer(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + answer);
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while starting PostgreSQL", e);
        }
    }

    private static List<String> concatenated(List<String> prefix, List<String> command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
        return all;
    }
}
