package rows.undo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import postgres.Query;
import postgres.Sql;

/** What becomes of dead letters when a load is taken back: its own go with it, those that it brought in are open again. */
final class Letters {

    private static final String DISCARD = Sql.read("rows/undo/discard-letters.sql");
    private static final String OPEN = Sql.read("rows/undo/open-letters.sql");

    private static final String DISCARDED = "lettersDiscarded";
    private static final String OPENED = "lettersOpened";

    private final UUID run;
    private long discarded;
    private long opened;

    Letters(UUID run) {
        this.run = run;
    }

    void settle(Connection ledger) throws SQLException {
        discarded = Query.update(ledger, DISCARD, run);
        opened = Query.update(ledger, OPEN, run);
    }

    /** Whether an undo that is told of so had to do with letters. */
    static boolean areToldOf(JsonNode detail) {
        return detail.has(DISCARDED) || detail.has(OPENED);
    }

    void tell(ObjectNode detail, boolean dryRun) {
        if (discarded > 0) {
            detail.put(dryRun ? "wouldDiscardLetters" : DISCARDED, discarded);
        }
        if (opened > 0) {
            detail.put(dryRun ? "wouldOpenLetters" : OPENED, opened);
        }
    }
}
