package reports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import ledger.Json;
import postgres.Sql;

/**
 * How a report is read, found out with the database that it is read from.
 *
 * @param columns in their order
 * @param most rows that the answer holds
 * @param mostBytes of JSON that they have
 */
public record ReportPlan(ReportRequest request, List<String> columns, int most, int mostBytes) {

    /** Remarks that an answer has at most. */
    private static final int MOST_NOTES = 100;

    /** In the report's order, as many and as large as an answer may hold; null for the first that it has no room for. */
    private static final String ROWS =
            """
            select case when bytes <= {bytes} then line end
            from (
                select line, octet_length(line) as length, sum(octet_length(line)) over (rows unbounded preceding) as bytes
                from (select row_to_json(report)::text as line from (
            {report}
                ) report limit {rows}) lines
            ) counted
            where bytes - length < {bytes}
            """;

    private static final String NOTES =
            """
            select * from (
            {notes}
            ) notes limit {rows}
            """;

    /** A statement for the driver, and the values that are bound to it, as text, in their order. */
    public record Statement(String sql, List<String> values) {

        public Statement {
            Objects.requireNonNull(sql, "sql");
            values = List.copyOf(values);
        }
    }

    public ReportPlan {
        Objects.requireNonNull(request, "request");
        columns = List.copyOf(columns);
    }

    /** Gives each row as JSON, one more than the answer holds, or null for the one that it has no room for. */
    public Statement rows() {
        ReportStatement statement = request.report().statement();
        return of(
                statement,
                Sql.fill(
                        ROWS,
                        Map.of(
                                "report", statement.sql(),
                                "rows", String.valueOf(most + 1L),
                                "bytes", String.valueOf(mostBytes))));
    }

    /** Gives the remarks on the rows. */
    public Optional<Statement> notes() {
        return Optional.ofNullable(request.report().notes())
                .map(statement -> of(
                        statement,
                        Sql.fill(NOTES, Map.of("notes", statement.sql(), "rows", String.valueOf(MOST_NOTES)))));
    }

    private Statement of(ReportStatement statement, String sql) {
        return new Statement(
                sql,
                statement.bound().stream()
                        .map(name -> request.values().get(name).asText())
                        .toList());
    }

    /** The answer, of what the statements gave. */
    public ReportAnswer answer(List<String> rows, List<String> notes) {
        boolean more = rows.size() > most || rows.contains(null);
        List<ObjectNode> read = rows.stream()
                .limit(most)
                .filter(Objects::nonNull)
                .map(row -> (ObjectNode) Json.read(row))
                .toList();
        return new ReportAnswer(request.report().name(), request.values(), columns, read, more, notes);
    }
}
