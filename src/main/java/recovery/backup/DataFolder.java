package recovery.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a server that a base backup holds: not those that are of its process, nor those that it makes anew when it
 * starts.
 */
final class DataFolder {

    static final String CONTROL = "global/pg_control";

    private static final String LOG = "pg_wal";
    private static final String TABLESPACES = "pg_tblspc";

    /** Kept, and empty. */
    private static final Set<String> EMPTY = Set.of(
            LOG, "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial", "pg_snapshots", "pg_stat_tmp", "pg_subtrans");

    private static final Set<String> LEFT_OUT = Set.of(
            "postmaster.pid",
            "postmaster.opts",
            "backup_label",
            "tablespace_map",
            "backup_manifest",
            "current_logfiles.tmp",
            "postgresql.auto.conf.tmp",
            "epg-lock");

    private static final Pattern OF_RELATIONS = Pattern.compile("global|base/\\d+|pg_tblspc/\\d+/[^/]+/\\d+");
    private static final Pattern TEMPORARY = Pattern.compile("t\\d+_\\d+(_(fsm|vm|init))?(\\.\\d+)?");
    private static final Pattern RELATION = Pattern.compile("(\\d+)(_(?:fsm|vm|init))?(?:\\.(\\d+))?");
    private static final String FORK_OF_UNLOGGED = "_init";
    private static final int PAGES_OF_A_FILE = (1 << 30) / PageChecksum.PAGE;

    private final Path folder;
    private final List<String> folders = new ArrayList<>();
    private final List<Found> files = new ArrayList<>();

    /**
     * A file.
     *
     * @param name below the data directory, with {@code pg_tblspc/<oid>/} before it in a tablespace
     */
    record Found(String name, Path path) {

        /** The number of its first page, if it is one of pages. */
        Optional<Integer> firstPage() {
            int slash = name.lastIndexOf('/');
            if (slash < 0 || !OF_RELATIONS.matcher(name.substring(0, slash)).matches()) {
                return Optional.empty();
            }
            Matcher relation = RELATION.matcher(name.substring(slash + 1));
            return relation.matches()
                    ? Optional.of(relation.group(3) == null ? 0 : Integer.parseInt(relation.group(3)) * PAGES_OF_A_FILE)
                    : Optional.empty();
        }
    }

    private DataFolder(Path folder) {
        this.folder = folder;
    }

    /** That of the data directory itself, without tablespaces. */
    static DataFolder of(Path folder) throws IOException {
        DataFolder found = new DataFolder(folder);
        found.look(folder, "");
        found.folders.add(LOG + "/archive_status");
        return found;
    }

    /** That of a tablespace, in which servers of other versions may have files too. */
    static DataFolder ofTablespace(Path place, String oid, int major) throws IOException {
        DataFolder found = new DataFolder(place);
        try (Stream<Path> versions = Files.list(place)) {
            for (Path version : versions.filter(
                            each -> each.getFileName().toString().startsWith("PG_" + major + "_"))
                    .toList()) {
                String name = TABLESPACES + "/" + oid + "/" + version.getFileName();
                found.folders.add(name);
                found.look(version, name);
            }
        }
        return found;
    }

    /** The tablespaces: their numbers are the names of links. */
    static List<Path> tablespaces(Path folder) throws IOException {
        try (Stream<Path> links = Files.list(folder.resolve(TABLESPACES))) {
            return links.filter(Files::isSymbolicLink).sorted().toList();
        }
    }

    private void look(Path where, String name) throws IOException {
        List<Path> within;
        try (Stream<Path> found = Files.list(where)) {
            within = found.sorted().toList();
        } catch (NoSuchFileException droppedMeanwhile) {
            return;
        }
        Set<String> unlogged = unlogged(within);
        for (Path path : within) {
            String own = path.getFileName().toString();
            String full = name.isEmpty() ? own : name + "/" + own;
            if (isLeftOut(own)) {
                continue;
            }
            if (Files.isDirectory(path)) {
                folders.add(full);
                if (!EMPTY.contains(full) && !full.equals(TABLESPACES)) {
                    look(path, full);
                }
            } else if (!full.equals(CONTROL) && isKept(name, own, unlogged)) {
                files.add(new Found(full, path));
            }
        }
    }

    private static boolean isLeftOut(String own) {
        return LEFT_OUT.contains(own) || own.startsWith("pgsql_tmp") || own.startsWith("pg_internal.init");
    }

    /** Relations of whose rows the log knows nothing: each has a file of how it is when it is empty. */
    private static Set<String> unlogged(List<Path> within) {
        Set<String> numbers = new HashSet<>();
        for (Path path : within) {
            String own = path.getFileName().toString();
            if (own.endsWith(FORK_OF_UNLOGGED)) {
                numbers.add(own.substring(0, own.length() - FORK_OF_UNLOGGED.length()));
            }
        }
        return numbers;
    }

    private static boolean isKept(String place, String own, Set<String> unlogged) {
        if (!OF_RELATIONS.matcher(place).matches()) {
            return true;
        }
        Matcher relation = RELATION.matcher(own);
        return !TEMPORARY.matcher(own).matches()
                && !(relation.matches()
                        && unlogged.contains(relation.group(1))
                        && !FORK_OF_UNLOGGED.equals(relation.group(2)));
    }

    Path folder() {
        return folder;
    }

    /** Those that are to be there, each after the one it is in. */
    List<String> folders() {
        return folders;
    }

    List<Found> files() {
        return files;
    }

    /** About how many bytes those are. */
    long bytes() {
        return files.stream().mapToLong(file -> file.path().toFile().length()).sum();
    }
}
