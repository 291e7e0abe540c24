package postgres.definition;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import postgres.TableName;

/** A table that inherits from another: a plain select of the parent shows the heir's rows too. */
public record Inheritance(TableName heir, TableName parent) {

    public Inheritance {
        Objects.requireNonNull(heir, "heir");
        Objects.requireNonNull(parent, "parent");
    }

    /** All that the definitions speak of, each heir's parents in their order. */
    public static List<Inheritance> of(List<TableDefinition> definitions) {
        Set<Inheritance> all = new LinkedHashSet<>();
        definitions.forEach(heir -> heir.inherits().forEach(parent -> all.add(new Inheritance(heir.name(), parent))));
        definitions.forEach(
                parent -> parent.inheritedBy().forEach(heir -> all.add(new Inheritance(heir, parent.name()))));
        return List.copyOf(all);
    }

    /** Those of which both tables are among the definitions; a partition has its place without. */
    public static List<Inheritance> among(List<TableDefinition> definitions) {
        Set<TableName> names = definitions.stream().map(TableDefinition::name).collect(Collectors.toSet());
        Set<TableName> partitioned = definitions.stream()
                .filter(definition -> definition.partitioning() != null)
                .map(TableDefinition::name)
                .collect(Collectors.toSet());
        List<Inheritance> among = new ArrayList<>(of(definitions));
        among.removeIf(
                one -> !names.contains(one.heir) || !names.contains(one.parent) || partitioned.contains(one.parent));
        return among;
    }

    /** Lets a table that stands alone inherit; it has all columns and checks that it inherits already. */
    public String statement() {
        return "alter table " + heir.quoted() + " inherit " + parent.quoted();
    }

    /** As a sentence tells it. */
    public String told() {
        return heir.display() + " inherits from " + parent.display();
    }
}
