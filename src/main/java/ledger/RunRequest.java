package ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;

/** What somebody asked for, on its way to becoming a run. */
public interface RunRequest {

    /** The id the run will have. */
    UUID run();

    /** What kind of run, as in {@code snapshot}. */
    String kind();

    /** What it is about, in a few words: a table, a snapshot. */
    String subject();

    Door door();

    /** What was asked, to be kept with the run. */
    JsonNode asked();

    /** What makes a repeated request the same one, or null. */
    String idempotencyKey();
}
