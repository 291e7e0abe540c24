package ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The rows that could not go where they should. */
public final class DeadLetters {

    private DeadLetters() {}

    /**
     * Letters that failed for the same reason.
     *
     * @param all how many letters were grouped
     */
    public record Group(String table, String reason, String column, String sqlstate, long count, @JsonIgnore long all) {

        /** The group of a row of {@code sql/ledger/group-dead-letters.sql}. */
        public static Group of(ResultSet row) throws SQLException {
            return new Group(
                    row.getString("table_name"),
                    row.getString("reason"),
                    row.getString("column_name"),
                    row.getString("sqlstate"),
                    row.getLong("count"),
                    row.getLong("grouped"));
        }
    }

    /**
     * Letters and what they have in common.
     *
     * @param grouped how many letters the groups are of: all that fit, or the latest 100,000
     */
    public record Page(List<StoredLetter> deadLetters, List<Group> groups, long grouped) {

        public Page(List<StoredLetter> deadLetters, List<Group> groups) {
            this(deadLetters, groups, groups.isEmpty() ? 0 : groups.get(0).all());
        }
    }

    /** The problem of a letter that is not there. */
    public static ProblemException noLetter(long id) {
        return new ProblemException(
                Problem.notFound("there is no dead letter " + id, "list them with GET /api/v1/dead-letters"));
    }

    /**
     * A text that no spreadsheet takes for a formula.
     *
     * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV injection</a>
     */
    public static String harmless(String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        return isFormula(text, 0) ? "'" + text : text;
    }

    /** What such a text was before. */
    public static String unharmed(String text) {
        return text.length() > 1 && text.charAt(0) == '\'' && isFormula(text, 1) ? text.substring(1) : text;
    }

    private static boolean isFormula(String text, int at) {
        return "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20".indexOf(text.charAt(at)) >= 0;
    }
}
