package ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Arrivals as the file system tells them: in the inbox and in its folders, one a table; what ended lies in hidden ones. */
final class FolderArrivals implements Arrivals {

    private static final Logger LOG = Logger.getLogger(FolderArrivals.class);

    private final Path inbox;
    private final WatchService service;

    private FolderArrivals(Path inbox, WatchService service) {
        this.inbox = inbox;
        this.service = service;
    }

    /**
     * @throws IOException where the file system tells nothing, or the machine has no watches left
     */
    static FolderArrivals of(Path inbox) throws IOException {
        FolderArrivals arrivals =
                new FolderArrivals(inbox, inbox.getFileSystem().newWatchService());
        try {
            arrivals.watch(inbox);
            arrivals.watchTables();
            return arrivals;
        } catch (IOException e) {
            arrivals.close();
            throw e;
        }
    }

    @Override
    public boolean within(Duration atMost) throws InterruptedException {
        WatchKey told = service.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (told == null) {
            return false;
        }
        boolean folders = false;
        for (WatchEvent<?> event : told.pollEvents()) {
            // What was not told, because it was too much, may have been a folder.
            folders |= event.context() == null || Files.isDirectory(inbox.resolve((Path) event.context()));
        }
        told.reset();
        if (folders) {
            watchTables();
        }
        return true;
    }

    /** A folder that cannot be watched is looked at every now and then, as all are. */
    private void watchTables() {
        try (DirectoryStream<Path> tables = Files.newDirectoryStream(inbox, FolderArrivals::isOfATable)) {
            for (Path table : tables) {
                watchTable(table);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warnf(
                    "cannot list the folders of %s, so arrivals in them are seen a little later: %s",
                    inbox, e.getMessage());
        }
    }

    private void watchTable(Path table) {
        try {
            watch(table);
        } catch (IOException e) {
            if (Files.exists(table)) {
                LOG.warnf("cannot watch %s, so arrivals in it are seen a little later: %s", table, e.getMessage());
            }
        }
    }

    private static boolean isOfATable(Path path) {
        return !path.getFileName().toString().startsWith(".") && Files.isDirectory(path);
    }

    private void watch(Path folder) throws IOException {
        // Only what comes in: a file that is written for long must not put off those that are whole.
        folder.register(service, StandardWatchEventKinds.ENTRY_CREATE);
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop watching " + inbox, e);
        }
    }
}
