package reports;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A report that somebody asks for.
 *
 * @param values of all its parameters
 * @param database the name of the one that it is read from
 */
public record ReportRequest(Report report, Map<String, JsonNode> values, String database) {

    public ReportRequest {
        Objects.requireNonNull(report, "report");
        Objects.requireNonNull(database, "database");
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
