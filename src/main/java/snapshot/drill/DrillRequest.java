package snapshot.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;

/**
 * A loss to be rehearsed.
 *
 * @param rows how many rows are lost, 1 to 100,000
 * @param seed the same seed takes the same rows of the same table
 * @param keepBackup whether the backup table stays
 */
public record DrillRequest(RunHeader header, String table, int rows, long seed, boolean keepBackup)
        implements RunRequest {

    private static final int MOST_ROWS = 100_000;

    public DrillRequest {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(table, "table");
        if (rows < 1 || rows > MOST_ROWS) {
            throw new ProblemException(
                    Problem.malformed("rows is 1 to " + MOST_ROWS + ", not " + rows, "a drill takes a sample"));
        }
    }

    /** The request that an earlier process began to work on. */
    static DrillRequest of(Run run) {
        JsonNode asked = run.detail();
        return new DrillRequest(
                RunHeader.of(run),
                run.subject(),
                asked.get("rows").asInt(),
                asked.get("seed").asLong(),
                asked.get("keepBackup").asBoolean());
    }

    @Override
    public RunKind kind() {
        return DrillKinds.DRILL;
    }

    @Override
    public String subject() {
        return table;
    }

    @Override
    public JsonNode asked() {
        return Json.mapper()
                .createObjectNode()
                .put("rows", rows)
                .put("seed", seed)
                .put("keepBackup", keepBackup);
    }
}
