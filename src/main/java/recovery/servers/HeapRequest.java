package recovery.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Objects;
import ledger.Json;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import recovery.RecoveryKinds;

/**
 * Dead rows of a table to be brought back out of its files, without any backup.
 *
 * @param table as users write it
 * @param rows which of them become rows again
 */
public record HeapRequest(RunHeader header, String table, Wanted rows) implements RunRequest {

    /** Which versions become rows of the table again; all of them are kept beside it. */
    public enum Wanted {
        /** Those that were certainly the last of their key, and are whole. */
        CERTAIN,
        /** The newest of each key that is left, whatever is known of it. */
        ALL
    }

    public HeapRequest {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(rows, "rows");
    }

    @Override
    public RunKind kind() {
        return RecoveryKinds.HEAP;
    }

    @Override
    public String subject() {
        return "dead rows of " + table;
    }

    @Override
    public JsonNode asked() {
        return Json.mapper()
                .createObjectNode()
                .put("from", "heap")
                .put("table", table)
                .put("rows", rows.name().toLowerCase(Locale.ROOT));
    }
}
