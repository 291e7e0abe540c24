package postgres.server;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import postgres.DurableFiles;

/**
 * The folder in which one process keeps everything ({@code data.dir}). As long as it is open no other process can open it,
 * and it is released when the process ends, after Quarkus has stopped.
 */
public final class DataDirectory implements AutoCloseable {

    private static final String LOCK = ".lock";
    private static final String INSTANCE_ID = "instance-id";
    private static final Map<Path, DataDirectory> OPEN = new HashMap<>();

    private final Path path;
    private final UUID instanceId;
    /** Null when the lock was taken by an earlier generation of this code in the same process, as in a live reload. */
    private final FileChannel lock;

    private final Deque<AutoCloseable> users = new ArrayDeque<>();
    private final Thread hook;

    private DataDirectory(Path path, FileChannel lock, UUID instanceId) {
        this.path = path;
        this.lock = lock;
        this.instanceId = instanceId;
        this.hook = AfterQuarkus.hook("release-data-directory", this::close);
    }

    /**
     * Creates the folder (readable by its owner only) if it is missing, and locks it. Within one process, opening it again
     * gives the same object.
     *
     * @throws DataDirectoryInUseException when another process holds it
     * @throws UncheckedIOException when it can be neither created nor written to
     */
    public static DataDirectory open(Path path) {
        synchronized (OPEN) {
            try {
                Path directory = created(path);
                DataDirectory known = OPEN.get(directory);
                return known != null ? known : lock(directory);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "cannot use data directory %s: %s\nHINT: make it writable for this user, or set data.dir to another folder"
                                .formatted(path.toAbsolutePath(), e),
                        e);
            }
        }
    }

    /** Whether the folder is one of these, of whatever installation. */
    public static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve(LOCK)) && Files.isRegularFile(folder.resolve(INSTANCE_ID));
    }

    private static Path created(Path path) throws IOException {
        // createDirectories refuses a link to a folder, which is a usual way to keep data on another disk.
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path, DurableFiles.OWNER_ONLY_FOLDER);
        }
        return path.toRealPath();
    }

    private static DataDirectory lock(Path directory) throws IOException {
        FileChannel channel = null;
        // POSIX drops a process's lock when *any* of its channels on the file is closed, so a process that has it
        // already must not even open the file again. Only a system property outlives the class loaders of live reload.
        if (System.getProperty(heldProperty(directory)) == null) {
            channel = FileChannel.open(directory.resolve(LOCK), Set.of(CREATE, WRITE), DurableFiles.OWNER_ONLY_FILE);
        }
        try {
            if (channel != null && channel.tryLock() == null) {
                throw new DataDirectoryInUseException(directory);
            }
            DataDirectory opened = new DataDirectory(directory, channel, instanceId(directory));
            System.setProperty(heldProperty(directory), "held");
            OPEN.put(directory, opened);
            Runtime.getRuntime().addShutdownHook(opened.hook);
            return opened;
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    private static UUID instanceId(Path directory) throws IOException {
        Path file = directory.resolve(INSTANCE_ID);
        if (!Files.exists(file)) {
            DurableFiles.write(file, UUID.randomUUID() + "\n");
        }
        String text = Files.readString(file).strip();
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException notAnId) {
            throw new IOException("%s holds '%s', which is not a UUID".formatted(file, text), notAnId);
        }
    }

    private static String heldProperty(Path directory) {
        return "caravanserai.data-directory:" + directory;
    }

    /** The folder, with links resolved. */
    public Path path() {
        return path;
    }

    /** Who this process is, before and after a restart: the owner of the chunks and leases it took. */
    public UUID instanceId() {
        return instanceId;
    }

    /** Where the folder lies, in a few characters: a copy of it lies somewhere else. */
    public String place() {
        try {
            Object file = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            String where = hostName() + '|' + path + '|' + file;
            return UUID.nameUUIDFromBytes(where.getBytes(StandardCharsets.UTF_8))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell where data directory " + path + " lies", e);
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    /** True when this process held the folder before this code was (re)loaded, so what runs in it is not an orphan. */
    boolean isInherited() {
        return lock == null;
    }

    /** What lives in the folder and has to end before another process may have it. */
    void closeFirst(AutoCloseable user) {
        synchronized (OPEN) {
            users.push(user);
        }
    }

    /** Stops what lives in the folder, then lets other processes have it. Closing twice does nothing. */
    @Override
    public void close() {
        synchronized (OPEN) {
            if (!OPEN.remove(path, this)) {
                return;
            }
            try {
                closeUsers();
            } finally {
                release();
            }
        }
    }

    private void closeUsers() {
        RuntimeException failure = null;
        while (!users.isEmpty()) {
            try {
                users.pop().close();
            } catch (Exception e) {
                failure =
                        failure == null ? new IllegalStateException("cannot close data directory " + path, e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void release() {
        try {
            if (lock != null) {
                System.clearProperty(heldProperty(path));
                lock.close();
            }
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release data directory " + path, e);
        } catch (IllegalStateException ending) {
            // The hook itself is what closes; there is nothing to take back.
            return;
        }
    }
}
