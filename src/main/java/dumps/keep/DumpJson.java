package dumps.keep;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dumps.ColumnKind;
import dumps.Dialect;
import dumps.DumpFile;
import dumps.DumpTable;
import dumps.KeptTable;
import java.util.List;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;

/**
 * How the JSON of a dump file is laid out: the facts of the file on the first line, those of each table on one line, each row
 * on one. So it can be read by eye, by {@code grep}, and without having all of it in memory.
 */
final class DumpJson {

    static final String FORMAT = "caravanserai-dump-1";

    private static final String TABLES = ",\"tables\":[\n";
    private static final String ROWS = ",\"rows\":[";

    private DumpJson() {}

    /** All up to the first table. */
    static String head(DumpFile file) {
        ObjectNode facts = Json.mapper().createObjectNode().put("format", FORMAT);
        // Of very many tables not even the facts are all in memory as JSON.
        facts.setAll(Json.mapper().<ObjectNode>valueToTree(with(file, List.of())));
        facts.remove("tables");
        return unclosed(facts) + TABLES;
    }

    /** All of a table up to its rows. */
    static String head(KeptTable table, long rowsBytes) {
        return unclosed(Json.mapper().valueToTree(TableFacts.of(table, rowsBytes))) + ROWS;
    }

    /** What follows a table's rows. */
    static String tableEnd(boolean last) {
        return last ? "]}\n" : "]},\n";
    }

    static final String END = "]}\n";

    private static String unclosed(ObjectNode facts) {
        String text = Json.write(facts);
        return text.substring(0, text.length() - 1);
    }

    /** The facts of the file on a line that {@link #head(DumpFile)} may have written; the tables are none yet. */
    static DumpFile file(String line, List<KeptTable> tables) {
        String ending = TABLES.strip();
        if (!line.endsWith(ending)) {
            throw new IllegalArgumentException("not the first line of the JSON of a dump");
        }
        return file((ObjectNode) Json.read(line.substring(0, line.length() - ending.length()) + "}"), tables);
    }

    /** The facts of the file. */
    static DumpFile file(ObjectNode facts, List<KeptTable> tables) {
        String format = facts.path("format").asText();
        if (!FORMAT.equals(format)) {
            throw new ProblemException(Problem.refused(
                    "the JSON has the format \"" + format + "\", not " + FORMAT,
                    "give the JSON of a dump file, or the dump file itself"));
        }
        facts.set("tables", Json.mapper().createArrayNode());
        return with(Json.mapper().convertValue(facts, DumpFile.class), tables);
    }

    static DumpFile with(DumpFile file, List<KeptTable> tables) {
        return new DumpFile(
                file.name(),
                file.bytes(),
                file.sha256(),
                file.dialect(),
                file.tool(),
                file.encoding(),
                file.saidEncoding(),
                file.complete(),
                file.completedAt(),
                file.evidence(),
                file.broken(),
                file.types(),
                file.skipped(),
                file.effects(),
                file.leftovers(),
                file.account(),
                tables);
    }

    /** The facts of a table on a line that {@link #head(KeptTable, long)} wrote; null if it is no such line. */
    static TableFacts table(String line) {
        return line.endsWith(ROWS)
                ? Json.read(line.substring(0, line.length() - ROWS.length()) + "}", TableFacts.class)
                : null;
    }

    static int bytes(String text) {
        return text.getBytes(UTF_8).length;
    }

    /** What the columns' types make of their values. */
    static ColumnKind[] kinds(DumpTable table, Dialect dialect) {
        return table.columns().stream()
                .map(column -> ColumnKind.of(column.type(), dialect))
                .toArray(ColumnKind[]::new);
    }
}
