package ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Deletes files that ended in the inbox longer ago than {@code ingest.keep-files} says, each with the run beside it. */
@ApplicationScoped
public class FilesExpiry {

    private static final List<String> FOLDERS = List.of(".loaded", ".rejected", ".already", ".refused");

    private final IngestSettings settings;

    public FilesExpiry(IngestSettings settings) {
        this.settings = settings;
    }

    /**
     * Files that go, the runs beside them not counted.
     *
     * @param folder below the inbox or the folder of corrections
     */
    public record Old(String folder, long files, long bytes) {}

    /** A file that ended, and the run beside it if there is one. */
    private record Ended(Path file, Path run, long bytes) {}

    public boolean isOn() {
        return settings.keepFiles().isPresent();
    }

    /** What would go now; nothing is changed. */
    public List<Old> plan() throws IOException {
        List<Old> plan = new ArrayList<>();
        for (Map.Entry<Path, List<Ended>> folder : old().entrySet()) {
            plan.add(told(folder));
        }
        return plan;
    }

    /** Deletes them; what vanished meanwhile is gone too. */
    public List<Old> apply() throws IOException {
        List<Old> gone = new ArrayList<>();
        for (Map.Entry<Path, List<Ended>> folder : old().entrySet()) {
            for (Ended ended : folder.getValue()) {
                Files.deleteIfExists(ended.file());
                if (ended.run() != null) {
                    Files.deleteIfExists(ended.run());
                }
            }
            gone.add(told(folder));
        }
        return gone;
    }

    private static Old told(Map.Entry<Path, List<Ended>> folder) {
        return new Old(
                folder.getKey().toString(),
                folder.getValue().size(),
                folder.getValue().stream().mapToLong(Ended::bytes).sum());
    }

    private Map<Path, List<Ended>> old() throws IOException {
        Map<Path, List<Ended>> old = new LinkedHashMap<>();
        if (settings.keepFiles().isEmpty()) {
            return old;
        }
        Instant before =
                Instant.now().minus(Duration.ofDays(settings.keepFiles().getAsInt()));
        for (Path place : List.of(settings.inbox(), settings.corrections())) {
            for (String name : FOLDERS) {
                Path folder = place.resolve(name);
                List<Ended> files =
                        Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) ? old(folder, before) : List.of();
                if (!files.isEmpty()) {
                    old.put(folder, files);
                }
            }
        }
        return old;
    }

    private static List<Ended> old(Path folder, Instant before) throws IOException {
        List<Ended> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                try {
                    Path run = file.resolveSibling(file.getFileName() + PutAwayNames.RUN);
                    boolean isRun = file.toString().endsWith(PutAwayNames.RUN);
                    boolean hasRun = Files.exists(run, LinkOption.NOFOLLOW_LINKS);
                    // A file may be old when it comes; the run beside it is written when it ends.
                    boolean isAlone = !isRun || !Files.exists(fileOf(file), LinkOption.NOFOLLOW_LINKS);
                    if (isAlone && ended(hasRun ? run : file, hasRun || isRun).isBefore(before)) {
                        files.add(new Ended(file, hasRun ? run : null, Files.size(file)));
                    }
                } catch (NoSuchFileException vanished) {
                    // Somebody else took it.
                }
            }
        }
        return files;
    }

    private static Path fileOf(Path run) {
        String name = run.getFileName().toString();
        return run.resolveSibling(name.substring(0, name.length() - PutAwayNames.RUN.length()));
    }

    private static Instant ended(Path file, boolean isRun) throws IOException {
        Instant written =
                Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        if (isRun || !Files.getFileStore(file).supportsFileAttributeView("unix")) {
            return written;
        }
        Instant moved = ((FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant();
        return moved.isAfter(written) ? moved : written;
    }
}
