package recovery.second;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** What is brought to a second place is read back there before it counts, and the other way round. */
final class CheckedPlace {

    private static final int BUFFER = 1 << 18;

    private final SecondPlace place;

    CheckedPlace(SecondPlace place) {
        this.place = place;
    }

    /** @throws IOException also if the bytes that are read there are others */
    void put(String name, Path file) throws IOException {
        byte[] sent;
        try (InputStream in = Files.newInputStream(file)) {
            sent = hash(in);
        }
        place.put(name, file);
        try (InputStream in = place.read(name)) {
            if (!Arrays.equals(sent, hash(in))) {
                place.delete(name);
                throw new IOException(name + " is not in " + place + " what was brought there");
            }
        }
    }

    private static byte[] hash(InputStream in) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
            digest.update(buffer, 0, got);
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
