package dumps.keep;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import dumps.DumpFile;
import dumps.DumpRow;
import dumps.KeptTable;
import dumps.RowSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import ledger.Problem;
import ledger.ProblemException;

/** The JSON of one dump file: its facts in memory, its rows on disk. */
public final class KeptDump {

    private static final int BUFFER = 1 << 16;

    private final Path json;
    private final DumpFile file;
    private final Map<KeptTable, Long> rowsAt;

    private final boolean laidOut;

    private KeptDump(Path json, FactsReader facts) {
        this.json = json;
        this.file = facts.file();
        this.rowsAt = facts.rowsAt();
        this.laidOut = facts.laidOut();
    }

    private KeptDump(Path json, DumpFile file, Map<KeptTable, Long> rowsAt, boolean laidOut) {
        this.json = json;
        this.file = file;
        this.rowsAt = rowsAt;
        this.laidOut = laidOut;
    }

    /** The same rows in tables that are called otherwise. */
    public KeptDump with(UnaryOperator<KeptTable> others) {
        List<KeptTable> tables = new ArrayList<>();
        Map<KeptTable, Long> at = new IdentityHashMap<>();
        for (KeptTable table : file.tables()) {
            KeptTable other = others.apply(table);
            tables.add(other);
            at.put(other, rowsAt.get(table));
        }
        return new KeptDump(json, DumpJson.with(file, tables), at, laidOut);
    }

    /**
     * Reads the facts, and where the rows begin.
     *
     * @throws ProblemException if it is no JSON of a dump file, or one that cannot be read
     */
    public static KeptDump open(Path json) throws IOException {
        try {
            return new KeptDump(json, FactsReader.of(json));
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
        RowParser parser = new RowParser(table.table(), file.dialect());
        DumpRow row = new DumpRow();
        try (RowTexts texts = texts(table, BUFFER)) {
            while (texts.next()) {
                parser.fill(texts.array(), texts.from(), texts.to(), row);
                row.putIn(texts.verb());
                sink.row(row);
            }
        } catch (JsonProcessingException e) {
            throw damaged(json, e);
        }
    }

    /**
     * The rows of one of its tables as they stand there.
     *
     * @param buffered bytes that are read ahead; of a longer row all of it is in memory
     */
    public RowTexts texts(KeptTable table, int buffered) throws IOException {
        boolean beside = table.rowsIn() != null;
        FileChannel channel = FileChannel.open(beside ? json.resolveSibling(table.rowsIn()) : json);
        try {
            long at = beside ? 0 : rowsAt.get(table);
            InputStream in = Channels.newInputStream(channel.position(laidOut && !beside ? at + 1 : at));
            return laidOut
                    ? RowTexts.ofLines(table, in, buffered)
                    : RowTexts.of(table, in, DumpJson.kinds(table.table(), file.dialect()));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether a file looks like the JSON of a dump. */
    public static boolean isOne(Path file) throws IOException {
        byte[] wanted = ("{\"format\":\"" + DumpJson.FORMAT + '"').getBytes(UTF_8);
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(wanted, in.readNBytes(wanted.length));
        }
    }

    /** What is said when its rows are none. */
    public ProblemException damaged(Exception why) {
        return damaged(json, why);
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
