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
import rows.diff.ColumnPairs;

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
     * @param inherited columns that get another type with the table they are inherited from
     * @return statements for the target, empty where it fits
     * @throws ProblemException if it cannot be made to, or is not to be
     */
    static List<String> statements(
            Connection source, SyncedTable from, SyncedTable to, Set<String> inherited, Flow flow) throws SQLException {
        List<String> statements = new ArrayList<>();
        List<String> drift = new ArrayList<>();
        TableDefinition definition = null;
        ColumnPairs pairs = ColumnPairs.of(from.columns(), to.columns());
        for (Column column : pairs.lost()) {
            definition = definition == null ? Definitions.read(source, from.name()) : definition;
            statements.addAll(Ddl.of(definition).sequencesOf(column.name()));
            statements.add(Ddl.of(definition).addColumn(column.name()));
            drift.add("has a column " + column.name() + " of type " + column.plainType() + " that the target lacks");
        }
        for (ColumnPairs.Pair pair : pairs.common()) {
            Column column = pair.source();
            Column other = pair.target();
            if (other.generated() || holds(other, column) || inherited.contains(column.name())) {
                continue;
            }
            if (!holds(column, other)) {
                throw new ProblemException(Problem.refused(
                        "column " + column.name() + " of " + from.name().display() + " is " + column.type() + " in "
                                + flow.from() + " and " + other.type() + " in " + flow.to(),
                        "give both the same type, or copy the table again"));
            }
            statements.add("alter table " + to.name().quoted() + " alter column " + Identifier.quote(column.name())
                    + " type " + column.type());
            drift.add("has the column " + column.name() + " as " + column.type() + ", which is wider than "
                    + other.type());
        }
        if (!drift.isEmpty() && flow.newColumns() == SyncSettings.NewColumns.REFUSE) {
            throw new ProblemException(Problem.conflict(
                    from.name().display() + " " + String.join(", and ", drift),
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

    /** Precision is in the upper half of the modifier. */
    private static boolean numericHolds(int wide, int narrow) {
        return scale(wide) >= scale(narrow) && (wide >> 16) - scale(wide) >= (narrow >> 16) - scale(narrow);
    }

    /** In the lower eleven bits, of which the first is the sign. */
    private static int scale(int modifier) {
        return ((modifier & 0x7ff) ^ 0x400) - 0x400;
    }
}
