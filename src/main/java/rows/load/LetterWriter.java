package rows.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import ledger.DeadLetter;
import ledger.Json;

/** Writes the dead letters of one run. */
public record LetterWriter(UUID run, String file) {

    /** PostgreSQL's code for input that does not have the shape COPY wants. */
    public static final String BAD_FORMAT = "22P04";

    /** PostgreSQL's code for bytes that are no text. */
    public static final String NOT_TEXT = "22021";

    /** PostgreSQL's code for more than fits. */
    public static final String TOO_MUCH = "54000";

    /** A letter for a record of a file whose shape is at fault. */
    public DeadLetter misshapen(
            String table,
            long line,
            String sqlstate,
            String reason,
            byte[] raw,
            TextEncoding encoding,
            String[] fields) {
        return misshapen(null, table, line, sqlstate, reason, raw, encoding, byPlace(fields));
    }

    /** A letter for a row whose shape is at fault; {@code letter} is the one it was before, or null. */
    public DeadLetter misshapen(
            Long letter,
            String table,
            long line,
            String sqlstate,
            String reason,
            byte[] raw,
            TextEncoding encoding,
            JsonNode values) {
        return new DeadLetter(letter, run, table, file, line, null, sqlstate, reason, raw, encoding.name(), values);
    }

    /** A letter for a well-formed record that the database refused. */
    public DeadLetter refused(String table, Batch batch, Rejection refusal) {
        int i = refusal.record();
        return new DeadLetter(
                batch.letter(i),
                run,
                table,
                file,
                batch.line(i),
                refusal.column(),
                refusal.sqlstate(),
                refusal.reason(),
                batch.received(i),
                batch.encodingName(),
                byName(batch.columns(), batch.fields(i)));
    }

    private static ObjectNode byName(List<String> columns, String[] fields) {
        ObjectNode values = Json.mapper().createObjectNode();
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i), i < fields.length ? fields[i] : null);
        }
        return values;
    }

    /** A record with too few or too many fields: it cannot be said which is which, so they go by number. */
    private static ObjectNode byPlace(String[] fields) {
        if (fields == null) {
            return null;
        }
        ObjectNode values = Json.mapper().createObjectNode();
        for (int i = 0; i < fields.length; i++) {
            values.put(String.valueOf(i + 1), fields[i]);
        }
        return values;
    }
}
