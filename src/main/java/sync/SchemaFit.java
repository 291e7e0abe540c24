package sync;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.definition.Definitions;
import postgres.definition.TableDefinition;
import sync.TargetWriter.Place;

/**
 * Makes the target's tables fit those of the source.
 *
 * @param notes where it tells what it did
 */
record SchemaFit(SourceSnapshot source, TargetWriter target, Flow flow, List<String> notes) {

    /**
     * The target's table, altered where it has to be.
     *
     * @param inherited columns that get another type with the table they are inherited from
     * @throws ProblemException if it cannot be made to fit, or is not to be
     */
    SyncedTable of(SyncedTable table, Set<String> inherited) throws SQLException {
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
        MovedColumns.refuse(target.watermark(table.name(), SyncAttempt.SHAPE).key(), table, other, flow);
        SyncedTable fitting = types(table, other);
        List<String> statements = ColumnDrift.statements(source.connection(), table, fitting, inherited, flow);
        if (statements.isEmpty()) {
            return fitting;
        }
        // Old rows may have other values in it than the target's default, and no change of theirs says so.
        boolean fresh = table.writable().stream()
                .anyMatch(column -> fitting.column(column.name()).isEmpty());
        alter(table, statements, fresh ? target.fromNothing(table.name()) : Map.of());
        notes.add(table.name().display() + " was altered on the target: " + String.join("; ", statements)
                + (fresh ? "; all its rows were looked at again" : ""));
        return target.table(table.name());
    }

    /** A label can be used when its transaction has ended: types and partitions come first. */
    private SyncedTable types(SyncedTable table, SyncedTable other) throws SQLException {
        boolean columns = table.columns().stream()
                .anyMatch(column -> other.column(column.name()).isEmpty());
        boolean labels = !other.labels().containsAll(table.labels());
        boolean partitions = other.isPartitioned() && !other.partitions().containsAll(table.partitions());
        if (!columns && !labels && !partitions) {
            return other;
        }
        TableDefinition definition = Definitions.read(source.connection(), table.name());
        TypeDrift types = TypeDrift.of(definition, target.connection(), flow);
        PartitionDrift parts =
                partitions ? PartitionDrift.of(definition, other) : new PartitionDrift(List.of(), List.of());
        List<String> told =
                Stream.concat(types.told().stream(), parts.told().stream()).toList();
        if (told.isEmpty()) {
            return other;
        }
        List<String> statements = Stream.concat(types.statements().stream(), parts.statements().stream())
                .toList();
        if (flow.newColumns() == SyncSettings.NewColumns.REFUSE) {
            throw new ProblemException(Problem.conflict(
                    "of " + table.name().display() + " in " + flow.from() + ", unlike in " + flow.to() + ", "
                            + String.join(", ", told),
                    "run in " + flow.to() + ": " + String.join("; ", statements) + "; or say sync.flows." + flow.name()
                            + ".new-columns=add"));
        }
        alter(table, statements, Map.of());
        notes.add("on the target was made what is new of " + table.name().display() + ": " + String.join(", ", told));
        return target.table(table.name());
    }

    private void alter(SyncedTable table, List<String> statements, Map<Place, Watermark> moved) throws SQLException {
        try {
            for (String statement : statements) {
                Query.execute(target.connection(), statement);
            }
            target.reread(table.name());
            target.commit(moved);
        } catch (SQLException e) {
            throw DatabaseProblems.writing(e, table.name().display(), flow, target.lockTimeoutMillis());
        }
    }

    static List<String> sorted(List<String> names) {
        return names.stream().sorted().toList();
    }
}
