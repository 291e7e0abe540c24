package sync.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.WorkerPool;
import postgres.Identifier;
import postgres.Query;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.TableName;
import postgres.definition.ConstraintDefinition.Kind;
import postgres.definition.Ddl;
import rows.place.ExistingTables;
import sync.SyncSettings;

/**
 * What an attempt begins with: tables staged on the target and chunks in the ledger, its own or those of an earlier one.
 *
 * @param existing tables that the target has
 * @param replaced those of them whose rows are exchanged, where they stay themselves
 * @param goesOn whether an earlier attempt has copied some of it
 */
record StagedCopy(
        Plan plan, String snapshot, int attempt, ExistingTables existing, Set<TableName> replaced, boolean goesOn) {

    /**
     * Begins, once the source is seen as it will be copied.
     *
     * @throws ProblemException if the target cannot take the tables, or somebody holds a lock there
     */
    static StagedCopy of(
            Plan plan,
            String snapshot,
            CopyRequest request,
            CopyDatabases sides,
            SyncSettings settings,
            Arrivals arrivals,
            Chunks chunks,
            WorkerPool workers)
            throws SQLException {
        try (TargetConnection connection = new TargetConnection(sides.target(), workers)) {
            Connection target = connection.begin();
            SessionSettings.lockTimeout(target, settings.lockTimeoutMillis());
            ExistingTables existing = ExistingTables.of(target, plan.names());
            boolean replace = request.how() == CopyRequest.How.REPLACE;
            Set<TableName> replaced = replace ? existing.oids().keySet() : Set.of();
            Inherited.refuseTorn(target, plan, replaced);
            CopiedDependents dependents = new CopiedDependents(target, plan, existing, request.dependents());
            if (!replace) {
                dependents.refuseOthers();
            }
            Optional<Arrivals.Copying> before = arrivals.find(target);
            int attempt = arrivals.begin(target);
            boolean goesOn = before.isPresent()
                    && plan.fingerprint().equals(before.get().fingerprint())
                    && !chunks.all().isEmpty();
            if (goesOn) {
                dropForeignKeys(target, plan);
            } else {
                anew(target, plan, request, arrivals, dependents, before);
                // First the ledger: chunks that no attempt works on harm nobody, staged tables without chunks would.
                chunks.replace(Chunk.cut(request.run(), plan.tables(), workers.size()));
            }
            connection.commit();
            return new StagedCopy(plan, snapshot, attempt, existing, replaced, goesOn);
        } catch (SQLException e) {
            if (SqlState.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                // The server may still be at work for a process that is gone, until it finds that out.
                throw new ProblemException(
                        Problem.locked("what an earlier attempt left on the target", settings.lockTimeoutMillis()), e);
            }
            throw e;
        }
    }

    static ProblemException dependedOn(String dependents) {
        return new ProblemException(Problem.refused(
                "tables of the target cannot be exchanged, since these depend on them: " + dependents,
                "copy the tables they belong to in the same run, say \"with\":\"dependents\" to make anew what the"
                        + " source has of it, or \"how\":\"replace\" to exchange the rows alone"));
    }

    private static void anew(
            Connection target,
            Plan plan,
            CopyRequest request,
            Arrivals arrivals,
            CopiedDependents dependents,
            Optional<Arrivals.Copying> before)
            throws SQLException {
        List<String> made = new ArrayList<>(dependents.makeFirst());
        TargetFitness.refuseWhatIsMissing(target, plan.definitions());
        Staging.drop(target, request.run());
        made.addAll(Staging.make(target, plan));
        before.ifPresent(copying -> Json.read(copying.made()).forEach(statement -> made.add(statement.asText())));
        TargetFitness.refuseOtherTypes(target, plan);
        arrivals.made(target, plan.fingerprint(), Json.write(made));
    }

    /** Rows that are copied again would be held to them, and take others with them. */
    private static void dropForeignKeys(Connection target, Plan plan) throws SQLException {
        for (CopiedTable table : plan.tables()) {
            for (Ddl.Member member : table.staging().members()) {
                if (member.is(Kind.FOREIGN_KEY)) {
                    Query.execute(
                            target,
                            "alter table " + member.table().quoted() + " drop constraint if exists "
                                    + Identifier.quote(member.name()));
                }
            }
        }
    }

    /** The tables that take a place of their own. */
    List<CopiedTable> swapped() {
        return plan.tables().stream()
                .filter(table -> !replaced.contains(table.name()))
                .toList();
    }

    /** The tables whose rows are exchanged. */
    List<CopiedTable> exchanged() {
        return plan.tables().stream()
                .filter(table -> replaced.contains(table.name()))
                .toList();
    }

    /** What new tables of the target are not, though those of the source are. */
    List<String> leftOut() {
        return plan.tables().stream()
                .filter(table -> !existing.has(table.name()) && isAlone(table))
                .map(table ->
                        table.name().display() + " is a partition on the source, and a table of its own on the target")
                .toList();
    }

    /** One that inherits from a table that is not in the copy is a partition, or refused. */
    private boolean isAlone(CopiedTable table) {
        return table.definition().inherits().stream().anyMatch(parent -> plan.table(parent)
                .filter(other -> !other.isPartitioned())
                .isEmpty());
    }

    /** The tables that are taken away. */
    ExistingTables takenAway() {
        return replaced.isEmpty() ? existing : new ExistingTables(Map.of());
    }
}
