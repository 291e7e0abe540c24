package routes.command;

import ingest.IngestSettings;
import ingest.ZipArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What archives held that a command was given, as long as it takes to load it. */
final class UnpackedFiles implements AutoCloseable {

    private final IngestSettings settings;
    private final List<Path> written = new ArrayList<>();

    UnpackedFiles(IngestSettings settings) {
        this.settings = settings;
    }

    /** A file that was unpacked. */
    record Entry(Path path, String name) {}

    /** The files of an archive. */
    List<Entry> of(Path archive) throws IOException {
        List<Entry> entries = new ArrayList<>();
        ZipArchive.unpack(
                archive,
                name -> {
                    Path path =
                            Files.createTempFile("caravanserai-entry-", null).toRealPath();
                    written.add(path);
                    entries.add(new Entry(path, name));
                    return path;
                },
                settings);
        return entries;
    }

    @Override
    public void close() throws IOException {
        for (Path path : written) {
            Files.deleteIfExists(path);
        }
    }
}
