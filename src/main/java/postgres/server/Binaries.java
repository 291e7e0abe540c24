package postgres.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import postgres.DurableFiles;

/**
 * PostgreSQL's programs, unpacked from the class path. They live in the data directory and not in the machine's temporary
 * folder, where others may write and a clean-up takes files away from under a running server.
 */
public final class Binaries implements PgBinaryResolver {

    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    private final Path directory;
    private final boolean shared;
    private Path home;

    private Binaries(Path directory, boolean shared) {
        this.directory = directory;
        this.shared = shared;
    }

    /** In a folder that only this process uses, which may therefore be tidied up. */
    static Binaries ownedIn(Path directory) throws IOException {
        // The launcher opens the folder it unpacks into to every user; the one around it keeps them out.
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory, DurableFiles.OWNER_ONLY_FOLDER);
        }
        return new Binaries(directory.resolve("unpacked"), false);
    }

    /** In a folder that other processes unpack into as well. */
    public static Binaries sharedIn(Path directory) {
        return new Binaries(directory, true);
    }

    Path directory() {
        return directory;
    }

    @Override
    public InputStream getPgBinary(String system, String machineHardware) throws IOException {
        try (InputStream archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machineHardware)) {
            byte[] bytes = archive.readAllBytes();
            home = directory.resolve("PG-" + md5(bytes));
            if (!shared && Files.isDirectory(directory)) {
                tidyUp();
            }
            return new ByteArrayInputStream(bytes);
        }
    }

    /** The launcher names the folder after this digest of the archive. */
    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /** Removes older versions, and an interrupted unpacking: the launcher would keep the half-written files it finds. */
    private void tidyUp() throws IOException {
        List<Path> unpacked;
        try (Stream<Path> found = Files.list(directory)) {
            unpacked = found.filter(Files::isDirectory).toList();
        }
        for (Path version : unpacked) {
            if (!version.equals(home) || !Files.exists(version.resolve(".exists"))) {
                DurableFiles.empty(version);
                Files.delete(version);
            }
        }
    }

    /** The major version; known once the launcher has unpacked them. */
    int major() {
        try {
            Process process = new ProcessBuilder(home.resolve("bin/postgres").toString(), "--version").start();
            String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
            Matcher version = VERSION.matcher(answer);
            if (!version.find()) {
                throw new EmbeddedServerException("cannot tell the version of %s by its answer '%s'\nHINT: %s"
                        .formatted(home, answer.strip(), "remove " + directory + ", it is made anew"));
            }
            return Integer.parseInt(version.group(1));
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    "cannot run %s/bin/postgres: %s\nHINT: keep data.dir on a disk that is not mounted noexec"
                            .formatted(home, e.getMessage()),
                    e);
        }
    }
}
