package reports;

import java.util.Objects;

/**
 * A report as its file says.
 *
 * @param notes gives remarks on the rows, a text each; null where there are none
 */
public record Report(String name, ReportHeader header, ReportStatement statement, ReportStatement notes) {

    public Report {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(statement, "statement");
    }
}
