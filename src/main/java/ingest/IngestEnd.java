package ingest;

import java.util.Map;
import java.util.UUID;
import ledger.Ledger;

/** A load's answer, on its way into the ledger. */
public record IngestEnd(UUID run, IngestResult result) {

    /** As named values for {@code sql/ledger/finish-run.sql}. */
    public Map<String, Object> parameters() {
        return Ledger.ending(run, result.state(), result.rows(), result.detail(), result.problem());
    }
}
