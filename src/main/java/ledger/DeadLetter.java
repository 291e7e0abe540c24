package ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * A row that could not go where it should, on its way into the ledger.
 *
 * @param id of a letter that was redriven and failed again; null for a new one
 * @param line the line on which the record begins, from 1; null for a row that comes from no line
 * @param column the column at fault; several joined by commas; null when it is the row as a whole
 * @param sqlstate PostgreSQL's code for what is wrong
 * @param reason in plain words
 * @param raw the record's bytes as received, without its line end
 * @param encoding how those bytes spell text
 * @param values the row's values by column, as far as it could be taken apart, or null
 * @param json whether the values are meant as JSON has them; else they are texts as the file has them
 */
public record DeadLetter(
        Long id,
        UUID run,
        String table,
        String file,
        Long line,
        String column,
        String sqlstate,
        String reason,
        byte[] raw,
        String encoding,
        JsonNode values,
        boolean json) {

    public DeadLetter {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(sqlstate, "sqlstate");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(raw, "raw");
        Objects.requireNonNull(encoding, "encoding");
    }

    /** The same out of that file, in which it has no line. */
    public DeadLetter from(String its) {
        return new DeadLetter(id, run, table, its, null, column, sqlstate, reason, raw, encoding, values, json);
    }

    private static String[] names(JsonNode values) {
        List<String> names = new ArrayList<>();
        values.fieldNames().forEachRemaining(names::add);
        return names.toArray(String[]::new);
    }

    /** Letters as the rows of a batch. */
    public static List<Map<String, Object>> parameters(DeadLetter[] letters) {
        return Arrays.stream(letters).map(DeadLetter::parameters).toList();
    }

    /** The letter as named values for {@code sql/ledger/insert-dead-letter.sql}. */
    Map<String, Object> parameters() {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("id", id);
        named.put("run", run);
        named.put("table", table);
        named.put("file", file);
        named.put("line", line);
        named.put("column", column);
        named.put("sqlstate", sqlstate);
        // A reason may quote a value, and jsonb and text hold no NUL.
        named.put("reason", reason.replace("\0", "\\0"));
        named.put("raw", raw);
        named.put("encoding", encoding);
        named.put("values", values == null ? null : values.toString());
        named.put("asJson", json && values != null ? names(values) : new String[0]);
        return named;
    }
}
