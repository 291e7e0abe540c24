package rows.restore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import postgres.TableName;
import postgres.definition.SequenceDefinition;
import rows.diff.RowSource;

/** The order in which tables are made: one whose sequence another draws from comes before that one. */
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
        tables.forEach(order::enter);
        return order.ordered;
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
