package ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import ledger.ProblemException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import postgres.OwnFiles;

/**
 * The files in a .zip archive, each a load of its own. All of them are looked at before the first is written, and none of
 * their names is ever a path.
 */
public final class ZipArchive {

    private static final String END = ".zip";
    private static final int MOST_ENTRIES = 1_000;
    private static final String SEND_AGAIN = "unpack it, look at what is in it, and send that";

    private ZipArchive() {}

    /** Where an entry is written. */
    @FunctionalInterface
    public interface Places {

        /** A path of nothing yet, for the file of that name. */
        Path place(String name) throws IOException;
    }

    /** Whether a file of that name is one. */
    public static boolean isNamed(String fileName) {
        return fileName.toLowerCase(Locale.ROOT).endsWith(END);
    }

    /**
     * Writes the entries, in the archive's order.
     *
     * @throws ProblemException if one of them is nothing to load, is encrypted, is called like a path out of the archive, or
     *     grows too large; what was written by then is removed by whoever gave the places
     */
    public static void unpack(Path archive, Places places, IngestSettings settings) throws IOException {
        long size = Files.size(archive);
        Growth growth = new Growth(() -> size, settings.gzip().maxRatio());
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            for (ZipArchiveEntry entry : files(zip)) {
                try (InputStream in = zip.getInputStream(entry);
                        OutputStream out = OwnFiles.out(places.place(nameOf(entry)))) {
                    byte[] bytes = new byte[1 << 16];
                    for (int got = in.read(bytes); got >= 0; got = in.read(bytes)) {
                        growth.add(got);
                        out.write(bytes, 0, got);
                    }
                }
            }
        } catch (FileSystemException disk) {
            throw disk;
        } catch (IOException | IllegalArgumentException damaged) {
            throw CsvFile.refused("the archive is damaged, or no .zip", "send it again; check it with: unzip -t");
        }
    }

    private static List<ZipArchiveEntry> files(ZipFile zip) {
        List<ZipArchiveEntry> files = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            String name = entry.getName();
            if (entry.isDirectory() || isLitter(name)) {
                continue;
            }
            check(zip, entry);
            if (!names.add(name)) {
                throw CsvFile.refused("the archive has " + ColumnNames.shown(name) + " twice", SEND_AGAIN);
            }
            files.add(entry);
            if (files.size() > MOST_ENTRIES) {
                throw CsvFile.refused("the archive has more than " + MOST_ENTRIES + " files", "send them in several");
            }
        }
        if (files.isEmpty()) {
            throw CsvFile.refused("the archive has no file in it", "see what it holds with: unzip -l");
        }
        return files;
    }

    /** What archivers put in beside the files. */
    private static boolean isLitter(String name) {
        return name.startsWith("__MACOSX/") || lastOf(name).startsWith(".");
    }

    private static void check(ZipFile zip, ZipArchiveEntry entry) {
        String shown = ColumnNames.shown(entry.getName());
        if (entry.getName().startsWith("/")
                || entry.getName().indexOf('\\') >= 0
                || entry.getName().indexOf('\0') >= 0
                || Arrays.asList(entry.getName().split("/", -1)).contains("..")) {
            throw CsvFile.refused("the archive has " + shown + ", which leads out of it", SEND_AGAIN);
        }
        if (entry.isUnixSymlink()) {
            throw CsvFile.refused("the archive has " + shown + ", which is a link", SEND_AGAIN);
        }
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw CsvFile.refused("the archive has " + shown + ", which is encrypted", "unpack it with its password");
        }
        if (!zip.canReadEntryData(entry)) {
            throw CsvFile.refused("the archive has " + shown + ", packed in a way that is not read", SEND_AGAIN);
        }
        if (FileKind.of(nameOf(entry)).isEmpty()) {
            throw CsvFile.refused(
                    "the archive has " + shown + ", which is nothing to load",
                    "leave it out; taken are " + FileKind.all());
        }
    }

    private static String nameOf(ZipArchiveEntry entry) {
        return lastOf(entry.getName());
    }

    private static String lastOf(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
