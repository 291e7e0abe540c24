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

    /** A letter for a record of a file whose shape is at fault; {@code values} as {@link LetterValues} has them, or null. */
    public DeadLetter misshapen(
            String table,
            long line,
            String sqlstate,
            String reason,
            byte[] raw,
            TextEncoding encoding,
            JsonNode values) {
        return misshapen(null, table, line, sqlstate, reason, raw, encoding, values, false);
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
            JsonNode values,
            boolean json) {
        return new DeadLetter(
                letter, run, table, file, line, null, sqlstate, reason, raw, encoding.name(), values, json);
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
                byName(batch.columns(), batch.fieldsAsReceived(i)),
                false);
    }

    /** A letter for a well-formed record with a value that cannot be read. */
    public DeadLetter unfit(
            String table,
            long line,
            UnfitValue value,
            byte[] raw,
            TextEncoding encoding,
            List<String> columns,
            String[] fields) {
        return unfit(null, table, line, value, raw, encoding, byName(columns, fields), false);
    }

    /** The same for a row whose values have names; {@code letter} is the one it was before, or null. */
    DeadLetter unfit(
            Long letter,
            String table,
            long line,
            UnfitValue value,
            byte[] raw,
            TextEncoding encoding,
            JsonNode values,
            boolean json) {
        return new DeadLetter(
                letter,
                run,
                table,
                file,
                line,
                value.column(),
                value.sqlstate(),
                value.getMessage(),
                raw,
                encoding.name(),
                values,
                json);
    }

    private static ObjectNode byName(List<String> columns, String[] fields) {
        ObjectNode values = Json.mapper().createObjectNode();
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i), i < fields.length ? fields[i] : null);
        }
        return values;
    }
}
