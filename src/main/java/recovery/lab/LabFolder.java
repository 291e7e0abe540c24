package recovery.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import postgres.DurableFiles;
import postgres.OwnFiles;

/** Where the servers of exercises are, a folder each. */
public final class LabFolder {

    private final Path folder;

    /** @param folder is made when the first exercise begins */
    public LabFolder(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    Path of(UUID run) throws IOException {
        if (!Files.isDirectory(folder)) {
            OwnFiles.folders(folder.getParent());
            Files.createDirectory(folder, DurableFiles.OWNER_ONLY_FOLDER);
        }
        return folder.resolve(run.toString());
    }

    /** Ends and removes what an earlier process left. */
    public void sweep() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> left;
        try (Stream<Path> found = Files.list(folder)) {
            left = found.filter(Files::isDirectory).toList();
        }
        for (Path each : left) {
            LabRun.clear(each);
        }
    }
}
