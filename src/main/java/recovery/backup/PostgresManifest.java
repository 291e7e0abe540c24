package recovery.backup;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import ledger.Json;

/** The server's own list of the files of a base backup, {@code backup_manifest}, as {@code pg_verifybackup} reads it. */
final class PostgresManifest {

    private static final String CHECKSUM = "\"Manifest-Checksum\"";
    private static final int HEXADECIMAL = 16;

    private final Map<String, Entry> files = new HashMap<>();
    private boolean whole;

    private PostgresManifest() {}

    /**
     * A file of the server.
     *
     * @param crc CRC-32C of its bytes
     */
    record Entry(long size, int crc) {}

    /**
     * Reads it.
     *
     * @throws IOException if it cannot be read, or is none
     */
    static PostgresManifest read(Path file) throws IOException {
        PostgresManifest manifest = new PostgresManifest();
        try (JsonParser json = Json.mapper().createParser(file.toFile())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_ARRAY && "Files".equals(json.currentName())) {
                    manifest.readFiles(json);
                }
            }
        }
        manifest.whole = isWhole(file);
        return manifest;
    }

    private void readFiles(JsonParser json) throws IOException {
        ObjectMapper mapper = Json.mapper();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            JsonNode entry = mapper.readTree(json);
            if (!"CRC32C".equals(entry.path("Checksum-Algorithm").asText())) {
                throw new IOException("it has checksums by "
                        + entry.path("Checksum-Algorithm").asText("nothing"));
            }
            files.put(path(entry), new Entry(entry.path("Size").asLong(), crc(entry)));
        }
    }

    /** A name that is not UTF-8 is there as the hexadecimal digits of its bytes; in an archive such a byte is a letter. */
    private static String path(JsonNode entry) {
        return entry.has("Encoded-Path")
                ? new String(HexFormat.of().parseHex(entry.get("Encoded-Path").asText()), StandardCharsets.ISO_8859_1)
                : new String(entry.path("Path").asText().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The four bytes are in the order of the memory they were in. */
    private static int crc(JsonNode entry) throws IOException {
        try {
            return Integer.reverseBytes(
                    Integer.parseUnsignedInt(entry.path("Checksum").asText(), HEXADECIMAL));
        } catch (NumberFormatException e) {
            throw new IOException("it has a checksum that is none", e);
        }
    }

    /** Its last line has the SHA-256 of all lines before. */
    private static boolean isWhole(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        int last = text.lastIndexOf(CHECKSUM);
        if (last < 0) {
            return false;
        }
        byte[] before = text.substring(0, last).getBytes(StandardCharsets.ISO_8859_1);
        String sum = HexFormat.of().formatHex(PackedFile.sha256().digest(before));
        return text.substring(last).contains('"' + sum + '"');
    }

    /** Whether it has the checksum that it ends with. */
    boolean isWhole() {
        return whole;
    }

    /** The files by their paths in the data directory, each byte of a name a letter. */
    Map<String, Entry> files() {
        return files;
    }
}
