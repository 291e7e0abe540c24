package sync;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Column;
import postgres.Identifier;

/**
 * Columns of the source that were renamed, dropped or made required since the last sync: what that means for the target's
 * rows only somebody knows who did it.
 */
final class MovedColumns {

    private MovedColumns() {}

    /**
     * Holds the source's columns against those that it had.
     *
     * @param before as {@link SyncedTable#shape} told them, or null if that is not known
     * @throws ProblemException if the target has one still that the source has not any more, or does not require one
     */
    static void refuse(List<String> before, SyncedTable from, SyncedTable to, Flow flow) {
        if (before == null) {
            return;
        }
        List<String> changes = new ArrayList<>();
        List<String> ways = new ArrayList<>();
        List<String> fresh = from.columns().stream()
                .map(Column::name)
                .filter(name -> !before.contains("!" + name)
                        && !before.contains("=" + name)
                        && to.column(name).isEmpty())
                .toList();
        String alter = "alter table " + to.name().quoted() + " ";
        for (String known : before) {
            String name = known.substring(1);
            if (to.column(name).isEmpty()) {
                continue;
            }
            if (from.column(name).isEmpty()) {
                changes.add("has no column " + name + " any more");
                ways.add(fresh.stream()
                                .map(other -> alter + "rename column " + Identifier.quote(name) + " to "
                                        + Identifier.quote(other) + ", or ")
                                .collect(Collectors.joining())
                        + alter + "drop column " + Identifier.quote(name));
            } else if (known.startsWith("=")
                    && from.column(name).orElseThrow().required()
                    && !to.column(name).orElseThrow().required()) {
                changes.add("requires a value of " + name + " now");
                ways.add(alter + "alter column " + Identifier.quote(name) + " set not null");
            }
        }
        if (!changes.isEmpty()) {
            throw new ProblemException(Problem.conflict(
                    from.name().display() + " in " + flow.from() + " " + String.join(", and ", changes)
                            + (fresh.isEmpty() ? "" : ", and has " + String.join(", ", fresh) + " anew")
                            + ", unlike in " + flow.to(),
                    "run in " + flow.to() + " what was done: " + String.join("; ", ways)));
        }
    }
}
