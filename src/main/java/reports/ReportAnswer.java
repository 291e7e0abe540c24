package reports;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import ledger.Json;

/**
 * What a report says.
 *
 * @param parameters with which values it was read
 * @param rows by column, as exact as the database writes them
 * @param truncated there were more rows than an answer holds
 * @param notes what is to be known of the rows
 */
public record ReportAnswer(
        String name,
        Map<String, JsonNode> parameters,
        List<String> columns,
        List<ObjectNode> rows,
        boolean truncated,
        List<String> notes) {

    public ReportAnswer {
        Objects.requireNonNull(name, "name");
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /** The names of the columns and the rows as text, as CSV has them: null is nothing. */
    @JsonIgnore
    public List<List<String>> records() {
        List<List<String>> records = new ArrayList<>();
        records.add(columns);
        for (ObjectNode row : rows) {
            records.add(columns.stream().map(column -> text(row.get(column))).toList());
        }
        return records;
    }

    private static String text(JsonNode value) {
        if (value == null || value.isNull()) {
            return "";
        }
        return value.isValueNode() ? value.asText() : Json.write(value);
    }
}
