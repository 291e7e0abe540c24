package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import ledger.Json;
import ledger.LetterFilter;
import ledger.Problem;
import ledger.ProblemException;
import ledger.UnknownName;
import postgres.Column;
import postgres.Query;
import postgres.Sql;
import postgres.Table;

/** Other values for dead letters, held against the columns that their tables have. */
@ApplicationScoped
public class Corrections {

    private static final String TABLES = Sql.read("ledger/tables-of-letters.sql");

    private final DataSource dataSource;
    private final LetterHome home;

    public Corrections(DataSource dataSource, LetterHome home) {
        this.dataSource = dataSource;
        this.home = home;
    }

    /** All letters of a filter for a spreadsheet. */
    public LetterDownload download(LetterFilter letters) throws SQLException {
        return LetterDownload.open(dataSource, home, letters);
    }

    /** Which letters have which values from now on; what is not named stays. */
    public record Correction(LetterFilter letters, JsonNode values) {

        public Correction {
            Objects.requireNonNull(letters, "letters");
            if (values == null || !values.isObject() || values.isEmpty()) {
                throw new ProblemException(Problem.malformed(
                        "the correction names no values", "send {\"values\":{\"<column>\":<value>}}"));
            }
            if (Json.holdsNul(values)) {
                throw new ProblemException(Problem.malformed("the correction holds a NUL character", null));
            }
        }
    }

    /**
     * The correction as named values for {@code sql/ledger/correct-dead-letters.sql}.
     *
     * @throws ProblemException if it names a column that one of the tables has not
     */
    public Map<String, Object> parameters(Correction correction) throws SQLException {
        ObjectNode columns = Json.mapper().createObjectNode();
        ObjectNode values = Json.mapper().createObjectNode();
        try (Connection connection = dataSource.getConnection()) {
            List<String> tables = Query.list(
                    connection,
                    TABLES,
                    row -> row.getString("table_name"),
                    correction.letters().values());
            for (String name : tables) {
                Table table = table(connection, correction.letters(), name);
                correction
                        .values()
                        .properties()
                        .forEach(named -> values.set(column(table, named.getKey()), named.getValue()));
                columns.set(name, names(table));
            }
        }
        Map<String, Object> named = correction.letters().parameters();
        named.put("values", values.toString());
        named.put("columns", columns.toString());
        return named;
    }

    private Table table(Connection connection, LetterFilter letters, String name) throws SQLException {
        return home.table(connection, letters.open(), name)
                .orElseThrow(() -> new ProblemException(Problem.refused(
                        "there is no table " + name + " any more", "create it, or discard its letters")));
    }

    private static ArrayNode names(Table table) {
        ArrayNode names = Json.mapper().createArrayNode();
        table.writable().forEach(column -> names.add(column.name()));
        return names;
    }

    private static String column(Table table, String named) {
        return table.column(named)
                .filter(column -> !column.generated())
                .orElseThrow(() -> new ProblemException(Problem.refused(
                        table.name().display() + " has no column \"" + named + "\" to be written",
                        UnknownName.ways(
                                named,
                                table.writable().stream().map(Column::name).toList(),
                                "the columns are "))))
                .name();
    }
}
