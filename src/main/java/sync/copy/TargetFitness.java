package sync.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Identifier;
import postgres.definition.Definitions;
import postgres.definition.TableDefinition;
import postgres.definition.TypeDefinition;
import rows.place.MissingThings;

/** Whether a database can hold tables of another. */
final class TargetFitness {

    private TargetFitness() {}

    /**
     * Looks for what the tables need and do not bring with them.
     *
     * @throws ProblemException if the target lacks some of it
     */
    static void refuseWhatIsMissing(Connection target, List<TableDefinition> definitions) throws SQLException {
        List<String> missing = MissingThings.of(target, definitions);
        if (!missing.isEmpty()) {
            List<String> needing = new ArrayList<>();
            for (TableDefinition definition : definitions) {
                if (!definition.requires().isEmpty()
                        && !MissingThings.of(target, List.of(definition)).isEmpty()) {
                    needing.add(definition.name().display());
                }
            }
            throw new ProblemException(Problem.refused(
                    "the target lacks what the tables " + String.join(", ", needing) + " need: "
                            + String.join(", ", missing),
                    "create it there, " + MissingThings.orBring(missing) + "then copy again; nothing was changed"));
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
        List<TypeDefinition> differing = plan.definitions().stream()
                .flatMap(definition -> definition.types().stream())
                .distinct()
                .filter(type -> !holds(there.get(type.quoted()), type))
                .toList();
        List<String> others = differing.stream().map(TypeDefinition::quoted).toList();
        if (!others.isEmpty()) {
            String needing = plan.definitions().stream()
                    .filter(definition -> definition.types().stream()
                            .map(TypeDefinition::quoted)
                            .anyMatch(others::contains))
                    .map(definition -> definition.name().display())
                    .collect(Collectors.joining(", "));
            throw new ProblemException(Problem.refused(
                    others.stream()
                            .collect(Collectors.joining(
                                    ", ",
                                    "types of the target are not what they are on the source: ",
                                    ", which the tables " + needing + " need")),
                    hint(differing, there)));
        }
    }

    /** What to run where labels are all that is missing. */
    private static String hint(List<TypeDefinition> differing, Map<String, TypeDefinition> there) {
        List<String> labels = new ArrayList<>();
        for (TypeDefinition type : differing) {
            TypeDefinition other = there.get(type.quoted());
            if (other != null && other.kind() == TypeDefinition.Kind.ENUM && type.kind() == other.kind()) {
                for (int i = 0; i < type.labels().size(); i++) {
                    if (!other.labels().contains(type.labels().get(i))) {
                        labels.add("alter type " + type.quoted() + " add value "
                                + Identifier.literal(type.labels().get(i))
                                + (i == 0
                                        ? ""
                                        : " after "
                                                + Identifier.literal(
                                                        type.labels().get(i - 1))));
                    }
                }
            }
        }
        return (labels.isEmpty()
                        ? "change them there so that they hold the same values"
                        : "run there: " + String.join("; ", labels))
                + ", then copy again; nothing was changed";
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
