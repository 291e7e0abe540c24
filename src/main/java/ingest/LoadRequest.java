package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import ledger.Door;
import ledger.Json;
import ledger.RunRequest;
import rows.load.LoadMode;

/**
 * One thing to load: bytes in a file, and where they should go.
 *
 * @param run the run's id, given before the work begins
 * @param table the table's name as the user gave it
 * @param path where the bytes are
 * @param fileName what the sender calls the file; data, never a path
 * @param format how the bytes spell rows
 * @param again load the same bytes once more even though this table has taken them in before
 * @param idempotencyKey a repeated request with the same key is answered with the first run, or null
 */
public record LoadRequest(
        UUID run,
        String table,
        Path path,
        String fileName,
        Format format,
        Door door,
        LoadMode mode,
        CsvOptions options,
        boolean again,
        String idempotencyKey)
        implements RunRequest {

    /** How the bytes of a request spell rows. */
    public enum Format {
        /** Comma-separated values of some dialect, perhaps compressed by gzip. */
        CSV,
        /** A JSON array of objects or arrays. */
        JSON
    }

    public LoadRequest {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(fileName, "fileName");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(door, "door");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(options, "options");
    }

    @Override
    public String kind() {
        return "ingest";
    }

    @Override
    public String subject() {
        return table;
    }

    @Override
    public JsonNode asked() {
        return Json.mapper().createObjectNode().put("file", fileName).put("mode", mode.text());
    }
}
