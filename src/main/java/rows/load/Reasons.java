package rows.load;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import postgres.Column;
import postgres.Constraint;
import postgres.SqlState;
import postgres.Table;

/** Says in plain words why the database refused a row. */
public final class Reasons {

    private static final int MOST_OF_A_VALUE = 80;

    private final Table table;

    Reasons(Table table) {
        this.table = table;
    }

    /**
     * What PostgreSQL reported of one failed row.
     *
     * @param column the column that was being read, or that the error names, or null
     * @param constraint the rule that the error names, or empty
     * @param type the type that the error names, or empty
     */
    record Report(String sqlstate, String column, String constraint, String message, String detail, String type) {}

    /** The refusal of record {@code i} of a batch. */
    Rejection explain(Batch batch, int i, Report report) {
        Optional<Constraint> rule = table.constraint(report.constraint());
        String column = columnAtFault(report, rule);
        boolean waits = report.sqlstate().equals(SqlState.FOREIGN_KEY_VIOLATION)
                && rule.map(Constraint::references).filter(table.name()::equals).isPresent();
        return new Rejection(i, column, report.sqlstate(), reason(batch, i, report, column, rule), waits);
    }

    private String columnAtFault(Report report, Optional<Constraint> rule) {
        if (report.column() != null) {
            return report.column();
        }
        if (rule.isPresent() && !rule.get().columns().isEmpty()) {
            return String.join(",", rule.get().columns());
        }
        return table.columns().stream()
                .filter(c -> c.domain() && !report.type().isEmpty() && c.type().endsWith(report.type()))
                .map(Column::name)
                .findFirst()
                .orElse(null);
    }

    private String reason(Batch batch, int i, Report report, String column, Optional<Constraint> rule) {
        String type =
                column == null ? "" : table.column(column).map(Column::type).orElse("the column's type");
        boolean inTheFile = column != null && batch.columns().contains(column);
        if (report.sqlstate().startsWith("22") && !inTheFile) {
            // A default or a trigger stumbled: there is no value of the file to show.
            return inTheServersWords(report);
        }
        String value = inTheFile ? quoted(value(batch, i, column)) : "";
        return switch (report.sqlstate()) {
            case "23502" -> (column == null ? "a column" : column) + " is required, and is missing";
            case "22P02", "22007", "22008", "22P03" -> value + " is no " + type;
            case "22003" -> value + " is out of range for " + type;
            case "22001", "22026" -> value + " is too long for " + type;
            case SqlState.UNIQUE_VIOLATION -> keyed(batch, i, rule) + " is there already (" + report.constraint() + ")";
            case SqlState.FOREIGN_KEY_VIOLATION ->
                keyed(batch, i, rule) + " is not in "
                        + rule.map(r -> r.references().display()).orElse("the table it refers to") + " ("
                        + report.constraint() + ")";
            case "23514" ->
                rule.filter(r -> r.expression() != null)
                        .map(r -> "check " + r.name() + " does not hold: " + r.expression())
                        .orElse(report.message());
            case "23P01" -> "a row that is there stands against it (" + report.constraint() + ")";
            default -> inTheServersWords(report);
        };
    }

    private static String inTheServersWords(Report report) {
        return report.detail().isEmpty() ? report.message() : report.message() + ": " + report.detail();
    }

    private static String keyed(Batch batch, int i, Optional<Constraint> rule) {
        List<String> columns = rule.map(Constraint::columns).orElse(List.of());
        String pairs = IntStream.range(0, columns.size())
                .mapToObj(k -> columns.get(k) + " " + quoted(value(batch, i, columns.get(k))))
                .collect(Collectors.joining(", "));
        return pairs.isEmpty() ? "the key" : pairs;
    }

    private static String value(Batch batch, int i, String column) {
        int place = batch.columns().indexOf(column);
        String[] fields = batch.fieldsAsReceived(i);
        return place >= 0 && place < fields.length ? fields[place] : null;
    }

    private static String quoted(String value) {
        if (value == null) {
            return "(none)";
        }
        if (value.length() <= MOST_OF_A_VALUE) {
            return '"' + value + '"';
        }
        int cut = Character.isHighSurrogate(value.charAt(MOST_OF_A_VALUE - 1)) ? MOST_OF_A_VALUE - 1 : MOST_OF_A_VALUE;
        return '"' + value.substring(0, cut) + "…\"";
    }
}
