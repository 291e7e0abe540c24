package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postgres.Table;
import postgres.TableName;
import rows.load.NamedRows;

/** The columns of a table that the objects of a JSON body, or of a file with one on every line, would fit into. */
final class JsonTable {

    /** What a string may be; a number in quotes was meant to be a text. */
    private static final Set<String> OF_STRINGS = Set.of("date", "timestamp", "timestamptz", "uuid");

    /** More than a table can have: a name each would be a column for every row. */
    private static final int MOST_COLUMNS = 1600;

    private final String table;
    private final Map<String, Evidence> evidence = new LinkedHashMap<>();

    private JsonTable(String table) {
        this.table = table;
    }

    /** A table of no columns: every member keeps its name. */
    private static Table none(String table) {
        return new Table(0, new TableName("", table), Table.Kind.TABLE, List.of(), List.of(), false, true);
    }

    /**
     * Reads all rows of an array.
     *
     * @param table its name, for messages
     * @throws ledger.ProblemException if the body is no array of objects, or a name in it can be no column's
     */
    static InferredTable infer(String table, Path path, ColumnOptions options) throws IOException {
        JsonTable columns = new JsonTable(table);
        for (NamedRows.NamedRow row : JsonBody.read(path, none(table), options)) {
            columns.see(row.values());
        }
        return columns.inferred();
    }

    /** The same of a row on every line; a line that is none will be a dead letter. */
    static InferredTable inferLines(String table, Path path, CsvOptions options, IngestSettings settings)
            throws IOException {
        JsonTable columns = new JsonTable(table);
        JsonLines.each(path, none(table), options, settings, (row, line) -> columns.see(row));
        return columns.inferred();
    }

    private void see(JsonNode row) {
        for (Map.Entry<String, JsonNode> value : row.properties()) {
            evidence.computeIfAbsent(value.getKey(), name -> new Evidence()).see(value.getValue());
        }
        if (evidence.size() > MOST_COLUMNS) {
            throw CsvFile.refused(
                    "cannot make table " + table + ": its rows have more than " + MOST_COLUMNS + " names of members",
                    "create the table first, and say unknown-columns=ignore");
        }
    }

    private InferredTable inferred() {
        List<String> names = List.copyOf(evidence.keySet());
        List<String> usable = MadeNames.usable(names);
        List<Optional<MadeColumn>> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (!names.get(i).equals(usable.get(i))) {
                throw CsvFile.refused(
                        "cannot make table " + table + ": " + ColumnNames.shown(names.get(i))
                                + " can be no column's name",
                        "call it " + ColumnNames.shown(usable.get(i)) + ", or create the table first");
            }
            columns.add(Optional.of(
                    new MadeColumn(names.get(i), evidence.get(names.get(i)).type(), names.get(i))));
        }
        if (columns.isEmpty()) {
            throw CsvFile.refused(
                    "cannot make table " + table + ": no row names a column",
                    "send objects, say columns=, or create the table first");
        }
        return new InferredTable(false, columns, false);
    }

    /** What the values of one column are. */
    private static final class Evidence {

        private final TypeEvidence strings = new TypeEvidence();
        private boolean texts;
        private boolean truths;
        private boolean integers;
        private boolean numbers;
        private boolean structures;

        void see(JsonNode value) {
            if (value.isTextual()) {
                texts = true;
                strings.see(value.asText());
            }
            truths |= value.isBoolean();
            integers |= value.isIntegralNumber() && value.canConvertToLong();
            numbers |= value.isNumber() && !(value.isIntegralNumber() && value.canConvertToLong());
            structures |= value.isContainerNode();
        }

        String type() {
            if (structures) {
                return "jsonb";
            }
            int kinds = (texts ? 1 : 0) + (truths ? 1 : 0) + (integers || numbers ? 1 : 0);
            if (kinds != 1) {
                return "text";
            }
            if (texts) {
                return OF_STRINGS.contains(strings.type()) ? strings.type() : "text";
            }
            return truths ? "boolean" : numbers ? "numeric" : "bigint";
        }
    }
}
