package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Column;
import postgres.Identifier;
import postgres.definition.Ddl;
import postgres.definition.Definitions;
import postgres.definition.TableDefinition;

/** Columns that the source has and the target lacks, or that are wider on the source. */
final class ColumnDrift {

    private static final Map<String, Set<String>> WIDER = Map.of(
            "int2", Set.of("int4", "int8", "numeric"),
            "int4", Set.of("int8", "numeric"),
            "int8", Set.of("numeric"),
            "float4", Set.of("float8"),
            "varchar", Set.of("text"));
    private static final int HEADER = 4;

    private ColumnDrift() {}

    /**
     * What makes the target fit.
     *
     * @return statements for the target, empty where it fits
     * @throws ProblemException if it cannot be made to, or is not to be
     */
    static List<String> statements(Connection source, SyncedTable from, SyncedTable to, Flow flow) throws SQLException {
        List<String> statements = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        TableDefinition definition = null;
        for (Column column : from.columns()) {
            Column other = to.column(column.name()).orElse(null);
            if (other == null) {
                definition = definition == null ? Definitions.read(source, from.name()) : definition;
                statements.add(Ddl.of(definition).addColumn(column.name()));
                differences.add(
                        "has a column " + column.name() + " of type " + column.plainType() + " that the target lacks");
            } else if (!other.generated() && !holds(other, column)) {
                if (!holds(column, other)) {
                    throw new ProblemException(Problem.refused(
                            "column " + column.name() + " of " + from.name().display() + " is " + column.type() + " in "
                                    + flow.from() + " and " + other.type() + " in " + flow.to(),
                            "give both the same type, or copy the table again"));
                }
                statements.add("alter table " + to.name().quoted() + " alter column " + Identifier.quote(column.name())
                        + " type " + column.type());
                differences.add("has the column " + column.name() + " as " + column.type() + ", which is wider than "
                        + other.type());
            }
        }
        if (!differences.isEmpty() && flow.newColumns() == SyncSettings.NewColumns.REFUSE) {
            throw new ProblemException(Problem.refused(
                    from.name().display() + " " + String.join(", and ", differences),
                    "alter the table in " + flow.to() + ", or say sync.flows." + flow.name() + ".new-columns=add"));
        }
        return statements;
    }

    /** Whether every value of one fits into the other. */
    private static boolean holds(Column wide, Column narrow) {
        if (wide.type().equals(narrow.type()) || wide.plainType().equals(narrow.plainType())) {
            return true;
        }
        if (wide.baseType().equals(narrow.baseType())) {
            return wide.modifier() == -1
                    || narrow.modifier() != -1
                            && (wide.baseType().equals("numeric")
                                    ? numericHolds(wide.modifier() - HEADER, narrow.modifier() - HEADER)
                                    : wide.modifier() >= narrow.modifier());
        }
        boolean sized = wide.modifier() != -1 && narrow.modifier() > wide.modifier();
        return WIDER.getOrDefault(narrow.baseType(), Set.of()).contains(wide.baseType())
                && !sized
                && (wide.modifier() == -1 || wide.baseType().equals("varchar"));
    }

    /** Precision is in the upper half of the modifier, the scale in the lower. */
    private static boolean numericHolds(int wide, int narrow) {
        int wideScale = wide & 0x7ff;
        int narrowScale = narrow & 0x7ff;
        return wideScale >= narrowScale && (wide >> 16) - wideScale >= (narrow >> 16) - narrowScale;
    }
}
