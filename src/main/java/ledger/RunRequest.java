package ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;

/** What somebody asked for, on its way to becoming a run. */
public interface RunRequest {

    RunHeader header();

    RunKind kind();

    /** What it is about, in a few words: a table, a snapshot. */
    String subject();

    /** What was asked, to be kept with the run. */
    JsonNode asked();

    /** The id the run will have. */
    default UUID run() {
        return header().run();
    }

    default Door door() {
        return header().door();
    }
}
