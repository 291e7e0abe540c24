package recovery.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import ledger.ActiveRun;
import ledger.Problem;
import ledger.ProblemException;
import postgres.replication.BaseBackupSink;
import postgres.replication.ServerAddress;

/** Writes the archives of a base backup down as they come, each into a file of its own. */
final class BackupArchives implements BaseBackupSink, Closeable {

    /** So many damaged pages are named; more say no more. */
    private static final int WARNINGS = 10;

    /** Nobody ever comes in there, and nothing is ever in it. */
    private static final String PRISTINE = "template0";

    private final ServerAddress server;
    private final Path folder;
    private final int level;
    private final LogOfBackup log;
    private final BackupRoom room;
    private final ActiveRun run;
    private final List<StoredFile> files = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private Beginning beginning;
    private PackedFile file;
    private long done;

    BackupArchives(ServerAddress server, Path folder, int level, LogOfBackup log, BackupRoom room, ActiveRun run) {
        this.server = server;
        this.folder = folder;
        this.level = level;
        this.log = log;
        this.room = room;
        this.run = run;
    }

    @Override
    public void begins(Beginning begun) throws IOException, SQLException {
        beginning = begun;
        room.require(begun.bytes());
        log.begin(begun.start(), begun.timeline(), folder.resolve(BackupManifest.LOG));
        // Now, as the log tells all that comes after.
        ServerCatalog catalog = CatalogReader.read(server);
        catalog.databases().stream()
                .filter(database ->
                        database.unread() != null && !database.name().equals(PRISTINE))
                .forEach(database -> notes.add(
                        "nothing is known of the names in the database " + database.name() + ": " + database.unread()));
        try (PackedFile names = PackedFile.compressed(folder, ServerCatalog.FILE, level)) {
            byte[] text = catalog.text().getBytes(UTF_8);
            names.write(text, 0, text.length);
            files.add(names.finish());
        }
    }

    @Override
    public void file(String name) throws IOException {
        end();
        file = name.equals(MANIFEST)
                ? PackedFile.plain(folder, name)
                : PackedFile.compressed(folder, new StoredFile(name, 0, "", 0).name(), level);
    }

    @Override
    public void bytes(byte[] bytes, int offset, int length) throws IOException, SQLException {
        log.check();
        if (run.cancelWanted()) {
            throw new ProblemException(Problem.cancelled());
        }
        file.write(bytes, offset, length);
        done += length;
        run.progress(done, Math.max(done, beginning.bytes()));
    }

    @Override
    public void warning(String text) {
        if (warnings.size() < WARNINGS) {
            warnings.add(text);
        }
    }

    private void end() throws IOException {
        if (file != null) {
            files.add(file.finish());
            file = null;
        }
    }

    /** All of them, on disk. */
    List<StoredFile> finish() throws IOException {
        end();
        return files;
    }

    /** Whether the server has begun to send. */
    boolean hasBegun() {
        return beginning != null;
    }

    Beginning beginning() {
        return beginning;
    }

    /** What the server said beside, such as of damaged pages. */
    List<String> warnings() {
        return warnings;
    }

    List<String> notes() {
        return notes;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
