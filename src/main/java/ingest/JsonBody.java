package ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Table;
import rows.load.NamedRows;
import rows.load.TextEncoding;

/** A JSON array of 1 to 1000 rows, each an object by column name or an array in table order. */
final class JsonBody {

    static final int MOST_ROWS = 1000;

    /** A tree of values takes several times the room of its text, and all of it is in memory at once. */
    static final int MOST_BYTES = 32 << 20;

    private JsonBody() {}

    /**
     * Reads the rows.
     *
     * @throws ProblemException if the body is no such array; then no row of it is taken
     */
    static List<NamedRows.NamedRow> read(Path path, Table table, ColumnOptions options) throws IOException {
        if (Files.size(path) > MOST_BYTES) {
            throw new ProblemException(Problem.tooLarge(
                    "the body has more than " + MOST_BYTES + " bytes of JSON",
                    "send fewer rows, or send them as text/csv"));
        }
        List<NamedRows.NamedRow> rows = new ArrayList<>();
        MemberNames names = new MemberNames(table, options);
        try (FileChannel body = FileChannel.open(path);
                JsonParser parser = Json.mapper().createParser(path.toFile())) {
            // Of two values with one name the first would be lost without a word.
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw malformed("the body is not a JSON array");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (rows.size() == MOST_ROWS) {
                    throw CsvFile.refused(
                            "the body has more than " + MOST_ROWS + " rows",
                            "send at most " + MOST_ROWS + " rows at once, or send them as text/csv");
                }
                long from = parser.currentTokenLocation().getByteOffset();
                JsonNode row = parser.readValueAsTree();
                long to = parser.currentLocation().getByteOffset();
                rows.add(row(names, rows.size() + 1, row, received(body, from, to, row)));
            }
            if (parser.nextToken() != null) {
                throw malformed("something follows the JSON array");
            }
        } catch (JsonProcessingException e) {
            throw malformed("the body is not JSON: " + e.getOriginalMessage());
        } catch (CharConversionException e) {
            throw malformed("the body is not JSON: its bytes are no text");
        } catch (NumberFormatException e) {
            throw malformed("the body holds a number whose exponent is out of range");
        }
        if (rows.isEmpty()) {
            throw CsvFile.refused("the body has no rows", "send 1 to " + MOST_ROWS + " rows");
        }
        return rows;
    }

    /** The row's own bytes; of a body in another encoding than UTF-8 it is not known which they are. */
    private static byte[] received(FileChannel body, long from, long to, JsonNode row) throws IOException {
        if (from < 0 || to < from) {
            return row.toString().getBytes(StandardCharsets.UTF_8);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) (to - from));
        while (bytes.hasRemaining() && body.read(bytes, from + bytes.position()) >= 0) {
            // Until all are there.
        }
        return bytes.array();
    }

    private static NamedRows.NamedRow row(MemberNames names, int line, JsonNode row, byte[] received) {
        try {
            return new NamedRows.NamedRow(names.table(), line, names.row(row), received, TextEncoding.UTF_8, null);
        } catch (MemberNames.NoRow e) {
            if (!row.isArray()) {
                throw malformed("row " + line + " " + e.getMessage());
            }
            throw CsvFile.refused(
                    "row " + line + " " + e.getMessage(),
                    names.table().columns().isEmpty()
                            ? "send objects, say columns=, or create the table first"
                            : "the columns are " + new ColumnNames(names.table()).listed() + "; or send objects");
        }
    }

    private static ProblemException malformed(String detail) {
        return new ProblemException(
                Problem.malformed(detail, "send a JSON array of 1 to " + MOST_ROWS + " objects or arrays"));
    }
}
