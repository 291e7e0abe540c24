package sync.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Identifier;
import postgres.Query;
import postgres.Savepoint;
import postgres.Sql;
import postgres.SqlState;
import postgres.definition.Ddl;
import rows.place.Surroundings;
import rows.place.TableBuilder;

/** The place on the target where a copy is made, and what the tables stand on there. All in the caller's transaction. */
final class Staging {

    private static final String SCHEMAS = Sql.read("sync/staging-schemas.sql");

    private Staging() {}

    /**
     * Makes schemas, types and the tables alone, without keys and indexes.
     *
     * @return how to take back what was made beside the tables, the last first
     * @throws ProblemException if the target cannot make one of them
     */
    static List<String> make(Connection target, Plan plan) throws SQLException {
        List<String> made = Surroundings.missing(target, plan.definitions());
        Map<CopiedTable, SQLException> refused = new LinkedHashMap<>();
        for (CopiedTable table : plan.tables()) {
            make(target, table, refused, () -> {
                new TableBuilder(target, Ddl.of(table.definition())).makeSurroundings();
                new TableBuilder(target, table.staging()).makeSurroundings();
            });
        }
        for (CopiedTable table : plan.tables()) {
            if (!refused.containsKey(table)) {
                make(target, table, refused, new TableBuilder(target, table.staging())::makeTable);
            }
        }
        if (!refused.isEmpty()) {
            throw refused(refused);
        }
        return made;
    }

    /** All of them at once, not one at each try. */
    private static ProblemException refused(Map<CopiedTable, SQLException> tables) {
        return new ProblemException(
                Problem.refused(
                        tables.entrySet().stream()
                                .map(one -> one.getKey().name().display() + ": " + SqlState.firstLine(one.getValue()))
                                .collect(Collectors.joining("; ", "the target cannot make ", "")),
                        "mend it on the source or the target and copy again; nothing was changed"),
                tables.values().iterator().next());
    }

    private static void make(
            Connection target, CopiedTable table, Map<CopiedTable, SQLException> refused, Savepoint.Attempt step)
            throws SQLException {
        Savepoint.attempt(target, step).ifPresent(trouble -> refused.put(table, trouble));
    }

    /** What a server says to a statement that it does not take is an answer; what may pass is not. */
    static SQLException refused(SQLException e, String what) {
        if (!SqlState.isRowsFault(e)) {
            return e;
        }
        throw new ProblemException(
                Problem.refused(
                        what + ": " + SqlState.firstLine(e),
                        "mend it on the source or the target and copy again; nothing was changed"),
                e);
    }

    /** Drops the place with all that is in it. */
    static void drop(Connection target, UUID run) throws SQLException {
        for (String schema : Query.list(target, SCHEMAS, row -> row.getString(1), Plan.staging(run))) {
            Query.execute(target, "drop schema " + Identifier.quote(schema) + " cascade");
        }
    }
}
