package ledger;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.Charset;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import postgres.Query;
import postgres.Sql;

/** The rows that could not go where they should. */
@ApplicationScoped
public class DeadLetters {

    /** The most letters one answer holds. */
    public static final int MOST = 1000;

    private static final String LIST = Sql.read("ledger/list-dead-letters.sql");
    private static final String GROUPS = Sql.read("ledger/group-dead-letters.sql");
    private static final String CORRECT = Sql.read("ledger/correct-dead-letter.sql");
    private static final String DISCARD = Sql.read("ledger/discard-dead-letters.sql");

    private final DataSource dataSource;

    public DeadLetters(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Letters that failed for the same reason. */
    public record Group(String table, String reason, String column, String sqlstate, long count) {}

    /** Letters and what they have in common. */
    public record Page(List<StoredLetter> deadLetters, List<Group> groups) {}

    /** The latest letters that fit, and all that fit grouped by reason. */
    public Page page(LetterFilter filter, int limit) throws SQLException {
        if (limit < 1 || limit > MOST) {
            throw new ProblemException(
                    Problem.malformed("limit is 1 to " + MOST + ", not " + limit, "page on with before=<id>"));
        }
        try (Connection connection = dataSource.getConnection()) {
            return new Page(
                    Query.list(connection, LIST, DeadLetters::letter, filter.values(limit)),
                    Query.list(
                            connection,
                            GROUPS,
                            row -> new Group(
                                    row.getString("table_name"),
                                    row.getString("reason"),
                                    row.getString("column_name"),
                                    row.getString("sqlstate"),
                                    row.getLong("count")),
                            filter.values()));
        }
    }

    /** The letter of that id. */
    public Optional<StoredLetter> find(long id) throws SQLException {
        LetterFilter one = new LetterFilter(List.of(id), null, null, null, null, null, null);
        try (Connection connection = dataSource.getConnection()) {
            return Query.first(connection, LIST, DeadLetters::letter, one.values(1));
        }
    }

    /**
     * Puts other values into an open letter; values that are not named stay.
     *
     * @throws ProblemException if there is no such letter or it is no longer open
     */
    public StoredLetter correct(long id, JsonNode values) throws SQLException {
        if (values == null || !values.isObject() || values.isEmpty()) {
            throw new ProblemException(
                    Problem.malformed("the correction names no values", "send {\"values\":{\"<column>\":<value>}}"));
        }
        try (Connection connection = dataSource.getConnection()) {
            boolean corrected = Query.update(connection, CORRECT, values.toString(), id) == 1;
            StoredLetter letter = find(id).orElseThrow(() -> noLetter(id));
            if (!corrected) {
                throw new ProblemException(Problem.conflict(
                        "dead letter " + id + " is " + letter.state() + ", not open",
                        "only open letters can be changed"));
            }
            return letter;
        }
    }

    /** Gives up on open letters; returns how many. */
    public long discard(LetterFilter filter) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Query.update(connection, DISCARD, filter.values());
        }
    }

    /** The problem of a letter that is not there. */
    public static ProblemException noLetter(long id) {
        return new ProblemException(
                Problem.notFound("there is no dead letter " + id, "list them with GET /api/v1/dead-letters"));
    }

    /** The letters as records of a CSV download: their facts, then the raw row. */
    public static List<Map<String, Object>> forDownload(List<StoredLetter> letters) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (StoredLetter letter : letters) {
            Map<String, Object> record = new LinkedHashMap<>();
            record.put("id", letter.id());
            record.put("run", letter.run());
            record.put("table", harmless(letter.table()));
            record.put("file", harmless(letter.file()));
            record.put("line", letter.line());
            record.put("column", harmless(letter.column()));
            record.put("sqlstate", letter.sqlstate());
            record.put("reason", harmless(letter.reason()));
            record.put("state", letter.state());
            record.put("raw", harmless(letter.raw()));
            records.add(record);
        }
        return records;
    }

    /**
     * A text that no spreadsheet takes for a formula.
     *
     * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV injection</a>
     */
    static String harmless(String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        return "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private static StoredLetter letter(ResultSet row) throws SQLException {
        return new StoredLetter(
                row.getLong("id"),
                row.getObject("run", UUID.class),
                row.getString("table_name"),
                row.getString("file"),
                row.getObject("line", Long.class),
                row.getString("column_name"),
                row.getString("sqlstate"),
                row.getString("reason"),
                new String(
                        row.getBytes("raw"),
                        Charset.forName(row.getString("encoding").replace('_', '-'))),
                Json.read(row.getString("values")),
                row.getString("state"),
                Json.read(row.getString("history")),
                row.getObject("redriven_by", UUID.class));
    }
}
