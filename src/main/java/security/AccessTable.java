package security;

import static security.Role.ADMIN;
import static security.Role.OPERATOR;
import static security.Role.VIEWER;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may do what: each documented door that does more than answer, with the least role that comes in. What is not named
 * here is for viewers if it reads and for operators if not, as are the console's pages, whose forms do what these doors do.
 */
public final class AccessTable {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    static final List<AccessRule> RULES = List.of(
            // Loading.
            AccessRule.of(OPERATOR, "POST /api/v1/tables/{table}/preview"),
            AccessRule.of(OPERATOR, "POST /api/v1/tables/{table}/rows", "`mode=replace`"),
            AccessRule.of(OPERATOR, "POST /api/v1/uploads", "`mode=replace`"),
            AccessRule.of(OPERATOR, "POST /upload", "`mode=replace`"),
            // Dead letters.
            AccessRule.of(OPERATOR, "PATCH /api/v1/dead-letters"),
            AccessRule.of(OPERATOR, "PATCH /api/v1/dead-letters/{id}"),
            AccessRule.of(OPERATOR, "POST /api/v1/dead-letters.csv"),
            AccessRule.of(OPERATOR, "POST /api/v1/dead-letters/redrive"),
            AccessRule.of(ADMIN, "POST /api/v1/dead-letters/discard"),
            // Runs.
            AccessRule.of(OPERATOR, "POST /api/v1/runs/{id}/cancel", "a run that somebody else asked for"),
            AccessRule.of(OPERATOR, "POST /api/v1/runs/{id}/undo", "without `dryRun`"),
            AccessRule.of(ADMIN, "POST /api/v1/ledger/retention"),
            // Snapshots.
            AccessRule.of(OPERATOR, "POST /api/v1/snapshots"),
            AccessRule.of(OPERATOR, "POST /backup"),
            AccessRule.of(OPERATOR, "POST /api/v1/snapshots/{id}/verify"),
            AccessRule.of(OPERATOR, "POST /api/v1/snapshots/{id}/restore", "into the original, without `dryRun`"),
            AccessRule.of(OPERATOR, "POST /restore", "into the original, without `dryRun`"),
            AccessRule.of(ADMIN, "POST /api/v1/snapshots/retention"),
            AccessRule.of(ADMIN, "DELETE /api/v1/snapshots/{id}"),
            AccessRule.of(ADMIN, "POST /api/v1/drills"),
            // Recovery.
            AccessRule.of(OPERATOR, "POST /api/v1/base-backups"),
            AccessRule.of(OPERATOR, "POST /api/v1/base-backups/{id}/verify"),
            AccessRule.of(OPERATOR, "POST /api/v1/recovery/archive/check"),
            AccessRule.of(OPERATOR, "PATCH /api/v1/recovery/incidents/{id}"),
            AccessRule.of(OPERATOR, "POST /api/v1/recoveries", "`then: promote`"),
            AccessRule.of(OPERATOR, "POST /api/v1/recoveries/{id}/go-on", "`then: promote`"),
            AccessRule.of(OPERATOR, "POST /api/v1/recoveries/{id}/diff"),
            AccessRule.of(OPERATOR, "POST /api/v1/recoveries/{id}/put-back", "without `dryRun`"),
            AccessRule.of(OPERATOR, "POST /api/v1/recoveries/{id}/promote", "without `dryRun`"),
            AccessRule.of(ADMIN, "POST /api/v1/recoveries/{id}/export"),
            AccessRule.of(ADMIN, "DELETE /api/v1/recoveries/{id}"),
            AccessRule.of(ADMIN, "DELETE /api/v1/replication/{standby}"),
            AccessRule.of(ADMIN, "POST /api/v1/lab/{exercise}"),
            AccessRule.of(ADMIN, "POST /api/v1/lab/{run}/next"),
            // Flows.
            AccessRule.of(ADMIN, "POST /api/v1/flows"),
            AccessRule.of(OPERATOR, "POST /api/v1/flows/{name}/sync"),
            AccessRule.of(OPERATOR, "POST /api/v1/flows/{name}/compare", "`repair`"),
            AccessRule.of(ADMIN, "POST /api/v1/flows/{name}/copy"),
            AccessRule.of(ADMIN, "POST /api/v1/flows/{name}/repair"),
            AccessRule.of(ADMIN, "POST /api/v1/flows/{name}/install"),
            AccessRule.of(ADMIN, "POST /api/v1/flows/{name}/uninstall"),
            // Dumps.
            AccessRule.of(OPERATOR, "POST /api/v1/dumps"),
            AccessRule.of(OPERATOR, "POST /api/v1/dumps/{archive}/files"),
            AccessRule.of(ADMIN, "POST /api/v1/dumps/{archive}/load"),
            // Reports, which change nothing, and who is told.
            AccessRule.of(VIEWER, "POST /api/v1/reports/{name}"),
            AccessRule.of(VIEWER, "POST /metric1"),
            AccessRule.of(VIEWER, "POST /metric2"),
            AccessRule.of(ADMIN, "POST /api/v1/notifications/test"));

    private AccessTable() {}

    /** The least role that comes in with this method at this path. */
    static Role least(String method, String path) {
        if (READING.contains(method)) {
            return VIEWER;
        }
        return RULES.stream()
                .filter(rule -> rule.isFor(method, path))
                .reduce((one, other) -> other.isNarrowerThan(one) ? other : one)
                .map(AccessRule::least)
                .orElse(OPERATOR);
    }

    /** The table as the documentation has it. */
    static String asMarkdown() {
        return RULES.stream()
                .map(rule -> "| `%s %s` | %s | %s | %s |"
                        .formatted(
                                rule.method(),
                                rule.path(),
                                mark(rule, VIEWER),
                                mark(rule, OPERATOR),
                                rule.more().isEmpty() ? "yes" : "yes, also " + rule.more()))
                .collect(Collectors.joining(
                        "\n", "| door | viewer | operator | admin |\n| --- | --- | --- | --- |\n", ""));
    }

    private static String mark(AccessRule rule, Role role) {
        return role.compareTo(rule.least()) < 0 ? "–" : "yes";
    }
}
