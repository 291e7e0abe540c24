package dumps.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** The dumps in a .zip; none of its names is ever a path. */
final class ZipMembers {

    private static final int MOST = 100_000;
    private static final List<String> ENDINGS =
            List.of(".sql", ".txt", ".gz", ".zst", ".dump", ".psql", ".mysql", ".pgsql");

    private ZipMembers() {}

    static boolean isOne(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(4);
            return head.length == 4 && head[0] == 'P' && head[1] == 'K' && (head[2] == 3 || head[2] == 5);
        }
    }

    /** Adds the members to what was found, or the archive to what is refused. */
    static void list(Path archive, String name, DumpSources found) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            Set<String> names = new HashSet<>();
            int before = found.sources().size();
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                String fault = entry.isDirectory() ? null : fault(zip, entry, names);
                if (fault != null) {
                    found.sources().subList(before, found.sources().size()).clear();
                    found.refuse(
                            name,
                            "the archive " + name + " " + fault,
                            "unpack it, look at what is in it, and give that");
                    return;
                }
                if (isDump(entry)) {
                    found.sources().add(DumpSource.member(name + "/" + entry.getName(), archive, entry));
                } else if (!entry.isDirectory()) {
                    found.passed().add(name + "/" + entry.getName());
                }
            }
            if (found.sources().size() == before) {
                found.refuse(name, "the archive " + name + " has no dump in it", "see what it holds with: unzip -l");
            }
        } catch (FileSystemException disk) {
            throw disk;
        } catch (IOException | IllegalArgumentException damaged) {
            found.refuse(
                    name, "the archive " + name + " is damaged, or no .zip", "get it again; check it with: unzip -t");
        }
    }

    private static boolean isDump(ZipArchiveEntry entry) {
        String name = entry.getName().toLowerCase(Locale.ROOT);
        return !entry.isDirectory()
                && !name.startsWith("__macosx/")
                && ENDINGS.stream().anyMatch(name::endsWith);
    }

    private static String fault(ZipFile zip, ZipArchiveEntry entry, Set<String> names) {
        String name = entry.getName();
        if (name.startsWith("/")
                || name.indexOf('\\') >= 0
                || name.chars().anyMatch(one -> one < ' ')
                || Arrays.asList(name.split("/", -1)).contains("..")) {
            return "has a file whose name leads out of it";
        }
        if (entry.isUnixSymlink()) {
            return "has a link in it";
        }
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            return "is encrypted";
        }
        if (!zip.canReadEntryData(entry)) {
            return "is packed in a way that is not read";
        }
        if (!names.add(name)) {
            return "has one name twice";
        }
        return names.size() > MOST ? "has more than " + MOST + " files" : null;
    }
}
