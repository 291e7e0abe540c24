package postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A password that stands in a file of its own, as the secrets of containers do. */
public final class PasswordFile {

    private PasswordFile() {}

    /**
     * The password; the line break that editors leave at the end is none of it.
     *
     * @param of whose password it is, as its settings begin: {@code databases.copy}
     * @throws UncheckedIOException if it cannot be read; the message says what to do
     */
    public static String read(String of, Path file) {
        try {
            return Files.readString(file).replaceFirst("\\R\\z", "");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read %s.password-file %s: %s\nHINT: let this user read it, or say %s.password"
                            .formatted(of, file, e, of),
                    e);
        }
    }
}
