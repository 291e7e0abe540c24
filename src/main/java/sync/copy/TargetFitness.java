package sync.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.Sql;
import postgres.definition.Definitions;
import postgres.definition.Requirement;
import postgres.definition.TableDefinition;
import postgres.definition.TypeDefinition;

/** Whether a database can hold tables of another. */
final class TargetFitness {

    private static final String MISSING = Sql.read("sync/missing-requirements.sql");

    private TargetFitness() {}

    /**
     * Looks for what the tables need and do not bring with them.
     *
     * @throws ProblemException if the target lacks some of it
     */
    static void refuseWhatIsMissing(Connection target, List<TableDefinition> definitions) throws SQLException {
        List<Requirement> requires = definitions.stream()
                .flatMap(definition -> definition.requires().stream())
                .distinct()
                .toList();
        List<String> missing = Query.list(
                target,
                MISSING,
                row -> row.getString("kind") + " " + row.getString("name"),
                target.createArrayOf(
                        "text", requires.stream().map(Requirement::kind).toArray()),
                target.createArrayOf(
                        "text", requires.stream().map(Requirement::name).toArray()));
        if (!missing.isEmpty()) {
            throw new ProblemException(Problem.refused(
                    "the target lacks what the tables need: " + String.join(", ", missing),
                    "create it there, then copy again; nothing was changed"));
        }
    }

    /**
     * Looks whether types that the target had already are those of the source, once the tables are staged.
     *
     * @throws ProblemException if one is not
     */
    static void refuseOtherTypes(Connection target, Plan plan) throws SQLException {
        Map<String, TypeDefinition> there = new HashMap<>();
        Definitions.read(target, plan.tables().stream().map(CopiedTable::staged).toList())
                .forEach(definition -> definition.types().forEach(type -> there.put(type.quoted(), type)));
        List<String> others = plan.definitions().stream()
                .flatMap(definition -> definition.types().stream())
                .distinct()
                .filter(type -> !holds(there.get(type.quoted()), type))
                .map(TypeDefinition::quoted)
                .toList();
        if (!others.isEmpty()) {
            throw new ProblemException(Problem.refused(
                    others.stream()
                            .collect(Collectors.joining(
                                    ", ", "types of the target are not what they are on the source: ", "")),
                    "change them there so that they hold the same values, then copy again; nothing was changed"));
        }
    }

    private static boolean holds(TypeDefinition there, TypeDefinition type) {
        if (there == null || there.kind() != type.kind()) {
            return false;
        }
        return switch (type.kind()) {
            case ENUM -> there.labels().containsAll(type.labels());
            // Whether the rows keep its rules, they show themselves.
            case DOMAIN -> true;
            case COMPOSITE, RANGE -> there.definition().equals(type.definition());
        };
    }
}
