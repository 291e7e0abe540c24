package rows.change;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import postgres.Constraint;
import postgres.Table;
import postgres.TableName;

/** The order in which rows go in: what a foreign key points to comes before what points to it. */
public final class TableOrder {

    private final List<Table> tables;
    private final List<Table> ordered = new ArrayList<>();
    private final Set<TableName> entered = new HashSet<>();

    private TableOrder(List<Table> tables) {
        this.tables = tables;
    }

    /** Parents first; in a cycle any of it, whose foreign key then has to be deferrable. */
    public static List<Table> parentsFirst(List<Table> tables) {
        TableOrder order = new TableOrder(tables);
        tables.forEach(order::enter);
        return order.ordered;
    }

    private void enter(Table table) {
        if (!entered.add(table.name())) {
            return;
        }
        table.constraints().stream()
                .filter(constraint -> constraint.kind() == Constraint.Kind.FOREIGN_KEY)
                .forEach(constraint -> tables.stream()
                        .filter(other -> other.name().equals(constraint.references()))
                        .forEach(this::enter));
        ordered.add(table);
    }
}
