package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import ledger.DeadLetters;
import ledger.StoredLetter;
import postgres.Column;
import postgres.Table;

/**
 * Dead letters of one table in the columns of a spreadsheet: what we say of a letter, the table's own columns, and its bytes
 * as text. What we say is named {@code _letter}, {@code _line} and so on, with as many underscores as tell it from every
 * column of the table.
 *
 * @param columns those that can be written; none where the table is not there any more
 * @param mark the underscores
 */
record LetterSheet(List<Column> columns, String mark) {

    private static final List<String> BEFORE = List.of("letter", "line", "column", "reason");
    private static final String RAW = "raw";

    LetterSheet {
        columns = List.copyOf(columns);
        Objects.requireNonNull(mark, "mark");
    }

    static LetterSheet of(Table table) {
        StringBuilder mark = new StringBuilder("_");
        while (table.columns().stream().anyMatch(column -> isOurs(column.name(), mark.toString()))) {
            mark.append('_');
        }
        return new LetterSheet(table.writable(), mark.toString());
    }

    /** Of a table of which nothing is known. */
    static LetterSheet ofNothing() {
        return new LetterSheet(List.of(), "_");
    }

    private static boolean isOurs(String name, String mark) {
        return name.equalsIgnoreCase(mark + RAW)
                || BEFORE.stream().anyMatch(ours -> name.equalsIgnoreCase(mark + ours));
    }

    /** Whether a column of the sheet says something of the letter, and is none of the table. */
    boolean isOurs(String name) {
        return isOurs(name, mark);
    }

    /** The name of the column with the letter's id. */
    String id() {
        return mark + BEFORE.get(0);
    }

    List<String> header() {
        List<String> header = new ArrayList<>();
        BEFORE.forEach(ours -> header.add(mark + ours));
        columns.forEach(column -> header.add(column.name()));
        header.add(mark + RAW);
        return header;
    }

    List<String> record(StoredLetter letter) {
        List<String> record = new ArrayList<>();
        record.add(String.valueOf(letter.id()));
        record.add(letter.line() == null ? "" : String.valueOf(letter.line()));
        record.add(DeadLetters.harmless(letter.column()));
        record.add(DeadLetters.harmless(letter.reason()));
        for (int i = 0; i < columns.size(); i++) {
            record.add(DeadLetters.harmless(value(letter.values(), i)));
        }
        record.add(DeadLetters.harmless(letter.raw()));
        return record;
    }

    /** The value of a column as text, empty for null and for none; one without a name is that of the column in its place. */
    String value(JsonNode values, int column) {
        JsonNode value = node(values, column);
        if (value == null || value.isNull()) {
            return "";
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private JsonNode node(JsonNode values, int column) {
        if (values == null || !values.isObject()) {
            return null;
        }
        String name = columns.get(column).name();
        if (values.has(name)) {
            return values.get(name);
        }
        for (Map.Entry<String, JsonNode> named : values.properties()) {
            if (named.getKey().equalsIgnoreCase(name)) {
                return named.getValue();
            }
        }
        String place = String.valueOf(column + 1);
        boolean isAColumn = columns.stream().anyMatch(other -> other.name().equals(place));
        return isAColumn || !values.has(place) ? values.get("field " + place) : values.get(place);
    }
}
