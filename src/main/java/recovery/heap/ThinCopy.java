package recovery.heap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import postgres.DurableFiles;
import recovery.LiveFiles;

/** Copies of a server's data what its catalogs are, and not the files of other people's tables. */
final class ThinCopy extends LiveFiles {

    /** Folders that have to be there, whatever was in them. */
    private static final Set<String> EMPTY = Set.of(
            "pg_wal",
            "pg_stat_tmp",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_subtrans",
            "pg_tblspc",
            "pg_logical",
            "log");

    private static final Set<String> LEFT_OUT = Set.of(
            "postmaster.pid",
            "postmaster.opts",
            "backup_label",
            "tablespace_map",
            "backup_manifest",
            "postgresql.conf",
            "postgresql.auto.conf",
            "pg_hba.conf",
            "pg_ident.conf",
            "current_logfiles",
            "epg-lock",
            "standby.signal",
            "recovery.signal");

    private static final Pattern TEMPORARY = Pattern.compile("pgsql_tmp.*|pg_internal\\.init.*|t\\d+_\\d+.*");
    private static final Pattern FORK_OR_PART = Pattern.compile("[._].*");

    private static final String CONTROL = "global/pg_control";
    private static final int CONTROL_BYTES = 512;
    private static final int CONTROL_AT_LEAST = 200;
    private static final int TRIES = 100;
    private static final long PAUSE_NANOS = 5_000_000;

    private static final String TABLESPACES = "pg_tblspc";

    private final Path database;
    private final Set<Long> left;

    /** @param database where its files are, below the folder that is copied */
    private ThinCopy(Path live, Path to, Path database, Set<Long> left) {
        super(live, to);
        this.database = database;
        this.left = left;
    }

    /**
     * Copies it, the control file last.
     *
     * @param to an empty folder
     * @param tablespaces one that is to be made, where those are then which the server has beside its own
     * @param database the only one that is wanted
     * @param left the numbers of the files of it that are not
     */
    static void take(Path live, Path to, Path tablespaces, long database, Set<Long> left) throws IOException {
        Path name = Path.of(Long.toString(database));
        Files.walkFileTree(live, new ThinCopy(live, to, Path.of("base").resolve(name), left));
        Files.createDirectory(tablespaces, DurableFiles.OWNER_ONLY_FOLDER);
        for (Path tablespace : listed(live.resolve(TABLESPACES))) {
            Path own = Files.createDirectory(
                    tablespaces.resolve(tablespace.getFileName()), DurableFiles.OWNER_ONLY_FOLDER);
            Files.createSymbolicLink(to.resolve(TABLESPACES).resolve(tablespace.getFileName()), own.toAbsolutePath());
            for (Path version : listed(tablespace)) {
                Path there = Files.createDirectory(own.resolve(version.getFileName()), DurableFiles.OWNER_ONLY_FOLDER);
                if (Files.isDirectory(version.resolve(name))) {
                    Files.walkFileTree(
                            version.resolve(name).toRealPath(), new ThinCopy(version.toRealPath(), there, name, left));
                }
            }
        }
        Files.createDirectories(to.resolve("pg_wal/archive_status"));
        Files.createDirectories(to.resolve("pg_logical/mappings"));
        Files.createDirectories(to.resolve("pg_logical/snapshots"));
        Files.write(to.resolve(CONTROL), control(live.resolve(CONTROL)));
    }

    private static List<Path> listed(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.toList();
        }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        Path name = from.relativize(folder);
        if (!name.toString().isEmpty()) {
            Files.createDirectory(to.resolve(name), DurableFiles.OWNER_ONLY_FOLDER);
        }
        boolean otherDatabase = name.startsWith("base") && name.getNameCount() > 1 && !name.equals(database);
        return EMPTY.contains(name.toString()) || otherDatabase
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
    }

    @Override
    protected boolean isWanted(Path path) {
        String name = path.getFileName().toString();
        if (LEFT_OUT.contains(name)
                || TEMPORARY.matcher(name).matches()
                || path.toString().equals(CONTROL)) {
            return false;
        }
        if (!path.startsWith(database)) {
            return true;
        }
        String number = FORK_OR_PART.matcher(name).replaceFirst("");
        return !number.matches("\\d{1,10}") || !left.contains(Long.valueOf(number));
    }

    /** Read again until its checksum fits, which stands behind whatever a version has in it. */
    private static byte[] control(Path file) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            byte[] bytes = Files.readAllBytes(file);
            if (isWhole(bytes)) {
                return bytes;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new IOException(CONTROL + " is never as it was written");
    }

    private static boolean isWhole(byte[] bytes) {
        CRC32C sum = new CRC32C();
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int length = 0; length + Integer.BYTES <= CONTROL_BYTES; length++) {
            if (length >= CONTROL_AT_LEAST
                    && length % Integer.BYTES == 0
                    && (int) sum.getValue() == words.getInt(length)) {
                return true;
            }
            sum.update(bytes[length]);
        }
        return false;
    }
}
