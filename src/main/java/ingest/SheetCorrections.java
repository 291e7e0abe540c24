package ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import ledger.DeadLetters;
import ledger.Json;
import ledger.LetterFilter;
import ledger.Problem;
import ledger.ProblemException;
import ledger.UnknownName;
import postgres.Catalog;
import postgres.Column;
import postgres.Query;
import postgres.Sql;
import postgres.Table;

/** Puts into letters what somebody changed in their sheet. A cell that is as it was downloaded changes nothing. */
final class SheetCorrections {

    private static final String TABLES = Sql.read("ledger/tables-of-some-letters.sql");
    private static final String LETTERS = Sql.read("ledger/letters-to-correct.sql");
    private static final String CORRECT = Sql.read("ledger/correct-each-dead-letter.sql");
    private static final int LINES_AT_ONCE = 1_000;

    private final CorrectedSheet sheet;
    private final IngestSettings settings;
    private final SpreadsheetCells cells = new SpreadsheetCells();

    private long[] ids;
    private Connection connection;
    private LetterSheet form;
    private Table table;
    private long corrected;
    private long notOpen;

    SheetCorrections(CorrectedSheet sheet, IngestSettings settings) {
        this.sheet = sheet;
        this.settings = settings;
    }

    private record Held(long id, String state, JsonNode values) {}

    /**
     * Which letters the sheet has lines for, in their order.
     *
     * @throws ProblemException if it is none
     */
    long[] ids() throws IOException {
        if (ids == null) {
            ids = see();
        }
        return ids;
    }

    /**
     * Corrects them in the caller's transaction.
     *
     * @param ledger where the letters are
     * @param tables where their table is
     * @param detail what is to be told of it
     * @throws ProblemException if a change in it cannot be understood
     */
    void apply(Connection ledger, Connection tables, ObjectNode detail) throws SQLException, IOException {
        connection = ledger;
        table = table(tables);
        form = table == null ? LetterSheet.ofNothing() : LetterSheet.of(table);
        if (table != null) {
            try (SheetReader reader = open()) {
                int[] places = places(reader.header());
                Map<Long, String[]> lines = new LinkedHashMap<>();
                int id = idColumn(reader.header());
                for (String[] line = reader.next(); line != null; line = reader.next()) {
                    lines.put(letter(line, id, reader.line()), line);
                    if (lines.size() == LINES_AT_ONCE) {
                        correct(lines, places);
                        lines.clear();
                    }
                }
                correct(lines, places);
            }
        }
        detail.put("corrected", corrected);
        if (notOpen > 0) {
            detail.put("notOpen", notOpen);
        }
    }

    private SheetReader open() throws IOException {
        return SheetReader.open(sheet.path(), CsvOptions.read(sheet.options()), settings);
    }

    /** Which letters there are lines for, and how the sheet writes dates. */
    private long[] see() throws IOException {
        try (SheetReader reader = open()) {
            int id = idColumn(reader.header());
            long[] seen = new long[LINES_AT_ONCE];
            int count = 0;
            for (String[] line = reader.next(); line != null; line = reader.next()) {
                if (count == seen.length) {
                    seen = Arrays.copyOf(seen, count * 2);
                }
                seen[count++] = letter(line, id, reader.line());
                for (String cell : line) {
                    cells.see(cell);
                }
            }
            seen = Arrays.copyOf(seen, count);
            Arrays.sort(seen);
            for (int i = 1; i < count; i++) {
                if (seen[i] == seen[i - 1]) {
                    throw CsvFile.refused("the sheet has several lines for letter " + seen[i], "leave one of them");
                }
            }
            return seen;
        }
    }

    private static int idColumn(String[] header) {
        for (int i = 0; i < header.length; i++) {
            if (header[i].matches("(?i)_+letter")) {
                return i;
            }
        }
        throw CsvFile.refused(
                "the sheet has no column _letter",
                "keep that column of GET dead-letters.csv: it says which letter a line is");
    }

    private static long letter(String[] line, int column, long number) {
        String text = column < line.length ? line[column].strip() : "";
        if (!text.matches("[0-9]{1,18}")) {
            throw CsvFile.refused(
                    "line " + number + " of the sheet names no letter, but \"" + text + '"',
                    "keep the column _letter as it was downloaded");
        }
        return Long.parseLong(text);
    }

