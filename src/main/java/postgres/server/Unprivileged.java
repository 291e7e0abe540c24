package postgres.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** PostgreSQL's programs refuse to run as root; this is how they are run by a process that is. */
final class Unprivileged {

    /** The user {@code nobody} of every Linux. */
    private static final String NOBODY = "65534";

    private static final String ROOT = "0";

    /** In a namespace where root is nobody, files and all stay root's: nothing has to be given away. */
    private static final List<String> NAMESPACE = List.of("unshare", "-U");

    /** Where a container forbids that, as another user who is then given the folder. */
    private static final List<List<String>> AS_NOBODY = List.of(
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"),
            List.of("chroot", "--userspec=" + NOBODY + ":" + NOBODY, "/"));

    private static final List<String> NOTHING = List.of("true");

    private Unprivileged() {}

    /**
     * The command, with what has to stand before it.
     *
     * @param folders what it has to be able to write
     * @throws ServerException if this process is root and there is no way to be anybody else, or somebody else does not come
     *     to these folders
     */
    static List<String> command(List<String> command, Path... folders) throws IOException {
        if (!isRoot()) {
            return command;
        }
        if (runs(concatenated(NAMESPACE, NOTHING))) {
            for (Path folder : folders) {
                if (NOBODY.equals(ownerOf(folder))) {
                    give(ROOT, folder);
                }
            }
            return concatenated(NAMESPACE, command);
        }
        for (List<String> asNobody : AS_NOBODY) {
            if (runs(concatenated(asNobody, NOTHING))) {
                letThrough(asNobody, Path.of(command.get(0)));
                for (Path folder : folders) {
                    give(NOBODY, folder);
                    letThrough(asNobody, folder);
                }
                return concatenated(asNobody, command);
            }
        }
        throw new ServerException(
                "cannot run PostgreSQL as root, and neither unshare, setpriv nor chroot lets it run as anybody else"
                        + "\nHINT: run the service as another user");
    }

    private static boolean isRoot() throws IOException {
        return ROOT.equals(answer(List.of("id", "-u")));
    }

    /** Whether it can be run, and says yes. */
    private static boolean runs(List<String> command) {
        try {
            answer(command);
            return true;
        } catch (IOException cannot) {
            return false;
        }
    }

    private static String ownerOf(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid").toString();
    }

    private static void give(String user, Path path) throws IOException {
        answer(List.of("chown", "-R", user + ":" + user, path.toString()));
    }

    /** Who is to come to a path has to come through the folders above it; whose they are and what they list stays as it is. */
    private static void letThrough(List<String> asNobody, Path path) throws IOException {
        List<String> reaches = concatenated(asNobody, List.of("test", "-r", path.toString()));
        if (runs(reaches)) {
            return;
        }
        for (Path folder : ours(path)) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
            if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
                Files.setPosixFilePermissions(folder, permissions);
            }
        }
        if (!runs(reaches)) {
            throw new ServerException("PostgreSQL does not run as root, and the user nobody does not come to " + path
                    + "\nHINT: chmod o+x the folders above it, or run the service as another user");
        }
    }

    /** The folders above it, up to the one in which a process keeps everything. */
    private static List<Path> ours(Path path) throws IOException {
        List<Path> above = new ArrayList<>();
        for (Path folder = path.toRealPath().getParent(); folder != null; folder = folder.getParent()) {
            above.add(folder);
            if (DataDirectory.isOne(folder)) {
                return above;
            }
        }
        return List.of();
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
