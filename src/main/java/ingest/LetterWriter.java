package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import ledger.DeadLetter;
import ledger.Json;

/** Writes the dead letters of one run. */
record LetterWriter(UUID run, String file) {

    /** PostgreSQL's code for input that does not have the shape COPY wants. */
    static final String BAD_FORMAT = "22P04";

    /** PostgreSQL's code for bytes that are no text. */
    static final String NOT_TEXT = "22021";

    /** PostgreSQL's code for more than fits. */
    static final String TOO_MUCH = "54000";

    /** A letter for a record of a file whose shape is at fault. */
    DeadLetter misshapen(
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
    DeadLetter misshapen(
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
    DeadLetter refused(String table, Batch chunk, Rejection refusal) {
        int i = refusal.record();
        return new DeadLetter(
                chunk.letter(i),
                run,
                table,
                file,
                chunk.line(i),
                refusal.column(),
                refusal.sqlstate(),
                refusal.reason(),
                chunk.received(i),
                chunk.encodingName(),
                byName(chunk.columns(), chunk.fields(i)));
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