    /** The one table that all of the letters are for; null if there are none. */
    private Table table(Connection there) throws SQLException {
        TreeSet<String> tables = new TreeSet<>();
        for (int from = 0; from < ids.length; from += 100 * LINES_AT_ONCE) {
            LetterFilter some = filter(ids, from, Math.min(ids.length, from + 100 * LINES_AT_ONCE));
            tables.addAll(Query.list(connection, TABLES, row -> row.getString("table_name"), some.values()));
        }
        if (sheet.table() == null) {
            LetterDownload.requireOne(List.copyOf(tables));
        }
        if (tables.isEmpty() && ids.length > 0) {
            throw CsvFile.refused("there is no letter " + ids[0], "keep the column _letter as it was downloaded");
        }
        String wanted = sheet.table() != null ? sheet.table() : tables.isEmpty() ? null : tables.first();
        Table found = wanted == null ? null : Catalog.find(there, wanted).orElse(null);
        if (wanted != null && found == null) {
            throw new ProblemException(
                    Problem.notFound("there is no table " + wanted, "name the table of the letters"));
        }
        for (String other : tables) {
            if (!found.name().display().equals(other)) {
                throw CsvFile.refused(
                        "the sheet has letters of " + other + ", and not only of "
                                + found.name().display(),
                        "send them apart");
            }
        }
        return found;
    }

    static LetterFilter filter(long[] ids, int from, int to) {
        List<Long> some = new ArrayList<>();
        for (int i = from; i < to; i++) {
            some.add(ids[i]);
        }
        return new LetterFilter(some, null, null, null, null, null, null);
    }

    /** The table's column of each column of the sheet, -1 for what we say of a letter. */
    private int[] places(String[] header) {
        List<String> names = form.columns().stream().map(Column::name).toList();
        int[] places = new int[header.length];
        for (int i = 0; i < header.length; i++) {
            places[i] = names.indexOf(header[i]);
            if (places[i] < 0 && !form.isOurs(header[i]) && !header[i].isEmpty()) {
                throw CsvFile.refused(
                        table.name().display() + " has no column \"" + header[i] + "\" to be written",
                        UnknownName.ways(header[i], names, "the columns are "));
            }
        }
        return places;
    }

    private void correct(Map<Long, String[]> lines, int[] places) throws SQLException {
        Map<Long, Held> held = new HashMap<>();
        Long[] ids = lines.keySet().toArray(Long[]::new);
        Query.list(
                        connection,
                        LETTERS,
                        row -> new Held(row.getLong("id"), row.getString("state"), Json.read(row.getString("values"))),
                        (Object) ids)
                .forEach(letter -> held.put(letter.id, letter));
        ArrayNode changes = Json.mapper().createArrayNode();
        for (Map.Entry<Long, String[]> line : lines.entrySet()) {
            Held letter = held.get(line.getKey());
            if (letter == null) {
                throw CsvFile.refused(
                        "there is no letter " + line.getKey(), "keep the column _letter as it was downloaded");
            }
            if (!letter.state.equals("open")) {
                notOpen++;
                continue;
            }
            ObjectNode values = changed(letter, line.getValue(), places);
            if (!values.isEmpty()) {
                changes.addObject().put("id", letter.id).set("values", values);
            }
        }
        if (!changes.isEmpty()) {
            ArrayNode columns = Json.mapper().createArrayNode();
            form.columns().forEach(column -> columns.add(column.name()));
            corrected += Query.update(connection, CORRECT, columns.toString(), changes.toString());
        }
    }

    private ObjectNode changed(Held letter, String[] line, int[] places) {
        ObjectNode values = Json.mapper().createObjectNode();
        for (int i = 0; i < places.length && i < line.length; i++) {
            if (places[i] >= 0
                    && !cells.isAsDownloaded(DeadLetters.harmless(form.value(letter.values, places[i])), line[i])) {
                Column column = form.columns().get(places[i]);
                values.set(column.name(), value(column, DeadLetters.unharmed(line[i])));
            }
        }
        return values;
    }

    private JsonNode value(Column column, String cell) {
        if (cell.isEmpty()) {
            boolean text = column.required() && column.baseType().matches("text|varchar|bpchar");
            return text ? TextNode.valueOf("") : Json.mapper().nullNode();
        }
        if (column.baseType().equals("json") || column.baseType().equals("jsonb")) {
            return json(cell);
        }
        return TextNode.valueOf(ValueReaders.isDate(column) ? cells.asDate(cell) : cell);
    }

    /** What is no JSON is the string that it is. */
    private static JsonNode json(String cell) {
        try {
            JsonNode value = Json.mapper().readTree(cell);
            return value == null || value.isMissingNode() ? TextNode.valueOf(cell) : value;
        } catch (JsonProcessingException noJson) {
            return TextNode.valueOf(cell);
        }
    }
}
