package ingest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import ledger.Door;
import ledger.Run;
import ledger.RunHeader;

/** The folder in which corrected sheets of letters are dropped. They end in hidden folders below it, as files of the inbox do. */
public final class CorrectionsFolder {

    private final Path directory;
    private final Inbox files;

    /**
     * @param directory made if missing
     * @throws IOException if it cannot be
     */
    public CorrectionsFolder(Path directory) throws IOException {
        files = new Inbox(directory);
        this.directory = directory.toRealPath();
    }

    /** The redrive that a dropped sheet is; the folder it lies in may name its table. */
    public Redrive.Request claim(File dropped) throws IOException {
        Path path = dropped.toPath().toRealPath();
        Path relative = directory.relativize(path);
        String table = relative.getNameCount() > 1 ? relative.getName(0).toString() : null;
        return Redrive.Request.of(
                RunHeader.next(Door.INBOX), new CorrectedSheet(path, relative.toString(), table, OptionTexts.NONE));
    }

    /** Writes the run beside the place where its file should end, and returns that place. */
    public String putAway(Run run) throws IOException {
        return files.putAway(run);
    }
}
