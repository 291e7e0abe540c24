package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Objects;
import ledger.Json;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import postgres.Databases;
import rows.load.LoadMode;

/**
 * One thing to load: bytes in a file, and where they should go.
 *
 * @param table the table's name as the user gave it
 * @param path where the bytes are
 * @param fileName what the sender calls the file; data, never a path
 * @param format how the bytes spell rows
 * @param options how
 */
public record LoadRequest(
        RunHeader header, String table, Path path, String fileName, Format format, LoadOptions options)
        implements RunRequest {

    /** How the bytes of a request spell rows. */
    public enum Format {
        /** Comma-separated values of some dialect, perhaps compressed. */
        CSV,
        /** A JSON array of objects or arrays. */
        JSON,
        /** A JSON object or array on every line, perhaps compressed. */
        JSON_LINES,
        /** A sheet of an .xlsx workbook. */
        SHEET
    }

    public LoadRequest {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(fileName, "fileName");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(options, "options");
        if (format == Format.CSV) {
            // Doors take files of any kind; the name says which.
            format = FileKind.of(fileName).map(FileKind::format).orElse(format);
        }
    }

    /** What becomes of the rows that are there. */
    public LoadMode mode() {
        return options.mode();
    }

    /** The database that the table is in. */
    public String database() {
        return options.database();
    }

    /** The same with other options. */
    LoadRequest with(LoadOptions other) {
        return new LoadRequest(header, table, path, fileName, format, other);
    }

    @Override
    public RunKind kind() {
        return IngestKinds.INGEST;
    }

    @Override
    public String subject() {
        return table;
    }

    @Override
    public JsonNode asked() {
        ObjectNode asked =
                Json.mapper().createObjectNode().put("file", fileName).put("mode", mode().text());
        if (!database().equals(Databases.MAIN)) {
            asked.put("database", database());
        }
        // A redrive loads what is left of the run in the same way.
        asked.set("options", Json.mapper().valueToTree(options));
        return asked;
    }
}
