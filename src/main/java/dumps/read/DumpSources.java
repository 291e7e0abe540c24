package dumps.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import ledger.Problem;
import postgres.server.DataDirectory;

/**
 * The dumps in a folder.
 *
 * @param sources what is to be read, by name
 * @param refused what looks like a dump and is none that can be read, each with what to do
 * @param passed names of files that are something else
 */
public record DumpSources(List<DumpSource> sources, List<Refused> refused, List<String> passed) {

    private static final int DEEPEST = 16;
    private static final Set<String> ENDINGS = Set.of(
            "sql", "txt", "gz", "zst", "zip", "dump", "psql", "pgsql", "mysql", "ddl", "dmp", "bak", "backup", "tar",
            "bz2", "xz");

    /** A file that is not read, and why. */
    public record Refused(String name, Problem problem) {}

    /**
     * Looks through the folder and those in it.
     *
     * @param own paths in it that are not input: what was written there before
     */
    public static DumpSources in(Path folder, Set<Path> own) throws IOException {
        DumpSources found = none();
        found.look(folder, "", own, 0);
        found.sources.sort(Comparator.comparing(DumpSource::name));
        return found;
    }

    /** The dumps in one file: itself, or what is in the archive that it is. */
    public static DumpSources of(Path file) throws IOException {
        DumpSources found = none();
        found.add(file, file.getFileName().toString());
        return found;
    }

    /** None so far. */
    public static DumpSources none() {
        return new DumpSources(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    /** The dumps in a file that has this name, wherever it lies. */
    public void add(Path file, String name) throws IOException {
        take(file, name);
    }

    private void look(Path folder, String prefix, Set<Path> own, int depth) throws IOException {
        List<Path> entries;
        try (Stream<Path> listed = Files.list(folder)) {
            entries = listed.filter(path -> !own.contains(path)).sorted().toList();
        }
        if (depth > DEEPEST) {
            refuse(prefix, "the folder " + prefix + " lies too deep", "bring its dumps further up");
        } else if (entries.stream().anyMatch(path -> path.endsWith("toc.dat"))) {
            refuse(
                    prefix.isEmpty() ? "." : prefix,
                    "the folder is a pg_dump archive (-Fd), which is no plain SQL",
                    "make plain SQL of it: pg_restore -f dump.sql " + folder.getFileName());
        } else if (MydumperFolder.isOne(entries)) {
            sources.add(MydumperFolder.source(
                    prefix.isEmpty()
                            ? folder.toAbsolutePath().getFileName().toString()
                            : prefix.substring(0, prefix.length() - 1),
                    entries));
        } else {
            for (Path entry : entries) {
                visit(entry, prefix + entry.getFileName(), own, depth);
            }
        }
    }

    private void visit(Path entry, String name, Set<Path> own, int depth) throws IOException {
        if (entry.getFileName().toString().startsWith(".")) {
            passed.add(name);
        } else if (Files.isSymbolicLink(entry)) {
            refuse(name, name + " is a link, and links are not followed", "put the file itself there");
        } else if (DataDirectory.isOne(entry)) {
            passed.add(name);
        } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            look(entry, name + "/", own, depth + 1);
        } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS) && isTaken(entry)) {
            take(entry, name);
        } else {
            passed.add(name);
        }
    }

    private static boolean isTaken(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        int point = name.lastIndexOf('.');
        return point < 0 || ENDINGS.contains(name.substring(point + 1)) || name.contains(".sql.");
    }

    private void take(Path file, String name) throws IOException {
        if (ZipMembers.isOne(file)) {
            ZipMembers.list(file, name, this);
        } else {
            sources.add(DumpSource.of(name, file));
        }
    }

    void refuse(String name, String what, String hint) {
        refused.add(new Refused(name, Problem.refused(what, hint)));
    }
}
