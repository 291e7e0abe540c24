package ledger;

import com.fasterxml.jackson.databind.JsonNode;
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
        UUID redrivenBy) {}
