package ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows that could not go where they should. */
public final class DeadLetters {

    private DeadLetters() {}

    /** Letters that failed for the same reason. */
    public record Group(String table, String reason, String column, String sqlstate, long count) {

        /** The group of a row of {@code sql/ledger/group-dead-letters.sql}. */
        public static Group of(ResultSet row) throws SQLException {
            return new Group(
                    row.getString("table_name"),
                    row.getString("reason"),
                    row.getString("column_name"),
                    row.getString("sqlstate"),
                    row.getLong("count"));
        }
    }

    /** Letters and what they have in common. */
    public record Page(List<StoredLetter> deadLetters, List<Group> groups) {}

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
}
