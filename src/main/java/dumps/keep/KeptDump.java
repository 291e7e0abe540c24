package dumps.keep;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dumps.DumpFile;
import dumps.DumpRow;
import dumps.KeptTable;
import dumps.RowSink;
import dumps.RowVerb;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;

/** The JSON of one dump file: its facts in memory, its rows on disk. */
public final class KeptDump {

    private static final JsonFactory PARSERS = Json.mapper().getFactory();

    private final Path json;
    private final DumpFile file;
    private final Map<KeptTable, Long> rowsAt;

    private KeptDump(Path json, DumpFile file, Map<KeptTable, Long> rowsAt) {
        this.json = json;
        this.file = file;
        this.rowsAt = rowsAt;
    }

    /**
     * Reads the facts, and where the rows begin.
     *
     * @throws ProblemException if it is no JSON of a dump file, or one that cannot be read
     */
    public static KeptDump open(Path json) throws IOException {
        try {
            FactsReader facts = FactsReader.of(json);
            return new KeptDump(json, facts.file(), facts.rowsAt());
        } catch (JsonProcessingException | IllegalArgumentException | ClassCastException e) {
            throw damaged(json, e);
        }
    }

    /** What it says of the dump file and its tables. */
    public DumpFile file() {
        return file;
    }

    /**
     * Gives the rows of one of its tables, in the dump's order.
     *
     * @throws ProblemException if they are damaged, or fewer or more than the facts say
     */
    public void rows(KeptTable table, RowSink sink) throws IOException {
        boolean beside = table.rowsIn() != null;
        Path from = beside ? json.resolveSibling(table.rowsIn()) : json;
        try (FileChannel channel = FileChannel.open(from);
                InputStream in = new BufferedInputStream(
                        Channels.newInputStream(channel.position(beside ? 0 : rowsAt.get(table))), 1 << 16);
                JsonParser parser = PARSERS.createParser(in)) {
            long rows = read(table, parser, sink);
            if (rows != table.rows()) {
                throw new IOException("there are " + rows + " rows of "
                        + table.table().id() + " and not " + table.rows() + " as the facts say");
            }
        } catch (JsonProcessingException e) {
            throw damaged(from, e);
        }
    }

    private long read(KeptTable table, JsonParser parser, RowSink sink) throws IOException {
        if (table.rowsIn() == null && parser.nextToken() != JsonToken.START_ARRAY) {
            throw damaged(json, null);
        }
        JsonRows reader = new JsonRows(parser, DumpJson.kinds(table.table(), file.dialect()));
        Iterator<KeptTable.VerbRun> runs = table.verbs().iterator();
        KeptTable.VerbRun run = runs.hasNext() ? runs.next() : null;
        DumpRow row = new DumpRow();
        long rows = 0;
        for (JsonToken token = parser.nextToken(); token == JsonToken.START_ARRAY; token = parser.nextToken()) {
            reader.fill(row);
            while (run != null && rows >= run.to()) {
                run = runs.hasNext() ? runs.next() : null;
            }
            row.putIn(run != null && rows >= run.from() ? run.verb() : RowVerb.INSERT);
            sink.row(row);
            rows++;
        }
        return rows;
    }

    /** Whether a file looks like the JSON of a dump. */
    public static boolean isOne(Path file) throws IOException {
        byte[] wanted = ("{\"format\":\"" + DumpJson.FORMAT + '"').getBytes(UTF_8);
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(wanted, in.readNBytes(wanted.length));
        }
    }

    static ProblemException damaged(Path json, Exception why) {
        return new ProblemException(
                Problem.refused(
                        "the JSON " + json.getFileName() + " is damaged, or none of a dump file"
                                + (why == null ? "" : ": " + why.getMessage()),
                        "make it again from the dump file"),
                why);
    }
}
