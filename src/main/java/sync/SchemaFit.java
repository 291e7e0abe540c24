package sync;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;

/**
 * Makes the target's tables fit those of the source.
 *
 * @param notes where it tells what it did
 */
record SchemaFit(SourceSnapshot source, TargetWriter target, Flow flow, List<String> notes) {

    /**
     * The target's table, altered where it has to be.
     *
     * @throws ProblemException if it cannot be made to fit, or is not to be
     */
    SyncedTable of(SyncedTable table) throws SQLException {
        SyncedTable other = target.table(table.name());
        if (other == null || !other.isTable()) {
            throw new ProblemException(Problem.refused(
                    flow.to() + " has no table " + table.name().display(),
                    "copy it first: POST /api/v1/flows/" + flow.name() + "/copy"));
        }
        if (table.key().isEmpty()) {
            throw new ProblemException(Problem.refused(
                    table.name().display() + " has no primary key, so its rows cannot be told apart",
                    "give it one, or copy it instead"));
        }
        if (!List.copyOf(sorted(table.key())).equals(sorted(other.key()))) {
            throw new ProblemException(Problem.refused(
                    table.name().display() + " has the primary key (" + String.join(", ", table.key()) + ") in "
                            + flow.from() + ", and (" + String.join(", ", other.key()) + ") in " + flow.to(),
                    "give both the same, or copy the table again"));
        }
        List<String> statements = ColumnDrift.statements(source.connection(), table, other, flow);
        if (statements.isEmpty()) {
            return other;
        }
        // Old rows may have other values in it than the target's default, and no change of theirs says so.
        boolean fresh = table.writable().stream()
                .anyMatch(column -> other.column(column.name()).isEmpty());
        try {
            for (String statement : statements) {
                Query.execute(target.connection(), statement);
            }
            target.reread(table.name());
            target.commit(fresh ? target.fromNothing(table.name()) : Map.of());
        } catch (SQLException e) {
            throw DatabaseProblems.writing(e, table.name().display(), flow, target.lockTimeoutMillis());
        }
        notes.add(table.name().display() + " was altered on the target: " + String.join("; ", statements)
                + (fresh ? "; all its rows were looked at again" : ""));
        return target.table(table.name());
    }

    private static List<String> sorted(List<String> names) {
        return names.stream().sorted().toList();
    }
}
