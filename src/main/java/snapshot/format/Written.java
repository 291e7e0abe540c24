package snapshot.format;

import java.util.Objects;

/**
 * What became of the rows of a table in a file.
 *
 * @param rows as the server counted them
 * @param rowBytes the rows as text, before they were packed
 * @param fileBytes the size of the file
 * @param sha256 of the file, in lower-case hexadecimal
 */
public record Written(long rows, long rowBytes, long fileBytes, String sha256) {

    public Written {
        Objects.requireNonNull(sha256, "sha256");
        if (rows < 0 || rowBytes < 0 || fileBytes < 0) {
            throw new IllegalArgumentException("cannot have written less than nothing");
        }
    }
}
