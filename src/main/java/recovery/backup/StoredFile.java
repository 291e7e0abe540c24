package recovery.backup;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A file of a base backup as its manifest knows it.
 *
 * @param name within the folder of the base backup, at most one folder further down
 * @param sha256 of its bytes, 64 hexadecimal digits
 * @param unpackedBytes before they were compressed
 */
public record StoredFile(String name, long bytes, String sha256, long unpackedBytes) {

    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/)?[A-Za-z0-9_-][A-Za-z0-9._-]*");

    public StoredFile {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sha256, "sha256");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a file in a base backup: " + name);
        }
    }

    /** Whether its bytes are compressed. */
    boolean isPacked() {
        return name.endsWith(PackedFile.SUFFIX);
    }
}
