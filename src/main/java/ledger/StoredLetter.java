package ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.Charset;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * A dead letter as the ledger holds it.
 *
 * @param line as in {@link DeadLetter}, null where that has none
 * @param raw the record as text for people; the bytes themselves stay in the ledger
 * @param history earlier failures, oldest first
 * @param redrivenBy the run that loaded it, or null
 */
public record StoredLetter(
        long id,
        UUID run,
        String table,
        String file,
        Long line,
        String column,
        String sqlstate,
        String reason,
        String raw,
        JsonNode values,
        String state,
        JsonNode history,
        UUID redrivenBy) {

    /** The letter of a row of {@code caravanserai.dead_letter}. */
    public static StoredLetter of(ResultSet row) throws SQLException {
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
