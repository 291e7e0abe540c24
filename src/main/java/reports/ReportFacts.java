package reports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;

/**
 * A report as it is listed.
 *
 * @param description null where its file says nothing
 * @param chart how it is drawn, or null where it is not
 * @param cron when it is sent by itself, or null
 * @param shipped whether it came with the service
 * @param fault why it cannot be read, or null
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ReportFacts(
        String name,
        String title,
        String description,
        List<Parameter> parameters,
        Chart chart,
        String cron,
        boolean shipped,
        String fault) {

    public ReportFacts {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(title, "title");
        parameters = List.copyOf(parameters);
    }
}
