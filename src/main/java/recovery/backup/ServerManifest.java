package recovery.backup;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.StringJoiner;
import java.util.zip.CRC32C;
import postgres.Lsn;

/**
 * The list of files as the server writes one for its own base backups, for one that it did not make.
 *
 * @see <a href="https://www.postgresql.org/docs/current/backup-manifest-format.html">Backup manifest format</a>
 */
final class ServerManifest {

    private static final int WITH_SYSTEM_SINCE = 17;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'GMT'").withZone(ZoneOffset.UTC);

    private final StringJoiner files = new StringJoiner(",\n");
    private final String now = TIME.format(Instant.now());

    /** Its four bytes are written in the order of the memory they are in. */
    void add(String name, long size, CRC32C crc) {
        byte[] sum = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc.getValue())
                .array();
        files.add(("{ \"Path\": \"%s\", \"Size\": %d, \"Last-Modified\": \"%s\", \"Checksum-Algorithm\": \"CRC32C\","
                        + " \"Checksum\": \"%s\" }")
                .formatted(
                        new String(JsonStringEncoder.getInstance().quoteAsString(name)),
                        size,
                        now,
                        HexFormat.of().formatHex(sum)));
    }

    /** All of it. */
    byte[] text(int major, String system, int timeline, Lsn start, Lsn stop) {
        String text = (major >= WITH_SYSTEM_SINCE
                        ? "{ \"PostgreSQL-Backup-Manifest-Version\": 2,\n\"System-Identifier\": " + system + ",\n"
                        : "{ \"PostgreSQL-Backup-Manifest-Version\": 1,\n")
                + "\"Files\": [\n"
                + files
                + "\n],\n\"WAL-Ranges\": [\n{ \"Timeline\": %s, \"Start-LSN\": \"%s\", \"End-LSN\": \"%s\" }\n],\n"
                        .formatted(Integer.toUnsignedString(timeline), start, stop);
        byte[] sum = PackedFile.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return (text + "\"Manifest-Checksum\": \"" + HexFormat.of().formatHex(sum) + "\"}\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
