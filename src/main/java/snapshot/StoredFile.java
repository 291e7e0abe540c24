package snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A file of a set as the manifest knows it.
 *
 * @param name within the set's folder; a part's has the name of its folder and a slash before it
 * @param sha256 of its bytes, 64 hexadecimal digits
 */
public record StoredFile(String name, long bytes, String sha256) {

    private static final Pattern NAME = Pattern.compile("[^./\\\\][^/\\\\]*(/[^./\\\\][^/\\\\]*)?");

    public StoredFile {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sha256, "sha256");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a file in a set: " + name);
        }
    }

    /** The facts of a file that lies there now. */
    static StoredFile of(Path file) throws IOException {
        return new StoredFile(file.getFileName().toString(), Files.size(file), sha256(file));
    }

    /** What is wrong with the file in this folder, or null. */
    String fault(Path folder) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            return name + " is missing";
        }
        if (Files.size(file) != bytes) {
            return name + " has " + Files.size(file) + " bytes instead of " + bytes;
        }
        return sha256(file).equals(sha256) ? null : name + " does not have the bytes it was written with";
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            byte[] buffer = new byte[(int) Math.min(1 << 18, 1 + Files.size(file))];
            while (digest.read(buffer) >= 0) {
                // Until the end.
            }
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
