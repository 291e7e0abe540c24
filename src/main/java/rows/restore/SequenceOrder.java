package rows.restore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import postgres.TableName;
import postgres.definition.SequenceDefinition;
import rows.diff.RowSource;

/**
 * The order in which tables are made: one whose sequence another draws from comes before that one, and those with values
 * that name tables come last, as such a table may be one of these.
 */
public final class SequenceOrder {

    private final List<RowSource> tables;
    private final List<RowSource> ordered = new ArrayList<>();
    private final Set<TableName> entered = new HashSet<>();

    private SequenceOrder(List<RowSource> tables) {
        this.tables = tables;
    }

    /** Owners first, else as they came. */
    static List<RowSource> ownersFirst(List<RowSource> tables) {
        SequenceOrder order = new SequenceOrder(tables);
        tables.stream().filter(table -> !namesOthers(table)).forEach(order::enter);
        tables.forEach(order::enter);
        return order.ordered;
    }

    /** Whether values of it may name tables. */
    static boolean namesOthers(RowSource table) {
        return table.columns().stream()
                .anyMatch(column ->
                        column.baseType().startsWith("reg") || column.baseType().startsWith("_reg"));
    }

    private void enter(RowSource table) {
        if (entered.add(table.table())) {
            sequences(table, true).forEach(drawn -> tables.stream()
                    .filter(other -> sequences(other, false).contains(drawn))
                    .forEach(this::enter));
            ordered.add(table);
        }
    }

    private static List<TableName> sequences(RowSource table, boolean shared) {
        return table.definition().sequences().stream()
                .filter(sequence -> (sequence.kind() == SequenceDefinition.Kind.SHARED) == shared)
                .map(SequenceDefinition::name)
                .toList();
    }
}
