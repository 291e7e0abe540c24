package postgres.server;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;
import postgres.DurableFiles;

/**
 * PostgreSQL's programs, unpacked from the class path. They live in the data directory and not in the machine's temporary
 * folder, where others may write and a clean-up takes files away from under a running server.
 */
public final class Binaries {

    /** Written last, in a folder whose name is the digest of what was unpacked. */
    private static final String COMPLETE = ".exists";

    private static final int OWNER_MAY_EXECUTE = 0100;

    private final Path directory;
    private final boolean shared;

    private Binaries(Path directory, boolean shared) {
        this.directory = directory;
        this.shared = shared;
    }

    /** In a folder that only this process uses, which may therefore be tidied up. */
    public static Binaries ownedIn(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory, DurableFiles.OWNER_ONLY_FOLDER);
        }
        return new Binaries(directory.resolve("unpacked"), false);
    }

    /** In a folder that other processes unpack into as well. */
    public static Binaries sharedIn(Path directory) {
        return new Binaries(directory, true);
    }

    /** The programs, unpacked unless they are there already. */
    public PgPrograms unpack() throws IOException {
        byte[] archive;
        try (InputStream packed = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system(), hardware())) {
            archive = packed.readAllBytes();
        }
        Path home = directory.resolve("PG-" + md5(archive));
        Files.createDirectories(directory);
        if (!shared) {
            tidyUp(home);
        }
        if (!Files.exists(home.resolve(COMPLETE))) {
            unpack(archive, home);
        }
        return PgPrograms.in(home.resolve("bin"), "postgres")
                .orElseThrow(() -> new ServerException("cannot run %s/bin/postgres\nHINT: %s"
                        .formatted(
                                home,
                                "keep data.dir on a disk that is not mounted noexec; if it is not, remove " + directory
                                        + ", it is made anew")));
    }

    private static String system() {
        return System.getProperty("os.name").startsWith("Mac") ? "Darwin" : "Linux";
    }

    private static String hardware() {
        String hardware = System.getProperty("os.arch");
        return hardware.equals("amd64") ? "x86_64" : hardware;
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /** Removes older versions, and what an interrupted unpacking left. */
    private void tidyUp(Path home) throws IOException {
        List<Path> unpacked;
        try (Stream<Path> found = Files.list(directory)) {
            unpacked = found.filter(Files::isDirectory).toList();
        }
        for (Path version : unpacked) {
            if (!version.equals(home) || !Files.exists(version.resolve(COMPLETE))) {
                remove(version);
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        DurableFiles.empty(folder);
        Files.delete(folder);
    }

    /** Beside the place and then into it, so that nobody meets half of it; another process may be faster. */
    private void unpack(byte[] archive, Path home) throws IOException {
        Path unpacking = Files.createTempDirectory(directory, "unpacking-");
        try (TarArchiveInputStream entries =
                new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                write(entry, entries, unpacking);
            }
        }
        Files.createFile(unpacking.resolve(COMPLETE));
        Files.setPosixFilePermissions(unpacking, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Files.move(unpacking, home);
        } catch (FileAlreadyExistsException faster) {
            remove(unpacking);
        } catch (FileSystemException e) {
            if (!Files.exists(home.resolve(COMPLETE))) {
                throw e;
            }
            remove(unpacking);
        }
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("an entry of PostgreSQL's archive leads out of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, target);
        boolean program = (entry.getMode() & OWNER_MAY_EXECUTE) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
