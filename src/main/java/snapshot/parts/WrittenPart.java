package snapshot.parts;

import java.util.Objects;
import ledger.Json;

/**
 * What became of a part.
 *
 * @param rows in the file
 * @param hash of those rows, by the values that are in the file; of all parts it is summed up
 * @param sha256 of the file's bytes
 */
public record WrittenPart(String table, int number, long rows, long hash, long bytes, String sha256) {

    public WrittenPart {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(sha256, "sha256");
    }

    public String toJson() {
        return Json.write(this);
    }

    public static WrittenPart of(String json) {
        return Json.read(json, WrittenPart.class);
    }
}
