package postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Renders the constraints and indexes of a table and of its partitions. */
final class MemberDdl {

    private final Names names;
    private final List<Members> tables = new ArrayList<>();

    /** What a table or partition has of its own. */
    private record Members(TableName owner, List<ConstraintDefinition> constraints, List<IndexDefinition> indexes) {}

    MemberDdl(TableDefinition definition, Names names) {
        this.names = names;
        // Partitions first: what the server makes there for the table above then takes names that are left.
        for (PartitionDefinition partition : definition.allPartitions()) {
            tables.add(new Members(partition.name(), partition.constraints(), partition.indexes()));
        }
        tables.add(new Members(definition.name(), definition.constraints(), definition.indexes()));
    }

    List<String> constraints(Predicate<ConstraintDefinition.Kind> wanted) {
        return added(constraint -> wanted.test(constraint.kind())).stream()
                .map(AddedConstraint::statement)
                .toList();
    }

    List<AddedConstraint> added(Predicate<ConstraintDefinition> wanted) {
        List<AddedConstraint> added = new ArrayList<>();
        for (Members table : tables) {
            for (ConstraintDefinition constraint : table.constraints) {
                if (wanted.test(constraint)) {
                    TableName owner = names.table(table.owner);
                    String name = names.constraint(table.owner, constraint.name());
                    added.add(new AddedConstraint(
                            owner,
                            name,
                            "alter table " + owner.quoted() + " add constraint " + Identifier.quote(name) + " "
                                    + (constraint.foreignKey() == null
                                            ? constraint.definition()
                                            : foreignKey(constraint))));
                }
            }
        }
        return added;
    }

    private String foreignKey(ConstraintDefinition constraint) {
        ConstraintDefinition.ForeignKey key = constraint.foreignKey();
        return "foreign key (" + keyColumns(constraint.columns(), key.period()) + ") references "
                + names.table(key.references()).quoted() + " (" + keyColumns(key.columns(), key.period()) + ")"
                + key.rules();
    }

    private static String keyColumns(List<String> columns, boolean period) {
        int last = columns.size() - 1;
        return IntStream.rangeClosed(0, last)
                .mapToObj(i -> (period && i == last ? "period " : "") + Identifier.quote(columns.get(i)))
                .collect(Collectors.joining(", "));
    }

    List<String> indexes() {
        List<String> statements = new ArrayList<>();
        for (Members table : tables) {
            for (IndexDefinition index : table.indexes) {
                statements.add("create " + (index.unique() ? "unique " : "") + "index "
                        + Identifier.quote(names.index(table.owner, index.name())) + " on "
                        + names.table(table.owner).quoted() + " using " + index.definition());
            }
        }
        return statements;
    }
}
