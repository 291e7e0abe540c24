package ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Which runs to list; null is any.
 *
 * @param before only runs older than this one
 * @param limit 1 to 1000
 */
public record RunQuery(String kind, RunState state, String subject, UUID before, int limit) {

    public RunQuery {
        if (limit < 1 || limit > 1000) {
            throw new ProblemException(
                    Problem.malformed("limit is 1 to 1000, not " + limit, "page on with before=<id>"));
        }
    }

    /** The same as named values for {@code sql/ledger/list-runs.sql}. */
    public Map<String, Object> parameters() {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("kind", kind);
        named.put("state", state == null ? null : state.text());
        named.put("subject", subject);
        named.put("before", before);
        named.put("limit", limit);
        return named;
    }
}
