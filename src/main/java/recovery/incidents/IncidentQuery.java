package recovery.incidents;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import ledger.Problem;
import ledger.ProblemException;

/**
 * Which incidents are meant; null is any.
 *
 * @param id the one of that id
 * @param since committed then or later
 * @param table as it is displayed
 * @param kind without it, all that took rows away; changed rows are told only where they are asked for
 */
public record IncidentQuery(UUID id, Instant since, String table, String kind) {

    private static final Set<String> KINDS = Set.of("truncate", "drop", "delete", "update");

    /** @throws ProblemException 400 if there is no such kind */
    public IncidentQuery {
        if (kind != null && !KINDS.contains(kind)) {
            throw new ProblemException(
                    Problem.malformed("kind is truncate, drop, delete or update, not \"" + kind + '"', null));
        }
    }

    static IncidentQuery one(UUID id) {
        return new IncidentQuery(id, null, null, null);
    }
}
