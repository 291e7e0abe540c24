package snapshot.restore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import postgres.TableName;
import postgres.definition.SequenceDefinition;
import snapshot.Contents;

/** The order in which tables are made: one whose sequence another draws from comes before that one. */
final class SequenceOrder {

    private final List<Contents> tables;
    private final List<Contents> ordered = new ArrayList<>();
    private final Set<TableName> entered = new HashSet<>();

    private SequenceOrder(List<Contents> tables) {
        this.tables = tables;
    }

    /** Owners first, else as they came. */
    static List<Contents> ownersFirst(List<Contents> tables) {
        SequenceOrder order = new SequenceOrder(tables);
        tables.forEach(order::enter);
        return order.ordered;
    }

    private void enter(Contents table) {
        if (entered.add(table.table())) {
            sequences(table, true).forEach(drawn -> tables.stream()
                    .filter(other -> sequences(other, false).contains(drawn))
                    .forEach(this::enter));
            ordered.add(table);
        }
    }

    private static List<TableName> sequences(Contents table, boolean shared) {
        return table.definition().sequences().stream()
                .filter(sequence -> (sequence.kind() == SequenceDefinition.Kind.SHARED) == shared)
                .map(SequenceDefinition::name)
                .toList();
    }
}
