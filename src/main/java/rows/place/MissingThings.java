package rows.place;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.Sql;
import postgres.definition.Requirement;
import postgres.definition.TableDefinition;

/** What tables need and do not bring with them: extensions, types, collations, functions, operators. */
public final class MissingThings {

    private static final String MISSING = Sql.read("rows/place/missing-requirements.sql");

    private MissingThings() {}

    /**
     * Looks for them.
     *
     * @throws ProblemException if a database lacks some, all of which are named
     */
    public static void refuse(Connection target, List<TableDefinition> definitions) throws SQLException {
        List<String> missing = of(target, definitions);
        if (!missing.isEmpty()) {
            throw new ProblemException(Problem.refused(
                    "the database lacks what the tables need: " + String.join(", ", missing),
                    "create that there, " + orBring(missing) + "then restore again; nothing was changed"));
        }
    }

    /** What else helps: a set of files, and the source of a copy, have the functions that tables need. */
    public static String orBring(List<String> missing) {
        return missing.stream().anyMatch(thing -> thing.startsWith("function "))
                ? "or have functions brought with \"with\": \"dependents\" (--with dependents), "
                : "";
    }

    /** All that a database lacks to hold these tables, as {@code function public.next()}. */
    public static List<String> of(Connection target, List<TableDefinition> definitions) throws SQLException {
        List<Requirement> requires = definitions.stream()
                .flatMap(definition -> definition.requires().stream())
                .distinct()
                .toList();
        return requires.isEmpty()
                ? List.of()
                : Query.list(
                        target,
                        MISSING,
                        row -> row.getString("kind") + " " + row.getString("name"),
                        target.createArrayOf(
                                "text", requires.stream().map(Requirement::kind).toArray()),
                        target.createArrayOf(
                                "text", requires.stream().map(Requirement::name).toArray()));
    }
}
